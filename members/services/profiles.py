"""A member's profile: it is there from the first day."""

from django.utils.text import slugify

from alliance.core.models import User
from members.models import Profile


def ensure_profile(person: User) -> Profile:
    """Return the profile of ``person``, made with safe defaults where there was none. Its address is free and never changes."""
    if found := Profile.objects.filter(person=person).first():
        return found
    base = slugify(person.get_full_name())[:60] or "member"
    taken = set(Profile.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return Profile.objects.create(person=person, slug=slug)
