"""The country's seat: what its holders find there, its notes, its deputy, its hand-over."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliance.core.models import User, site_language
from members import rules
from members.accounts import recently_authenticated
from members.enums import SeatPart
from members.forms.seats import INVITE, NOBODY, DeputyForm, HandOverForm, NotesForm
from members.models import Seat, SeatHolding
from members.seat_presenter import pack_of, records_of, tasks_of
from members.services import seats
from members.services.joining import JoiningError, invite
from members.views.doors import for_members
from members.views.letting_in import WHY


def own_seat(request: HttpRequest, code: str) -> Seat:
    """Return the seat with this code, of those that the reader holds now or works for. Raises Http404 for the others."""
    country, _dash, number = code.partition("-")
    seats_here = Seat.objects.visible_to(request.user).filter(country__code=country, number=int(number))
    seat = seats_here.select_related("country").with_holdings().first()
    if seat is None or not rules.can_see_seat_notes(request.user, seat):
        raise Http404
    return seat


def path_of(seat: Seat, rest: str = "") -> str:
    """Return an address of the seat in the active language."""
    return f"/{site_language()}/my/seat/{seat.code}/{rest}"


def crumbs(seat: Seat | None = None) -> list[tuple[str, str]]:
    """Return the way from home to a page of the seat."""
    way = [(_("Home"), f"/{site_language()}/"), (_("My page"), f"/{site_language()}/my/")]
    return way if seat is None else [*way, (_("Seat of %(country)s") % {"country": seat.country}, path_of(seat))]


def current(seat: Seat, part: SeatPart) -> SeatHolding | None:
    """Return who holds this part of a seat that was read with its holdings."""
    return next((each for each in seat.all_holdings if each.part == part and each.until is None), None)


@for_members
def own(request: HttpRequest) -> HttpResponse:
    """Send people to the seat that they hold. Raises Http404 for who holds none."""
    holding = SeatHolding.objects.current().filter(person=request.user).select_related("seat__country").first()
    if holding is None:
        raise Http404
    return redirect(path_of(holding.seat))


@for_members
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The seat: where to start, what waits, what it writes, who holds and held it."""
    seat = own_seat(request, code)
    acting = seats.acting_for(seat.country)
    records = records_of(seat)
    context = {
        "seat": seat,
        "crumbs": crumbs(),
        "holder": current(seat, SeatPart.HOLDER),
        "deputy": current(seat, SeatPart.DEPUTY),
        "acting": acting,
        "tasks": tasks_of(acting, records) if acting == request.user else [],
        "records": records,
        "may_hand_over": rules.can_hand_over(request.user, seat),
        "may_name_deputy": rules.can_appoint(request.user, seat, SeatPart.DEPUTY),
    }
    return render(request, "members/seat.html", context)


@for_members
def notes(request: HttpRequest, code: str) -> HttpResponse:
    """The note and the contacts of the seat, written by those who hold it."""
    seat = own_seat(request, code)
    form = NotesForm(request.POST or None, initial=NotesForm.initial_of(seat))
    if request.method == "POST" and form.is_valid():
        seats.keep_notes(seat=seat, by=request.user, **form.cleaned_data)
        messages.success(request, _("Note and contacts are saved."))
        return redirect(path_of(seat))
    context = {"seat": seat, "crumbs": crumbs(seat), "form": form}
    return render(request, "members/seat_notes.html", context, status=400 if form.errors else 200)


