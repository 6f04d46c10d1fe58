"""What pages tell of a country's seat: who holds it, what stands where, what passes on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.core import waiting
from alliance.core.audience import is_staff
from alliance.core.cache import content_version
from alliance.core.models import Country, Draft, Record, User, site_language
from alliance.core.waiting import Task
from members import country_records
from members.country_records import TYPING, drafts_key
from members.enums import MembershipState, SeatPart
from members.models import Profile, Seat, SeatHolding
from members.readers import Reader
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
    lang: str = ""
    ask_me_about: str = ""
    is_away: bool = False


@dataclass(frozen=True)
class Shown:
    """A country's seat as one reader sees it. ``url`` leads those who hold it, and staff, to what they write."""

    places: list[Place]
    url: str = ""


_public: dict[str, tuple[tuple[str, date], dict[str, Shown]]] = {}


def forget() -> None:
    """Drop what this process holds; the next question reads the tables again."""
    _public.clear()


def shown_of(country: Country, user) -> Shown:
    """Return a country's seat as far as ``user`` may see who holds it.

    One query; for visitors none until something is published.
    """
    if user.is_authenticated:
        rows = _current_rows(user).filter(seat__country=country.pk)
        return _shown(country.code, list(rows), user)
    language, state = site_language(), (content_version(), timezone.localdate())
    if language not in _public or _public[language][0] != state:
        by_country: dict[str, list[SeatHolding]] = {}
        for row in _current_rows(user):
            by_country.setdefault(row.seat.country.code, []).append(row)
        _public[language] = (state, {code: _shown(code, rows, user) for code, rows in by_country.items()})
    return _public[language][1].get(country.code) or _shown(country.code, [], user)


def validator_of(record: Record, user) -> str:
    """Return who validated ``record`` for the ministry, where ``user`` may open their profile. Two queries at most."""
    person = record.validated_by
    profile = getattr(person, "profile", None)
    return str(person) if profile and Reader.of(user, profile).opens(profile) else ""


def _current_rows(user) -> QuerySet:
    """Return who holds which seat now, each with what ``user`` may see of them."""
    profiles = Profile.objects
    seen = profiles.visible_to(user).filter(person=OuterRef("person"))
    told = profiles.showing("ask_me_about", user).filter(person=OuterRef("person"))
    absence = profiles.showing("absence", user).filter(person=OuterRef("person"))
    rows = SeatHolding.objects.current().select_related("person__profile", "seat__country").order_by("-seat__number")
    return rows.annotate(is_seen=Exists(seen), tells_topics=Exists(told), tells_absence=Exists(absence))


def _shown(code: str, rows: list[SeatHolding], user) -> Shown:
    held = {row.part: row for row in rows}
    own = next((row.seat.code for row in rows if row.person_id == user.pk), f"{code}-1" if is_staff(user) else "")
    url = f"/{site_language()}/my/seat/{own}/" if own else ""
    return Shown([_place(part, held.get(part)) for part in SeatPart], url)


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
        lang=row.person.language,
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
        "published": pgettext("state of a record", "published"),
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
