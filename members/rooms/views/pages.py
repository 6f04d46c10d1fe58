"""The list of rooms, and a room as a page with a form: all of it works without script."""

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliance.core import drafts
from alliance.core.audience import is_member
from alliance.core.models import site_language
from members.rooms import frames, presenters, rules
from members.rooms.act_presenter import Rights
from members.rooms.forms import MessageForm
from members.rooms.guidelines import sections
from members.rooms.live import live
from members.rooms.models import Message, MessageFile, Room
from members.rooms.models.message import LONGEST
from members.rooms.services import files, guidelines, reading, talking
from members.rooms.services.refusals import GuidelinesFirst, Refused, TooFast, WrongFile
from members.rooms.visit_presenter import since_visit
from members.rooms.voting_presenter import votes_of

DRAFT = "room"
"""What is typed in a room waits under this name for those who were signed out meanwhile."""


@never_cache
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms that the reader may read: those with news first, then the liveliest."""
    rows = Room.objects.visible_to(request.user).with_line().with_unread(request.user)
    lines = [presenters.room_line(room) for room in rows.order_by(F("last_at").desc(nulls_last=True), "slug")]
    lines.sort(key=lambda line: not line["unread"])
    context = {
        "page": None,
        "crumbs": [(_("Home"), f"/{site_language()}/")],
        "lines": [line for line in lines if not line["is_archived"]],
        "archived": [line for line in lines if line["is_archived"]],
        "offers": _elsewhere(request),
    }
    return render(request, "rooms/rooms.html", context)


def _elsewhere(request: HttpRequest) -> list[dict]:
    """Return what somebody can do who finds no room."""
    if request.user.is_authenticated:
        return [{"text": _("See the networks"), "url": f"/{site_language()}/networks/"}]
    return [{"text": _("Sign in"), "url": f"{reverse('account_login')}?{urlencode({'next': request.path})}"}]


def readable_or_404(request: HttpRequest, slug: str) -> Room:
    """Return the room at an address. Raises Http404 for those that the reader may not read, whatever they are."""
    return get_object_or_404(Room.objects.visible_to(request.user).with_line(), slug=slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest messages with a form, those before a number (``?before=40``) or around one (``?at=12``)."""
    if request.method == "POST":
        return _write(request, slug)
    found = readable_or_404(request, slug)
    draft = drafts.of(request.user, DRAFT, found.pk) if request.user.is_authenticated else None
    return _show(request, found, MessageForm(initial=_beginning(request, found, draft)), draft)


@drafts.signed_in
def _write(request: HttpRequest, slug: str) -> HttpResponse:
    found = readable_or_404(request, slug)
    form, draft = MessageForm(request.POST, request.FILES), drafts.of(request.user, DRAFT, found.pk)
    if not form.is_valid():
        return _show(request, found, form, draft.without_typed(), status=422)
    typed = form.cleaned_data
    if request.POST.get("accepts") == "guidelines":
        guidelines.accept(person=request.user)
    try:
        form, wrong = _with_uploads(request, found, form)
        if wrong:
            raise wrong
        message = talking.post(
            room=found,
            author=request.user,
            language=site_language(),
            client_id=typed["client_id"],
            body=typed["body"],
            reply_to=typed["reply_to"],
            files=form.cleaned_data["uploaded"],
        )
    except GuidelinesFirst:
        return show_guidelines(request, found, form, status=403)
    except WrongFile as refusal:
        form.add_error("files", str(refusal))
        return _show(request, found, form, draft.without_typed(), status=422)
    except Refused as refusal:
        form.add_error("body", str(refusal))
        return _show(request, found, form, draft.without_typed(), status=429 if isinstance(refusal, TooFast) else 422)
    if draft.typed:
        drafts.sent(request.user, DRAFT, found.pk)
    return HttpResponseRedirect(f"{found.get_absolute_url()}?sent={message.seq}#m-{message.seq}")


def _with_uploads(request: HttpRequest, room: Room, form: MessageForm) -> tuple[MessageForm, Refused | None]:
    """Return the form as if its files had been uploaded before, and why the first one of those left out was refused.

    What was taken waits for the message, whatever becomes of it.
    """
    uploaded = [*form.cleaned_data["uploaded"]]
    data, wrong = request.POST.copy(), None
    for file in form.cleaned_data["files"]:
        try:
            uploaded.append(files.upload(room=room, by=request.user, file=file).pk)
        except Refused as refusal:
            wrong = wrong or refusal
    if not form.cleaned_data["files"]:
        return form, None
    data["uploaded"] = ",".join(map(str, uploaded))
    kept = MessageForm(data)
    kept.full_clean()
    return kept, wrong


def _waiting(form: MessageForm, room: Room, user) -> list[MessageFile]:
    """Return the files that were uploaded with a message that was refused."""
    numbers = form.fields["uploaded"].clean(form["uploaded"].value()) if form.is_bound else []
    return list(room.files.waiting_for(user).filter(pk__in=numbers)) if numbers else []


