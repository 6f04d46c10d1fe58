"""Finding what was said in a room. The engine narrows down; what is shown is what the database lets this reader see."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.core import wordsearch
from alliance.core.models import site_language
from members.rooms import presenters
from members.rooms.models import Message, Room
from members.rooms.views.pages import readable_or_404

A_PAGE = 20
LONGEST = 400


@never_cache
@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """The messages of the room that have the words of ``?q=``, the newest first, ``?page=`` by page. 404 beyond the last."""
    room = readable_or_404(request, slug)
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    found, is_reduced = _found(room, words, request.user)
    page = _page_of(request, found)
    context = {
        "page": None,
        "crumbs": [
            (_("Home"), f"/{site_language()}/"),
            (_("Rooms"), f"/{site_language()}/rooms/"),
            (presenters.name_of(room), room.get_absolute_url()),
        ],
        "room": room,
        "name": presenters.name_of(room),
        "words": words,
        "lines": presenters.found_lines(page.object_list, words, user=request.user),
        "page_obj": page,
        "query": f"{urlencode({'q': words})}&" if words else "",
        "is_reduced": is_reduced,
        "offers": [{"text": _("Back to the room"), "url": room.get_absolute_url()}],
    }
    return render(request, "rooms/search.html", context)


def _found(room: Room, words: str, user) -> tuple[QuerySet[Message], bool]:
    """Return the messages, and whether the database alone had to look for them."""
    rows = Message.objects.visible_to(user).with_words().filter(room=room)
    rows = rows.select_related("room", "author__country", "author__profile").order_by("-seq")
    if not words:
        return rows.none(), False
    numbers = wordsearch.numbers("message", words, user=user, language=site_language(), where={"room": (room.slug,)})
    if numbers is not None:
        return rows.filter(pk__in=[int(number) for number in numbers]), False
    for word in words.split():
        rows = rows.filter(body__icontains=word)
    return rows, wordsearch.is_reduced(words, numbers)


def _page_of(request: HttpRequest, rows: QuerySet[Message]) -> Page:
    try:
        return Paginator(rows, A_PAGE).page(request.GET.get("page") or 1)
    except InvalidPage:
        raise Http404 from None
