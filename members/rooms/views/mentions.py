"""Whom a writer may mention, while they type."""

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.core import reference
from alliance.core.audience import is_member
from alliance.core.limits import within
from members.models import Profile
from members.rooms.services import mentions
from members.rooms.views.pages import readable_or_404

LONGEST = 80
MOST, SECONDS = 120, 60
"""Questions of one person within so many seconds: faster than anybody types names, slower than anybody lists members."""


@never_cache
@require_safe
def people(request: HttpRequest, slug: str) -> JsonResponse:
    """People who read the room and whose name has the words of ``?q=``, for members whose profile-seeing allows it.

    Answers `{"people": [{"slug", "name", "country", "code"}]}`, and 429 to whoever asks too often.
    """
    if not is_member(request.user):
        raise Http404
    room = readable_or_404(request, slug)
    if not within("room_people", request.user.pk, most=MOST, seconds=SECONDS):
        return JsonResponse({"people": [], "detail": _("Too many questions. Wait a minute.")}, status=429)
    words = request.GET.get("q", "")[:LONGEST]
    found = mentions.offered(room=room, asker=request.user, words=words)
    return JsonResponse({"people": [_line(profile) for profile in found]})


def _line(profile: Profile) -> dict:
    code = profile.person.country.code if profile.person.country_id else ""
    return {
        "slug": profile.slug,
        "name": profile.person.shown_name,
        "country": reference.country_names().get(code, ""),
        "code": code,
    }
