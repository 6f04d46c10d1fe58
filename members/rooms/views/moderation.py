"""Reporting a message, what moderators do about it, and the guidelines."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliance.core import drafts
from members.rooms import moderation_presenter, rules
from members.rooms.forms import MuteForm, ReasonForm, ReportForm, SlowForm
from members.rooms.models import Message, Room
from members.rooms.services import guidelines as accepting
from members.rooms.services import moderating
from members.rooms.services.refusals import NotAllowed, Refused
from members.rooms.views.acts import back_to, message_or_404, page, refused
from members.rooms.views.pages import readable_or_404, show_guidelines


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Ask moderators to look at a message."""
    message = message_or_404(request, slug, seq)
    if not rules.can_report(request.user, message):
        return refused(request, message, NotAllowed())
    form = ReportForm(request.POST or None)
    if form.is_valid():
        return _do(
            request,
            message,
            lambda: moderating.report(room=message.room, by=request.user, seq=seq, **form.cleaned_data),
            _("Thank you. A moderator looks at the message; its author does not learn who reported it."),
        )
    return _ask(request, message, "rooms/report.html", form)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Hide a message, with a word to its author."""
    message = _moderated(request, slug, seq)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _do(
            request,
            message,
            lambda: moderating.hide(room=message.room, by=request.user, seq=seq, **form.cleaned_data),
            _("The message is hidden, and its author is told."),
        )
    return _ask(request, message, "rooms/moderation_hide.html", form)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Have a hidden message read again."""
    message = _moderated(request, slug, seq)
    if request.method != "POST":
        return _ask(request, message, "rooms/moderation_restore.html", forms.Form())
    return _do(
        request,
        message,
        lambda: moderating.restore(room=message.room, by=request.user, seq=seq),
        _("The message can be read again, and its author is told."),
    )


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Decide that a reported message stays."""
    message = _moderated(request, slug, seq)
    back = _moderation_of(message.room)
    if request.method != "POST":
        return HttpResponseRedirect(back)
    return _do(
        request,
        message,
        lambda: moderating.leave(room=message.room, by=request.user, seq=seq),
        _("The message stays. The reports are closed."),
        back=back,
    )


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mute(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Have the author of a message pause in this room."""
    message = _moderated(request, slug, seq)
    if not rules.can_mute(request.user, message.room, message.author):
        return refused(request, message, NotAllowed())
    form = MuteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _do(
            request,
            message,
            lambda: moderating.mute(room=message.room, by=request.user, person=message.author, **form.cleaned_data),
            _("The person is muted, and told until when."),
            back=_moderation_of(message.room),
        )
    return _ask(request, message, "rooms/moderation_mute.html", form)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def moderation(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the room's moderators, and the room's state. Not there for anybody else."""
    room = readable_or_404(request, slug)
    if not rules.can_moderate(request.user, room):
        raise Http404
    if request.method == "POST":
        return _change(request, room)
    context = {
        "queue": moderation_presenter.queue_of(room, request.user),
        "hidden": moderation_presenter.hidden_in(room, request.user),
        "mutes": moderation_presenter.mutes_in(room, request.user),
        "slow": SlowForm(now=room.slow_seconds),
    }
    return page(request, room, "rooms/moderation.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guidelines(request: HttpRequest, slug: str) -> HttpResponse:
    """The guidelines, and a button to accept them."""
    room = readable_or_404(request, slug)
    if request.method == "POST":
        return _accept(request, room)
    return show_guidelines(request, room)


@drafts.signed_in
def _accept(request: HttpRequest, room: Room) -> HttpResponse:
    accepting.accept(person=request.user)
    return HttpResponseRedirect(f"{room.get_absolute_url()}#write")


def _moderated(request: HttpRequest, slug: str, seq: int) -> Message:
    """Return a message of a room that the reader moderates. Raises Http404 for all others."""
    message = message_or_404(request, slug, seq)
    if not rules.can_moderate(request.user, message.room):
        raise Http404
    return message


def _moderation_of(room: Room) -> str:
    return f"{room.get_absolute_url()}moderation/"


def _ask(request: HttpRequest, message: Message, template: str, form: forms.Form) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return page(request, message.room, template, {"message": message, "form": form}, status=status)


def _do(
    request: HttpRequest, message: Message, act: Callable[[], object], done: str, *, back: str = ""
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return refused(request, message, refusal)
    messages.success(request, done)
    return HttpResponseRedirect(back) if back else back_to(message)


def _change(request: HttpRequest, room: Room) -> HttpResponse:
    """Slow the room down, close it, open it again, end a mute."""
    act, by = request.POST.get("act", ""), request.user
    number = request.POST.get("mute", "")
    slow = SlowForm(request.POST, now=room.slow_seconds)
    try:
        if act == "slow" and slow.is_valid():
            moderating.set_slow(room=room, by=by, seconds=slow.cleaned_data["seconds"])
        elif act == "archive":
            moderating.archive(room=room, by=by)
        elif act == "reopen":
            moderating.reopen(room=room, by=by)
        elif act == "unmute" and number.isascii() and number.isdigit():
            moderating.end_mute(room=room, by=by, mute=int(number))
        else:
            raise Refused
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done."))
    return HttpResponseRedirect(_moderation_of(room))
