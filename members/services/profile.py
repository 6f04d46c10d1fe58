"""One's own profile: saved whole, confirmed, asked about."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alliance.core import drafts, mail
from alliance.core.audit import record
from alliance.core.cache import bump_content_version
from alliance.core.models import Term, User
from members.models import REMIND_AFTER, STALE_AFTER, Biography, Profile, ProfileLink, SpokenLanguage

FORM = "profile"
SALT = "members.profile.confirm"
LINK_LASTS = 60 * 60 * 24 * 90


class Changed(Exception):
    """The profile was saved elsewhere since the form was opened. Holds it as it is now."""

    def __init__(self, profile: Profile):
        super().__init__(profile.pk)
        self.profile = profile


@dataclass(frozen=True)
class Entries:
    """What a form says of a profile. ``account`` and ``fields`` hold columns; ``photo`` is None where it stays as it is."""

    account: dict
    fields: dict
    topics: list[Term]
    biographies: dict[str, str]
    languages: list[tuple[Term, str]]
    links: list[tuple[str, str]]
    photo: ContentFile | None = None
    drops_photo: bool = field(default=False)


@transaction.atomic
def save(*, person: User, version: int, entries: Entries) -> Profile:
    """The profile says what was entered, counts as confirmed, and has the next version. Raises Changed, and saves nothing.

    The old photo's file is gone once this is committed; the draft of the form too.
    """
    profile = Profile.objects.select_for_update().get(person=person.pk)
    if profile.version != version:
        raise Changed(profile)
    former = profile.audience
    old_photo = profile.photo.name
    for name, value in entries.account.items():
        setattr(person, name, value)
    person.save(update_fields=list(entries.account))
    for name, value in entries.fields.items():
        setattr(profile, name, value)
    if entries.drops_photo:
        profile.photo = ""
    if entries.photo is not None:
        profile.photo.save(entries.photo.name, entries.photo, save=False)
    profile.version = version + 1
    _confirm(profile)
    profile.save()
    _write_rows(profile, entries)
    if old_photo and profile.photo.name != old_photo:
        transaction.on_commit(partial(profile.photo.storage.delete, old_photo))
    drafts.sent(person, FORM)
    record("profile.saved", actor=person, subject=profile, audience=profile.audience, was=former)
    bump_content_version()
    return profile


def _write_rows(profile: Profile, entries: Entries) -> None:
    profile.topics.set(entries.topics)
    profile.biographies.all().delete()
    Biography.objects.bulk_create(
        Biography(profile=profile, language=code, text=text) for code, text in entries.biographies.items() if text
    )
    profile.languages.all().delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(profile=profile, term=term, level=level) for term, level in entries.languages
    )
    profile.links.all().delete()
    ProfileLink.objects.bulk_create(ProfileLink(profile=profile, label=label, url=url) for label, url in entries.links)


def _confirm(profile: Profile) -> None:
    profile.confirmed_at = timezone.now()
    profile.asked_at = profile.reminded_at = None


@transaction.atomic
def confirm(*, profile: Profile, actor: User | None = None) -> None:
    """The profile counts as correct from now on. Confirming twice is confirming once."""
    locked = Profile.objects.select_for_update().get(pk=profile.pk)
    _confirm(locked)
    locked.save(update_fields=["confirmed_at", "asked_at", "reminded_at", "updated_at"])
    record("profile.confirmed", actor=actor, subject=locked)
    bump_content_version()


def confirmation_path(profile: Profile) -> str:
    """Return the end of the address by which ``profile`` is confirmed without signing in."""
    key = signing.dumps([profile.pk, profile.confirmed_at.timestamp()], salt=SALT)
    return f"/my/profile/confirm/{key}/"


def profile_of_key(key: str) -> Profile | None:
    """Return the profile that a link confirms; None where the link is wrong, old, or its person gone."""
    try:
        pk, _confirmed = signing.loads(key, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    present = Profile.objects.filter(person__is_active=True, person__joined_at__isnull=False)
    return present.filter(pk=pk).select_related("person").first()


def ask_the_stale(now: datetime | None = None) -> int:
    """Whose profile nobody confirmed for 365 days is asked once, and once more 30 days later; the number of mails."""
    now = now or timezone.now()
    present = Profile.objects.filter(person__is_active=True, person__joined_at__isnull=False)
    stale = present.filter(confirmed_at__lt=now - STALE_AFTER, reminded_at=None)
    due = stale.filter(Q(asked_at=None) | Q(asked_at__lt=now - REMIND_AFTER)).values_list("pk", flat=True)
    return sum(_ask(pk, now) for pk in due)


@transaction.atomic
def _ask(pk: int, now: datetime) -> bool:
    profile = Profile.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    again = profile.asked_at is not None
    if profile.reminded_at or (again and profile.asked_at >= now - REMIND_AFTER):
        return False
    if again:
        profile.reminded_at = now
    else:
        profile.asked_at = now
    profile.save(update_fields=["asked_at", "reminded_at", "updated_at"])
    person = profile.person
    mail.send_later(
        "profile_question",
        to=person.email,
        language=person.language,
        context={
            "name": person.get_full_name(),
            "confirmed": profile.confirmed_at.date().isoformat(),
            "again": again,
            "edit_path": f"/{person.language}/my/profile/",
        },
        path=f"/{person.language}{confirmation_path(profile)}",
    )
    return True
