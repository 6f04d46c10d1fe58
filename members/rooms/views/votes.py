"""Votes as pages: they work on any phone, without script."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import qrcode
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from alliance.core import drafts
from alliance.core.formatting import number
from alliance.core.models import site_language
from alliance.core.spreadsheets import harmless
from members.rooms import rules, voting_presenter
from members.rooms.models import Action, Room, Vote
from members.rooms.services import outcomes, voting
from members.rooms.services.refusals import Refused
from members.rooms.views.acts import page
from members.rooms.views.pages import readable_or_404
from members.rooms.vote_forms import ActionForm, BallotForm, ProgressForm, ProxyForm, VoteForm

# Spreadsheet programs read accents rightly only behind this mark.
BOM = "\ufeff"


def vote_or_404(request: HttpRequest, slug: str, pk: int) -> Vote:
    """Return a vote of a room that the reader may read. Raises Http404; drafts are there for those who moderate alone."""
    room = readable_or_404(request, slug)
    vote = get_object_or_404(room.votes.select_related("outcome"), pk=pk)
    vote.room = room
    if not rules.can_see_vote(request.user, vote):
        raise Http404
    return vote


def moderated_or_404(request: HttpRequest, slug: str) -> Room:
    """Return a room that the reader moderates. Raises Http404."""
    room = readable_or_404(request, slug)
    if not rules.can_moderate(request.user, room):
        raise Http404
    return room


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a vote: the question and its options."""
    room = moderated_or_404(request, slug)
    form = VoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _do(form, lambda: voting.make(room=room, by=request.user, content=form.content())) or _write(
            request, room, form
        )
    return _write(request, room, form)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what a draft asks."""
    room = moderated_or_404(request, slug)
    vote = vote_or_404(request, slug, pk)
    form = VoteForm(request.POST) if request.method == "POST" else VoteForm.of(vote)
    if form.is_valid():
        return _do(form, lambda: voting.change(vote=vote, by=request.user, content=form.content())) or _write(
            request, room, form
        )
    return _write(request, room, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The vote: a ballot while it is open, the result once it may be seen."""
    vote = vote_or_404(request, slug, pk)
    if request.method == "POST":
        return _cast(request, slug, pk)
    return _show(request, vote, BallotForm(vote, initial=_mine(vote, request.user)))


