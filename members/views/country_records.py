"""A country's records on the site: written, sent for check, their history. For those who hold the seat, and staff."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from alliance.core import drafts
from alliance.core.models import Record, site_language
from members.country_history import Names, changes_between, entries_of
from members.country_records import TYPING, Kind, drafts_key, kind_named, label_of, plain, values_of
from members.forms.country_records import Editor, name_of
from members.models import Seat
from members.seat_presenter import STATES, state_label
from members.services import country_drafts
from members.views.doors import for_members
from members.views.seats import crumbs, own_seat

REFUSED = {
    country_drafts.InCheck: gettext_lazy(
        "It is being checked or locked at the moment. What you typed stands below: nothing is lost."
    ),
    country_drafts.NothingToSend: gettext_lazy("There is nothing to send: everything is published already."),
    country_drafts.NoCheck: gettext_lazy(
        "The check is switched off at the moment. Your draft is saved; please write to the alliance's team."
    ),
}


def own_record(request: HttpRequest, code: str, kind: str, slug: str) -> tuple[Seat, Kind, Record]:
    """Return a record of the seat's country. Raises Http404 for those of other countries, and for who does not hold the seat."""
    seat = own_seat(request, code)
    found = kind_named(kind)
    if found is None or bool(found.slug_field) != bool(slug):
        raise Http404
    rows = found.of_country(seat.country).select_related("latest_revision__user").prefetch_related("texts")
    record = (rows.filter(**{found.slug_field: slug}) if slug else rows).first()
    if record is None:
        raise Http404
    return seat, found, record


@drafts.signed_in
@for_members
def edit(request: HttpRequest, code: str, kind: str, slug: str = "") -> HttpResponse:
    """The form over the record's newest draft. Saved, it is a revision; what is typed is kept before that."""
    seat, kind, record = own_record(request, code, kind, slug)
    here = f"/{site_language()}{kind.path(seat.code, record)}"
    if request.method == "POST":
        if request.POST.get("act") == "take_back":
            country_drafts.take_back(kind=kind, record=record, by=request.user)
            messages.success(request, _("It waits for no check any more. You can write on."))
            return redirect(here)
        return _receive(request, seat, kind, record, here)
    draft = record.get_latest_revision_as_object()
    waiting = drafts.of(request.user, TYPING, about=drafts_key(kind, record.pk))
    editor = Editor(
        kind, draft, values=values_of(kind, draft), base=country_drafts.base_of(record), typed=waiting.typed
    )
    return _page(request, seat, kind, record, editor, waiting)


def _receive(request: HttpRequest, seat: Seat, kind: Kind, record: Record, here: str) -> HttpResponse:
    draft = record.get_latest_revision_as_object()
    editor = Editor(kind, draft, values={}, base=0, sent=request.POST)
    waiting = drafts.of(request.user, TYPING, about=drafts_key(kind, record.pk))
    if not editor.is_valid():
        return _page(request, seat, kind, record, editor, waiting, status=400)
    try:
        saved = _save(request, kind, record, editor)
    except country_drafts.NotAllowed:
        raise Http404 from None
    except country_drafts.Clash as clash:
        return _clashing(request, seat, kind, record, clash, waiting)
    except country_drafts.InCheck as refused:
        messages.error(request, REFUSED[type(refused)])
        return _page(request, seat, kind, record, editor, waiting, status=409)
    if saved.joined:
        names = ", ".join(label_of(kind, key).name for key in saved.joined)
        messages.info(
            request, _("Somebody else had changed %(fields)s meanwhile. Both changes are kept.") % {"fields": names}
        )
    if request.POST.get("act") == "send":
        try:
            country_drafts.send(kind=kind, record=record, by=request.user)
            messages.success(request, _("Sent for check. The editors look at it and publish it; you are told."))
        except (country_drafts.NothingToSend, country_drafts.NoCheck, country_drafts.InCheck) as refused:
            messages.error(request, REFUSED[type(refused)])
    else:
        messages.success(request, _("The draft is saved. Readers see it once it was checked."))
    return redirect(here)


@transaction.atomic
def _save(request: HttpRequest, kind: Kind, record: Record, editor: Editor) -> country_drafts.Saved:
    saved = country_drafts.save(kind=kind, record=record, typed=editor.values(), base=editor.base, by=request.user)
    drafts.sent(request.user, TYPING, about=drafts_key(kind, record.pk))
    return saved


def _clashing(request, seat: Seat, kind: Kind, record: Record, clash: country_drafts.Clash, waiting) -> HttpResponse:
    """Both texts, side by side: what was typed stands in the fields, what was saved meanwhile beside them."""
    stored = kind.model.objects.select_related("latest_revision__user").get(pk=record.pk)
    draft = stored.get_latest_revision_as_object()
    editor = Editor(kind, draft, values=clash.values, base=clash.revision.pk if clash.revision else 0)
    named = Names(kind)
    theirs = [
        {"label": label_of(kind, key), "name": name_of(key), "words": plain(kind, key, clash.theirs.get(key), named)}
        for key in clash.keys
    ]
    return _page(request, seat, kind, stored, editor, waiting, status=409, clash=clash, theirs=theirs)


def _page(
    request: HttpRequest, seat: Seat, kind: Kind, record: Record, editor: Editor, waiting, *, status: int = 200, **more
) -> HttpResponse:
    found = country_drafts.standing(record)
    languages = editor.languages(site_language())
    context = {
        "seat": seat,
        "kind": kind,
        "record": record,
        "title": kind.named(record),
        "crumbs": crumbs(seat),
        "editor": editor,
        "errors": list(editor.errors()) if status == 400 else [],
        "languages": languages,
        "draft": waiting,
        "standing": found,
        "state_label": state_label(found.state),
        "state_kind": STATES[found.state],
        "public_url": f"/{site_language()}{kind.public_path(record)}",
        "history_url": f"/{site_language()}{kind.path(seat.code, record)}history/",
        **more,
    }
    return render(request, "members/country_record.html", context, status=status)


@for_members
@require_safe
def history(request: HttpRequest, code: str, kind: str, slug: str = "") -> HttpResponse:
    """Who changed what when, and two versions compared: ``?from=&to=``."""
    seat, kind, record = own_record(request, code, kind, slug)
    entries = entries_of(kind, record)
    older, newer = request.GET.get("from", ""), request.GET.get("to", "")
    pair = changes_between(kind, record, older, newer)
    context = {
        "seat": seat,
        "record": record,
        "title": kind.named(record),
        "crumbs": [*crumbs(seat), (kind.named(record), f"/{site_language()}{kind.path(seat.code, record)}")],
        "entries": entries,
        "pair": pair,
        "here": f"/{site_language()}{kind.path(seat.code, record)}history/",
    }
    return render(request, "members/country_history.html", context)
