"""What pages tell of a country's seat: who holds it, what stands where, what passes on."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alliance.core import waiting
from alliance.core.models import Country, Draft, User, site_language
from alliance.core.waiting import Task
from members import country_records
from members.country_records import TYPING, drafts_key
from members.enums import MembershipState, SeatPart
from members.models import Profile, Seat, SeatHolding
from members.services.country_drafts import lines_of, standing


@dataclass(frozen=True)
class Place:
    """One part of a seat. ``name`` is empty where nobody holds it, or where the reader may not know who does."""

    part: str
    label: str
    is_vacant: bool
    name: str = ""
    url: str = ""
    position: str = ""
    ask_me_about: str = ""
    is_away: bool = False


def places_of(country: Country, user) -> list[Place]:
    """Return the parts of a country's first seat as far as ``user`` may see who holds them. One query."""
    seen = Profile.objects.visible_to(user).filter(person=OuterRef("person"))
    told = Profile.objects.showing("ask_me_about", user).filter(person=OuterRef("person"))
    absence = Profile.objects.showing("absence", user).filter(person=OuterRef("person"))
    rows = (
        SeatHolding.objects.current()
        .filter(seat__country=country.pk)
        .annotate(is_seen=Exists(seen), tells_topics=Exists(told), tells_absence=Exists(absence))
        .select_related("person__profile")
        .order_by("-seat__number")
    )
    held = {row.part: row for row in rows}
    return [_place(part, held.get(part)) for part in SeatPart]


def _place(part: SeatPart, row: SeatHolding | None) -> Place:
    if row is None or not row.is_seen:
        return Place(part.value, str(part.label), is_vacant=row is None)
    profile = row.person.profile
    return Place(
        part.value,
        str(part.label),
        is_vacant=False,
        name=str(row.person),
        url=profile.get_absolute_url(),
        position=profile.position,
        ask_me_about=profile.ask_me_about if row.tells_topics else "",
        is_away=row.tells_absence and profile.is_absent(),
    )


@dataclass(frozen=True)
class Line:
    """One record of the country: where it stands and where it is written."""

    key: str
    title: str
    sort: str
    url: str
    state: str
    state_label: str
    state_kind: str
    since: datetime | None


STATES = {"published": "ok", "draft": "warn", "checking": "strong", "returned": "bad", "locked": ""}


def state_label(state: str) -> str:
    """Return what a reader is told of a record's state."""
    labels = {
        "published": _("published"),
        "draft": _("draft, not sent yet"),
        "checking": _("sent for check"),
        "returned": _("the editors ask for changes"),
        "locked": _("locked by an editor"),
    }
    return labels[state]


def records_of(seat: Seat) -> list[Line]:
    """Return the records that the seat writes. A fixed number of queries for each kind."""
    lines = []
    for kind in country_records.kinds():
        for record in lines_of(kind, seat.country):
            found = standing(record)
            url = f"/{site_language()}{kind.path(seat.code, record)}"
            line = (
                drafts_key(kind, record.pk),
                kind.named(record),
                str(kind.title),
                url,
                found.state,
                state_label(found.state),
            )
            lines.append(Line(*line, STATES[found.state], found.since))
    return lines


def draft_tasks(records: list[Line]) -> list[Task]:
    """Return what is to be done about the records: those that the editors sent back, and drafts never sent."""
    titles = {"returned": _("The editors ask for changes"), "draft": _("A draft waits to be sent for check")}
    return [
        Task("country_draft", titles[line.state], line.url, since=line.since, about=line.title)
        for line in records
        if line.state in titles
    ]


def tasks_of(holder: User, records: list[Line]) -> list[Task]:
    """Return the tasks of a country for whoever answers for it, the drafts among its ``records`` first."""
    return [*draft_tasks(records), *waiting.tasks_of(holder, of_country=True, but="members.country_drafts")]


@dataclass(frozen=True)
class Pack:
    """What a hand-over moves and what it leaves."""

    tasks: list[Task]
    drafts: list[Line]
    typed: int
    contacts: int
    networks: int


def pack_of(seat: Seat, holder: User | None) -> Pack:
    """Return what passes on when the seat leaves its holder."""
    records = records_of(seat)
    networks, typed = _kept_by(holder, [line.key for line in records]) if holder else (0, 0)
    return Pack(
        tasks=tasks_of(holder, records) if holder else draft_tasks(records),
        drafts=[line for line in records if line.state in {"draft", "returned", "checking"}],
        typed=typed,
        contacts=len([line for line in seat.contacts.splitlines() if line.strip()]),
        networks=networks,
    )


def _kept_by(holder: User, keys: list[str]) -> tuple[int, int]:
    """Return in how many networks somebody is, and into how many of these forms they typed without saving. One query."""
    typed = Draft.objects.filter(person=OuterRef("pk"), form=TYPING, about__in=keys).exclude(data={})
    counted = typed.order_by().values("person").annotate(number=Count("pk")).values("number")
    active = Q(memberships__state=MembershipState.ACTIVE)
    found = User.objects.annotate(networks=Count("memberships", filter=active), typed=Coalesce(Subquery(counted), 0))
    return found.values_list("networks", "typed").get(pk=holder.pk)
