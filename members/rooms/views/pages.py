"""The list of rooms, and a room as a page with a form: all of it works without script."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliance.core import drafts
from alliance.core.models import site_language
from members.rooms import frames, presenters, rules
from members.rooms.act_presenter import Rights
from members.rooms.forms import MessageForm
from members.rooms.guidelines import sections
from members.rooms.models import MessageFile, Room
from members.rooms.services import files, guidelines, reading, talking
from members.rooms.services.refusals import GuidelinesFirst, Refused, TooFast, WrongFile


@never_cache
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms that the reader may read: those with news first, then the liveliest."""
    rows = Room.objects.visible_to(request.user).with_line().with_unread(request.user)
    lines = [presenters.room_line(room) for room in rows.order_by("-last_at", "slug")]
    lines.sort(key=lambda line: (line["is_archived"], not line["unread"]))
    context = {"page": None, "crumbs": [(_("Home"), f"/{site_language()}/")], "lines": lines}
    return render(request, "rooms/rooms.html", context)


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
    return _show(request, found, MessageForm(initial=_answering(request, found)))


@drafts.signed_in
def _write(request: HttpRequest, slug: str) -> HttpResponse:
    found = readable_or_404(request, slug)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, form, status=422)
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
        return _show(request, found, form, status=422)
    except Refused as refusal:
        form.add_error("body", str(refusal))
        return _show(request, found, form, status=429 if isinstance(refusal, TooFast) else 422)
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


def _answering(request: HttpRequest, room: Room) -> dict:
    seq = _number(request, "reply_to")
    return {"reply_to": seq} if seq and room.messages.filter(seq=seq).exists() else {}


def _show(request: HttpRequest, room: Room, form: MessageForm, *, status: int = 200) -> HttpResponse:
    user = request.user
    rights = Rights.of(user, room)
    before, at = _number(request, "before"), _number(request, "at")
    rows = room.messages.in_full().order_by("-seq")
    if at:
        before = at + presenters.PAGE // 2
    shown = list(rows.filter(seq__lt=before) if before else rows)[: presenters.PAGE][::-1]
    known = room.readings.filter(person=user.pk).values_list("seq", flat=True).first() if user.pk else None
    newest = shown[-1].seq if shown else 0
    if user.is_authenticated and request.method == "GET":
        reading.note_reading(room=room, person=user, seq=newest)
    context = {
        "page": None,
        "crumbs": [(_("Home"), f"/{site_language()}/"), (_("Rooms"), f"/{site_language()}/rooms/")],
        "room": room,
        "name": presenters.name_of(room),
        "days": presenters.days_of(shown, user=user, unread_after=known, rights=rights),
        "earlier": shown[0].seq if shown and shown[0].seq > 1 else 0,
        "later": newest < room.last_seq,
        "form": form if rules.can_post(user, room) else None,
        "answered": room.messages.filter(seq=form["reply_to"].value() or 0).first(),
        "sent": _number(request, "sent"),
        "waiting": _waiting(form, room, user),
        "change": room.last_change,
        "newest": newest,
        "moderates": rights.moderates,
    }
    return render(request, "rooms/room.html", context, status=status)


@never_cache
@require_safe
def since(request: HttpRequest, slug: str) -> JsonResponse:
    """What is new after ``?after=12`` (and changed after ``&change=30``), as the socket's frames: for lines without sockets."""
    room = readable_or_404(request, slug)
    after = _number(request, "after")
    change = _number(request, "change") if "change" in request.GET else None
    rows = reading.since(room, seq=after, change=change)
    return JsonResponse(
        {
            "messages": [frames.frame_of(row) for row in rows],
            "seq": room.last_seq,
            "change": room.last_change,
            "can": rules.can_in(request.user, room),
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
