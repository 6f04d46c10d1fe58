"""The country's drafts: saved as revisions by whoever acts for it, sent for check, taken back, validated when published.

A form tells the revision that it was made from. What somebody else has saved since is put together with what was typed where
they touch different fields, and shown beside it where they touch the same: nobody's words disappear unseen.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Revision, TaskState, WorkflowState

from alliance.core import audit
from alliance.core.cache import bump_content_version
from alliance.core.models import Country, Record, User
from members import rules
from members.country_records import Kind, Values, changed, kind_of, same, values_of, write
from members.models import SeatHolding


class NotAllowed(Exception):
    """Who asked does not hold a seat of the country, or not any more."""


class InCheck(Exception):
    """The record is being checked, or an editor has locked it: it changes again afterwards."""


class NothingToSend(Exception):
    """Everything that was saved is published already."""


class NoCheck(Exception):
    """No workflow checks this kind of record: an administrator has switched it off."""


@dataclass(eq=False)
class Clash(Exception):
    """Somebody else changed the same fields. ``values`` are what was typed, with what only the other has changed."""

    values: Values
    theirs: Values
    keys: list[str]
    revision: Revision


@dataclass(frozen=True)
class Saved:
    """The draft stands. ``joined`` are the fields that somebody else had changed meanwhile."""

    record: Record
    revision: Revision | None
    joined: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """Where a record is on its way to the reader, since when and by whom (not told in lists).

    ``state``: "published", "draft", "checking", "returned" or "locked".
    """

    state: str
    since: datetime | None = None
    by: User | None = None
    comment: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it may be written now."""
        return self.state not in {"checking", "locked"}


def lines_of(kind: Kind, country: Country) -> QuerySet:
    """Return a country's records of a kind with what a list says of each, in a fixed number of queries."""
    rows = kind.of_country(country).with_editing_state().select_related("latest_revision__user")
    return rows.defer("latest_revision__content").order_by("pk")


def base_of(record: Record) -> int:
    """Return what a form that shows the newest draft is made from; 0 where nobody has written here yet."""
    return record.latest_revision_id or 0


def standing(record: Record) -> Standing:
    """Return where the record is on its way. No query for rows of `lines_of`, up to three for others."""
    known = getattr(record, "_current_workflow_states", None)
    if alone := known is None:
        active = WorkflowState.objects.for_instance(record).active()
        known = active.select_related("current_task_state__finished_by", "requested_by")
    state = next(iter(known), None)
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return Standing("checking", state.created_at, state.requested_by if alone else None)
    if record.locked:
        return Standing("locked", record.locked_at)
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        task = state.current_task_state
        return Standing("returned", task.finished_at, task.finished_by if alone else None, task.comment)
    if record.has_unpublished_changes or not record.live:
        revision = record.latest_revision
        return Standing("draft", revision.created_at if revision else None, revision.user if revision else None)
    return Standing("published", record.last_published_at)


@transaction.atomic
def save(*, kind: Kind, record: Record, typed: Values, base: int, by: User) -> Saved:
    """What was typed is the country's newest draft, in ``by``'s name; unchanged, nothing is made.

    Raises NotAllowed, InCheck, Clash.
    """
    stored = _locked(kind, record, by)
    if not standing(stored).is_open:
        raise InCheck
    draft = stored.get_latest_revision_as_object()
    theirs = values_of(kind, draft)
    joined: list[str] = []
    if base_of(stored) != base:
        typed, joined = _together(kind, stored, typed, theirs, base)
    values = {**theirs, **typed}
    if not changed(theirs, values):
        return Saved(draft, stored.latest_revision, joined)
    write(kind, draft, values, by=by)
    revision = draft.save_revision(user=by, log_action=True)
    return Saved(draft, revision, joined)


@transaction.atomic
def send(*, kind: Kind, record: Record, by: User) -> WorkflowState:
    """The newest draft waits for the editors' check. Sent twice, it waits once.

    Raises NotAllowed, NothingToSend, NoCheck, InCheck where an editor has locked it.
    """
    stored = _locked(kind, record, by)
    active = WorkflowState.objects.for_instance(stored).active().last()
    if active and active.status == WorkflowState.STATUS_IN_PROGRESS:
        return active
    if stored.locked:
        raise InCheck
    if not stored.has_unpublished_changes:
        raise NothingToSend
    workflow = stored.get_workflow()
    if workflow is None:
        raise NoCheck
    if active:
        # A new round, in the name of whoever sends now: it may be somebody else's seat by now.
        active.cancel(user=by)
    state = workflow.start(stored, by)
    audit.record("record.sent_for_check", actor=by, subject=stored, revision=stored.latest_revision_id)
    return state


@transaction.atomic
def take_back(*, kind: Kind, record: Record, by: User) -> None:
    """The draft waits for nobody's check and can be written again. Raises NotAllowed."""
    stored = _locked(kind, record, by)
    active = WorkflowState.objects.for_instance(stored).active().last()
    if active:
        active.cancel(user=by)
        audit.record("record.taken_back", actor=by, subject=stored)


@transaction.atomic
def note_validation(*, record: Record, revision: Revision | None) -> None:
    """A revision that somebody had sent for their ministry is published: the record says so, with the day it was sent."""
    kind = kind_of(record)
    if kind is None or revision is None:
        return
    sent = (
        TaskState.objects.filter(revision=revision, workflow_state__requested_by=revision.user_id)
        .select_related("workflow_state")
        .order_by("-started_at")
        .first()
    )
    if sent is None or not _held_seat(revision.user_id, kind.country_id(record), sent.started_at):
        return
    record.validated_at, record.validated_by_id = sent.started_at, revision.user_id
    kind.model.objects.filter(pk=record.pk).update(
        validated_at=record.validated_at, validated_by=record.validated_by_id
    )
    bump_content_version()


def _held_seat(person: int | None, country: int, at: datetime) -> bool:
    rows = SeatHolding.objects.filter(person=person, seat__country=country, since__lte=at)
    return rows.filter(Q(until=None) | Q(until__gte=at)).exists()


def _locked(kind: Kind, record: Record, by: User) -> Record:
    stored = kind.model.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if not rules.can_edit_country(by, Country(pk=kind.country_id(stored))):
        raise NotAllowed
    return stored


def _together(kind: Kind, stored: Record, typed: Values, theirs: Values, base: int) -> tuple[Values, list[str]]:
    """Return what was typed with what others have changed since ``base``, and which fields these are. Raises Clash."""
    began = _values_at(kind, stored, base)
    values, joined, clashing = {}, [], []
    for key, mine in typed.items():
        other = theirs.get(key)
        values[key] = mine
        if same(mine, other):
            continue
        if began is not None and same(mine, began.get(key)):
            values[key] = other
            joined.append(key)
        elif began is None or not same(other, began.get(key)):
            clashing.append(key)
    if clashing:
        raise Clash(values, theirs, clashing, stored.latest_revision)
    return values, joined


def _values_at(kind: Kind, stored: Record, base: int) -> Values | None:
    """Return what the record said when the form was made; None where nobody knows any more."""
    if base:
        revision = stored.revisions.filter(pk=base).first()
        return values_of(kind, revision.as_object()) if revision else None
    # Nobody had written here: what is published is what the form showed, unless it was replaced since.
    return values_of(kind, stored) if stored.live_revision_id is None else None


def history(record: Record, *, most: int = 50) -> list[Revision]:
    """Return the newest revisions, each with who made it. One query."""
    return list(record.revisions.select_related("user").order_by("-created_at", "-pk")[:most])