@drafts.signed_in
def _cast(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    vote = vote_or_404(request, slug, pk)
    form = BallotForm(vote, request.POST)
    if form.is_valid():
        try:
            voting.cast(vote=vote, person=request.user, dots=form.dots())
            messages.success(request, _("Your dots are counted. You can change them until the vote is closed."))
            return HttpResponseRedirect(vote.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _show(request, vote, form, status=422)


def _mine(vote: Vote, user) -> dict:
    mine = vote.ballots.filter(person=user.pk).prefetch_related("dots").first() if user.pk else None
    return {f"dots_{each.option_id}": each.count for each in mine.dots.all()} if mine else {}


def _show(request: HttpRequest, vote: Vote, form: BallotForm, *, status: int = 200) -> HttpResponse:
    context = voting_presenter.vote_context(vote, request.user) | {"form": form, "action_form": ActionForm(vote.room)}
    return page(request, vote.room, "rooms/vote.html", context, status=status)


@never_cache
@drafts.signed_in
@require_POST
def act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open a vote, close it and tell its result in the room, or tell the members by mail."""
    vote = vote_or_404(request, slug, pk)
    moderated_or_404(request, slug)
    try:
        match request.POST.get("act"):
            case "open":
                voting.open_vote(vote=vote, by=request.user)
            case "close":
                outcomes.close_and_tell(vote=vote, by=request.user, language=site_language())
            case "tell":
                if count := outcomes.tell_members(vote=vote, by=request.user):
                    sent = ngettext("%(number)s person has a mail.", "%(number)s people have a mail.", count)
                    messages.success(request, sent % {"number": number(count)})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(vote.get_absolute_url())


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def proxy(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter the dots of somebody in the hall."""
    vote = vote_or_404(request, slug, pk)
    moderated_or_404(request, slug)
    form = ProxyForm(vote, request.POST if request.method == "POST" else None)
    if form.is_valid():
        who = {name: form.cleaned_data[name] for name in ("person", "guest", "country")}
        try:
            voting.cast_for(vote=vote, by=request.user, dots=form.dots(), **who)
            messages.success(request, _("The dots are counted, and marked as entered by you."))
            return HttpResponseRedirect(f"{vote.get_absolute_url()}proxy/")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.is_bound else 200
    return page(request, vote.room, "rooms/vote_proxy.html", {"vote": vote, "form": form}, status=status)


@never_cache
@drafts.signed_in
@require_POST
def add_action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Have somebody do something because of the vote."""
    vote = vote_or_404(request, slug, pk)
    form = ActionForm(moderated_or_404(request, slug), request.POST)
    if form.is_valid():
        try:
            outcomes.add_action(vote=vote, by=request.user, language=site_language(), **form.cleaned_data)
            return HttpResponseRedirect(f"{vote.get_absolute_url()}#actions")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = voting_presenter.vote_context(vote, request.user) | {"form": BallotForm(vote), "action_form": form}
    return page(request, vote.room, "rooms/vote.html", context, status=422)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Say how far an action is."""
    vote = vote_or_404(request, slug, pk)
    found = get_object_or_404(Action.objects.select_related("owner"), vote=vote, pk=number)
    found.vote = vote
    if not rules.can_move_action(request.user, found):
        raise Http404
    initial = {"progress": found.progress, "note": found.note}
    form = ProgressForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        outcomes.move_action(action=found, by=request.user, **form.cleaned_data)
        return HttpResponseRedirect(f"{vote.get_absolute_url()}#actions")
    context = {"vote": vote, "action": found, "form": form}
    return page(request, vote.room, "rooms/vote_action.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
def table(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The result as CSV. Raises Http404 while it is hidden."""
    vote = vote_or_404(request, slug, pk)
    if not rules.can_see_results(vote):
        raise Http404
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Option"), _("Dots"), _("Place"), _("Per country"), _("Place per country")])
    for line in voting_presenter.results_of(vote)["lines"]:
        share = f"{float(line['exact']):.4f}"
        rows.writerow([harmless(line["text"]), line["dots"], line["place"], share, line["country_place"]])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{vote.room.slug}-{vote.pk}.csv"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Where somebody in the hall types the code."""
    typed = request.POST.get("code", "")
    code = "".join(sign for sign in typed.upper() if sign.isalnum())[:8]
    if request.method == "POST" and Vote.objects.filter(code=code).exists():
        return HttpResponseRedirect(f"/{site_language()}/rooms/vote/{code}/")
    wrong = request.method == "POST"
    context = {"page": None, "crumbs": _crumbs(), "typed": typed, "wrong": wrong}
    return render(request, "rooms/vote_join.html", context, status=422 if wrong else 200)


@never_cache
@drafts.signed_in
@require_safe
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """From the code in the hall to the vote. Who may not read the room is told how to get in. Raises Http404 for dead codes."""
    vote = get_object_or_404(Vote.objects.select_related("room__network"), code=code.upper())
    if Room.objects.visible_to(request.user).filter(pk=vote.room_id).exists():
        return HttpResponseRedirect(vote.get_absolute_url())
    context = {"page": None, "crumbs": _crumbs()}
    return render(request, "rooms/vote_outside.html", context, status=403)


@never_cache
@drafts.signed_in
@require_safe
def qr(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The way to the vote as a picture for the hall. Raises Http404 where it is not open."""
    vote = vote_or_404(request, slug, pk)
    if not vote.code:
        raise Http404
    content = BytesIO()
    address = request.build_absolute_uri(f"/{site_language()}/rooms/vote/{vote.code}/")
    qrcode.make(address, image_factory=SvgPathImage, box_size=12).save(content)
    return HttpResponse(content.getvalue(), content_type="image/svg+xml")


def _crumbs() -> list[tuple[str, str]]:
    home = f"/{site_language()}/"
    return [(_("Home"), home), (_("Rooms"), f"{home}rooms/")]


def _write(request: HttpRequest, room: Room, form: VoteForm) -> HttpResponse:
    return page(request, room, "rooms/vote_edit.html", {"form": form}, status=422 if form.is_bound else 200)


def _do(form, service: Callable[[], Vote]) -> HttpResponse | None:
    """Lead to the vote; None where it was refused, which the form then says."""
    try:
        return HttpResponseRedirect(service().get_absolute_url())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
