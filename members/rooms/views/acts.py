"""What somebody does with one message, without script: each act has a page, and leads back to the message."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliance.core import drafts
from members.rooms import act_presenter, presenters, rules
from members.rooms.forms import EditForm
from members.rooms.models import Message, Room
from members.rooms.services import marking, talking
from members.rooms.services.refusals import Closed, NotAllowed, NotFound, Refused, TooFast
from members.rooms.views.pages import crumbs_of, readable_or_404

STATUS = {NotAllowed: 403, Closed: 409, TooFast: 429}


def message_or_404(request: HttpRequest, slug: str, seq: int) -> Message:
    """Return a message of a room that the reader may read. Raises Http404."""
    room = readable_or_404(request, slug)
    message = get_object_or_404(room.messages.in_full(), seq=seq)
    message.room = room
    return message


def page(request: HttpRequest, room: Room, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Return a page that belongs to a room."""
    shown = {"page": None, "crumbs": crumbs_of(room), "room": room, "name": presenters.name_of(room), **context}
    return render(request, template, shown, status=status)


def back_to(message: Message) -> HttpResponseRedirect:
    """Lead to the message at its place in the room."""
    return HttpResponseRedirect(message.get_absolute_url())


def refused(request: HttpRequest, message: Message, refusal: Refused) -> HttpResponse:
    """Say why it cannot be done, with the way back. What is not there is 404."""
    if isinstance(refusal, NotFound):
        raise Http404
    status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 422)
    context = {"message": message, "words": str(refusal)}
    return page(request, message.room, "rooms/act_refused.html", context, status=status)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """What one's own message says, to be changed."""
    message = message_or_404(request, slug, seq)
    if not rules.can_edit(request.user, message):
        return refused(request, message, NotAllowed())
    form = EditForm(request.POST or None, initial={"body": message.body})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                talking.edit(room=message.room, by=request.user, seq=seq, body=form.cleaned_data["body"])
                return back_to(message)
            except Refused as refusal:
                form.add_error("body", str(refusal))
    return page(request, message.room, "rooms/act_edit.html", {"message": message, "form": form}, status=status)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Take one's own message back, once it was asked whether it is meant."""
    message = message_or_404(request, slug, seq)
    if request.method == "POST":
        return _done(request, message, talking.delete)
    if not rules.can_delete(request.user, message):
        return refused(request, message, NotAllowed())
    return page(request, message.room, "rooms/act_delete.html", {"message": message})


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def react(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Put a mark under a message, or take it away."""
    return _by_button(request, slug, seq, talking.react, mark=request.POST.get("mark", ""))


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Have a message stand at the top of the room, or (``on=0``) no more."""
    return _by_button(request, slug, seq, marking.pin, on=request.POST.get("on") != "0")


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Say that a message answers what it replies to, or (``on=0``) that it does not."""
    return _by_button(request, slug, seq, marking.mark_answer, on=request.POST.get("on") != "0")


@never_cache
@drafts.signed_in
@require_safe
def history(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """What a message said before, for its author and for moderators."""
    message = message_or_404(request, slug, seq)
    if not rules.can_see_history(request.user, message):
        raise Http404
    context = {"message": message, "versions": act_presenter.versions_of(message, user=request.user)}
    return page(request, message.room, "rooms/act_history.html", context)


def _by_button(request: HttpRequest, slug: str, seq: int, service: Callable, **arguments) -> HttpResponse:
    """Do what a button under a message says; who comes with the address alone, after signing in, is led to the message."""
    message = message_or_404(request, slug, seq)
    if request.method != "POST":
        return back_to(message)
    return _done(request, message, service, **arguments)


def _done(request: HttpRequest, message: Message, service: Callable, **arguments) -> HttpResponse:
    try:
        service(room=message.room, by=request.user, seq=message.seq, **arguments)
    except Refused as refusal:
        return refused(request, message, refusal)
    return back_to(message)