def show_guidelines(
    request: HttpRequest, room: Room, form: MessageForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The guidelines with a button to accept them. With a ``form``, the same button sends the message typed in it."""
    context = {
        "page": None,
        "crumbs": crumbs_of(room),
        "room": room,
        "name": presenters.name_of(room),
        "sections": sections(),
        "form": form,
        "has_accepted": request.user.is_authenticated and rules.has_accepted_guidelines(request.user),
    }
    return render(request, "rooms/guidelines.html", context, status=status)


def crumbs_of(room: Room) -> list[tuple[str, str]]:
    """Return the way from the home page to the room."""
    home = f"/{site_language()}/"
    return [(_("Home"), home), (_("Rooms"), f"{home}rooms/"), (presenters.name_of(room), room.get_absolute_url())]


def _beginning(request: HttpRequest, room: Room, draft: drafts.Waiting | None) -> dict:
    """Return what stands in the form at first: what was typed while signed out, and which message it answers."""
    seq = _number(request, "reply_to")
    if draft and draft.typed:
        seq = seq or _seq_in(draft.typed.get("reply_to", ""))
    found = {"reply_to": seq} if seq and room.messages.filter(seq=seq).exists() else {}
    return found | ({"body": draft.typed.get("body", "")} if draft and draft.typed else {})


def _seq_in(typed: object) -> int:
    """Return the number of a message that a form holds, whatever was put into it; 0 for none."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _show(
    request: HttpRequest, room: Room, form: MessageForm, draft: drafts.Waiting | None, *, status: int = 200
) -> HttpResponse:
    user, rights = request.user, Rights.of(request.user, room)
    before, at = _number(request, "before"), _number(request, "at")
    rows = room.messages.in_full().order_by("-seq")
    if at:
        before = at + presenters.PAGE // 2
    shown = list(rows.filter(seq__lt=before) if before else rows)[: presenters.PAGE][::-1]
    read = room.readings.filter(person=user.pk).first() if user.pk else None
    known = read.seq if read else None
    newest = shown[-1].seq if shown else 0
    if user.is_authenticated and request.method == "GET":
        # Whoever comes for the first time, by whatever link, has nothing unread behind them.
        reading.note_reading(room=room, person=user, seq=room.last_seq if known is None else newest)
    # What is marked and decided is told once, beside the newest messages.
    visit = since_visit(room, user=user, seq=read.seq, at=read.read_at) if read and not before else None
    if visit and request.method == "GET":
        reading.note_visit(room=room, person=user)
    answered = room.messages.select_related("author").filter(seq=_seq_in(form["reply_to"].value())).first()
    days = presenters.days_of(shown, user=user, unread_after=known, rights=rights)
    context = {
        "page": None,
        "crumbs": [(_("Home"), f"/{site_language()}/"), (_("Rooms"), f"/{site_language()}/rooms/")],
        "room": room,
        "name": presenters.name_of(room),
        "days": days,
        "has_new": any(line["new"] for day in days for line in day["lines"]),
        "earlier": shown[0].seq if shown and shown[0].seq > 1 else 0,
        "later": newest + presenters.PAGE + 1 if newest < room.last_seq else 0,
        "first_unread": reading.first_unread(room, person=user, after=known) if _is_far_back(known, shown) else 0,
        "form": form if rules.can_post(user, room) else None,
        "draft": draft,
        "answered": presenters.quote_of(answered) if answered else None,
        "sent": _number(request, "sent"),
        "waiting": _waiting(form, room, user),
        "change": room.last_change,
        "newest": newest,
        "moderates": rights.moderates,
        "votes": votes_of(room, user),
        "visit": visit,
        "longest": LONGEST,
        # The script opens a socket, which is for members.
        "live": live(request, room, rights) if is_member(user) else None,
    }
    return render(request, "rooms/room.html", context, status=status)


def _is_far_back(known: int | None, shown: list[Message]) -> bool:
    """Whether the page begins after the first message that the reader has not read."""
    return known is not None and bool(shown) and shown[0].seq > known + 1


@never_cache
@require_safe
def since(request: HttpRequest, slug: str) -> JsonResponse:
    """What is new after ``?after=12`` (and changed after ``&change=30``), as the socket's frames: for lines without sockets.

    ``&read=12`` says how far the reader has come.
    """
    room = readable_or_404(request, slug)
    after = _number(request, "after")
    change = _number(request, "change") if "change" in request.GET else None
    rows = reading.since(room, seq=after, change=change)
    if request.user.is_authenticated and (read := _number(request, "read")):
        reading.note_reading(room=room, person=request.user, seq=read)
    return JsonResponse(
        {
            "messages": frames.frames_of(rows),
            "seq": room.last_seq,
            "change": room.last_change,
            "can": rules.can_in(request.user, room),
            "polls": frames.polls_of(room),
        }
    )


def _number(request: HttpRequest, name: str) -> int:
    """Return the number that the address gives under this name; 0 for none. Raises Http404 for what is none."""
    text = request.GET.get(name, "")
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Http404
    return int(text)
