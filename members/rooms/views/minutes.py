"""Minutes of a room as page, PDF and Markdown, for whoever reads the room."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.core import limits
from alliance.core.context import alliance_name
from alliance.core.models import site_language
from members.rooms.forms import SpanForm
from members.rooms.minutes_presenter import minutes_of
from members.rooms.minutes_print import markdown_of, pdf_of
from members.rooms.models import Room
from members.rooms.views.acts import page
from members.rooms.views.pages import readable_or_404

MOST_PRINTED, WINDOW_SECONDS = 30, 600
"""PDFs for one person; visitors of public rooms share theirs."""


@never_cache
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What was said between two days (``?first=2026-03-01&last=2026-03-31``, both in the reader's zone); all of it without."""
    return _show(request, readable_or_404(request, slug), SpanForm(request.GET))


@never_cache
@require_safe
def as_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes as a text that any editor opens."""
    room, form = readable_or_404(request, slug), SpanForm(request.GET)
    if not form.is_valid():
        return _to_page(request, room)
    text = markdown_of(minutes_of(room, user=request.user, span=form.span()))
    return _file(room, text.encode(), "text/markdown; charset=utf-8", "md")


@never_cache
@require_safe
def as_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes for paper and archives."""
    room, form = readable_or_404(request, slug), SpanForm(request.GET)
    if not form.is_valid():
        return _to_page(request, room)
    if not limits.within("room_minutes", request.user.pk or 0, most=MOST_PRINTED, seconds=WINDOW_SECONDS):
        form.add_error(None, _("The PDF was asked for very often just now. Try again in ten minutes."))
        return _show(request, room, form, status=429)
    pdf = pdf_of(minutes_of(room, user=request.user, span=form.span()), identity=alliance_name(request))
    return _file(room, pdf, "application/pdf", "pdf")


def _show(request: HttpRequest, room: Room, form: SpanForm, *, status: int = 200) -> HttpResponse:
    minutes = minutes_of(room, user=request.user, span=form.span()) if form.is_valid() else None
    context = {"form": form, "minutes": minutes, "query": form.query() if form.is_valid() else ""}
    return page(request, room, "rooms/minutes.html", context, status=status if minutes else max(status, 422))


def _to_page(request: HttpRequest, room: Room) -> HttpResponseRedirect:
    """Lead to where it is said what is wrong with the days."""
    return HttpResponseRedirect(f"{room.get_absolute_url()}minutes/?{request.GET.urlencode()}")


def _file(room: Room, content: bytes, content_type: str, ending: str) -> HttpResponse:
    name = f"{room.slug}-{site_language()}.{ending}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