@for_members
def deputy(request: HttpRequest, code: str) -> HttpResponse:
    """Who is the deputy, chosen by the holder among the ministry's members. Raises Http404 for a deputy."""
    seat = own_seat(request, code)
    if not rules.can_appoint(request.user, seat, SeatPart.DEPUTY):
        raise Http404
    holder, present = current(seat, SeatPart.HOLDER), current(seat, SeatPart.DEPUTY)
    form = DeputyForm(
        request.POST or None,
        seat=seat,
        user=request.user,
        holder=holder.person if holder else None,
        initial={"who": str(present.person_id) if present else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _name_deputy(seat, form.receiver, present, by=request.user)
        except seats.SeatError as error:
            form.add_error(None, why(error))
        else:
            messages.success(request, _("The deputy is named."))
            return redirect(path_of(seat))
    context = {"seat": seat, "crumbs": crumbs(seat), "form": form}
    return render(request, "members/seat_deputy.html", context, status=400 if form.errors else 200)


def _name_deputy(seat: Seat, receiver: User | None, present: SeatHolding | None, *, by: User) -> None:
    if receiver:
        seats.appoint(seat=seat, person=receiver, part=SeatPart.DEPUTY, by=by)
    elif present:
        seats.end(holding=present, by=by)


def why(error: seats.SeatError) -> str:
    """Return the sentence for what stood in the way."""
    if isinstance(error, seats.CannotHold):
        return _("This person cannot hold the seat: they left the alliance, or work for another country.")
    return _("Somebody else has changed the seat in the meantime. Look at it again.")


@for_members
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """The hand-over: one screen to decide, one to confirm. Raises Http404 for who may not, and for a deputy."""
    seat = own_seat(request, code)
    if not rules.can_hand_over(request.user, seat):
        raise Http404
    return _hand_over(request, seat)


@recently_authenticated
def _hand_over(request: HttpRequest, seat: Seat) -> HttpResponse:
    """As `hand_over`, for somebody who has proved again who they are: a session left open gives no seat away."""
    leaving = current(seat, SeatPart.HOLDER)
    holder = leaving.person if leaving else None
    step = request.POST.get("step", "")
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        seat=seat,
        user=request.user,
        holder=holder,
        initial={**NotesForm.initial_of(seat), "seen": leaving.pk if leaving else 0},
    )
    refused = step != "back" and request.method == "POST" and not form.is_valid()
    if request.method == "POST" and not refused and step == "confirm":
        try:
            said = _pass_on(seat, form, by=request.user)
        except (seats.SeatError, JoiningError) as error:
            form.add_error(None, WHY[error.code] if isinstance(error, JoiningError) else why(error))
            refused = True
        else:
            messages.success(request, said)
            return redirect(f"/{site_language()}/my/")
    context = {
        "seat": seat,
        "crumbs": crumbs(seat),
        "form": form,
        "leaving": leaving,
        "is_mine": holder == request.user,
        "pack": pack_of(seat, holder),
        "has_deputy": current(seat, SeatPart.DEPUTY) is not None,
    }
    if request.method == "POST" and not refused and step == "review":
        who = form.cleaned_data["who"]
        context |= {"receiver": form.receiver, "invited": form.cleaned_data["email"] if who == INVITE else ""}
        return render(request, "members/seat_confirm.html", context)
    if step == "back":
        form = context["form"] = HandOverForm(initial=form.data.dict(), seat=seat, user=request.user, holder=holder)
    return render(request, "members/seat_hand_over.html", context, status=400 if refused else 200)


@transaction.atomic
def _pass_on(seat: Seat, form: HandOverForm, *, by: User) -> str:
    """The seat has passed on, or an invitation is on its way; returns what the reader is told."""
    typed = form.cleaned_data
    left = {"note": typed["note"], "contacts": typed["contacts"]}
    if typed["who"] == NOBODY:
        seats.leave(seat=seat, by=by, seen=typed["seen"] or 0, **left)
        return _("You have left the seat. Staff are told, and the note waits for whoever comes.")
    if typed["who"] == INVITE:
        seats.keep_notes(seat=seat, by=by, **left)
        invite(
            by=by,
            email=typed["email"],
            language=typed["language"] or site_language(),
            country=seat.country,
            seat=seat,
            seat_part=SeatPart.HOLDER,
        )
        return _("The invitation is on its way. The seat passes on when it is accepted; until then nothing changes.")
    seats.hand_over(seat=seat, to=form.receiver, by=by, seen=typed["seen"] or None, **left)
    return _("%(person)s holds the seat now.") % {"person": form.receiver}
