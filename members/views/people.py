"""The directory of people and each person's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from members.models import Profile


def show_list(request: HttpRequest, page) -> HttpResponse:
    """The people whose profiles the reader may open."""
    profiles = Profile.objects.visible_to(request.user).with_line().order_by("person__last_name", "pk")
    return render(request, "members/people.html", {"page": page, "profiles": profiles})


@never_cache
def show(request: HttpRequest, page, slug: str) -> HttpResponse:
    """One profile, with the parts that the reader may see. Raises Http404 for the others."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user), slug=slug)
    return render(request, "members/person.html", {"page": page, "profile": profile})
