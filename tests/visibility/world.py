"""What the doors are tried on: for each row of the table one thing, with a mark that stands nowhere else."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from alliance.core.audience import Audience
from alliance.core.models import Term, Vocabulary
from alliance.site.setup import ensure_site
from evidence import population
from members.enums import MembershipRole, MembershipState, RequestState, SeatPart
from members.models import (
    Announcement,
    Invitation,
    JoinRequest,
    Membership,
    NetworkFile,
    NetworkText,
    ShelfItem,
)
from tests.factories.core import CountryFactory, UserFactory
from tests.factories.evidence import PracticeFactory, ProgrammeFactory, ProgrammeTextFactory, published_practice
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, StaffFactory, hold, join, sign_in
from tests.factories.pages import news
from tests.visibility.table import READERS

NETWORKS = ("/en/networks/net-public/", "/en/networks/net-closed/")


def mark(kind: str, state: str) -> str:
    """Return a word that is told of this thing alone."""
    return f"zq{kind}{state}".replace("_", "")


@dataclass
class World:
    """Readers by name, and where each thing stands: kind -> state -> what its doors need."""

    readers: dict[str, object]
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    selves: dict[tuple[str, str], object] = field(default_factory=dict)

    def client(self, reader: str, kind: str = "", state: str = "") -> Client:
        """Return a browser in which this reader is signed in; ``self`` is whom the thing is about."""
        client = Client()
        person = self.selves.get((kind, state)) if reader == "self" else self.readers[reader]
        if person is not None:
            sign_in(client, person)
        return client


def build() -> World:
    """Everything that the table tells of is there once."""
    ensure_site()
    cache.clear()
    population.forget()
    country = CountryFactory(code="CL", name_en="Chile")
    seat = SeatFactory(country=country, start_note=mark("seat_notes", "written"))
    readers = {
        "visitor": None,
        "applicant": UserFactory(),
        "member": MemberFactory(),
        "fellow": MemberFactory(),
        "coordinator": MemberFactory(),
        "holder": MemberFactory(),
        "staff": StaffFactory(),
    }
    assert {*readers, "self"} == set(READERS)
    for person in readers.values():
        if hasattr(person, "profile"):
            # Readers are in nobody's way: their own profile is seen by staff alone.
            person.profile.audience = Audience.STAFF
            person.profile.save()
    world = World(readers)
    networks = _networks(world)
    _people(world, networks["public"])
    _kept(world, networks)
    _joining(world, country, readers["holder"], networks["public"])
    holder = readers["holder"]
    _holdings(world, seat, holder)
    world.things["seat_notes"] = {"written": seat}
    _evidence(world, country)
    _pages(world)
    return world


def _networks(world: World) -> dict:
    made = {
        "public": NetworkFactory(slug="net-public"),
        "closed": NetworkFactory(slug="net-closed", audience=Audience.NETWORKS),
        "archived": NetworkFactory(slug="net-archived", archived_at=timezone.now()),
        "draft": NetworkFactory(slug="net-draft", live=False),
    }
    made["merged"] = NetworkFactory(slug="net-merged", merged_into=made["public"])
    for state, network in made.items():
        NetworkText.objects.filter(network=network).update(name=mark("network", state))
        join(network, world.readers["fellow"])
        join(network, world.readers["coordinator"], MembershipRole.COORDINATOR)
    world.things["network"] = made
    return made


def _person(state: str, kind: str, **fields):
    return MemberFactory(first_name="Zoe", last_name=mark(kind, state), **fields)


def _people(world: World, network) -> None:
    closed = world.things["network"]["closed"]
    for kind in ("profile", "phone", "topic", "membership"):
        world.things[kind] = {}
    for audience in Audience.values:
        person = _person(audience, "profile", profile__audience=audience, profile__networks_audience="public")
        _note(world, "profile", audience, person)
        join(network, person)
        phone = _person(audience, "phone", profile__audience="public", profile__phone_audience=audience)
        phone.profile.phone = mark("phone", f"number{audience}")
        phone.profile.save()
        _note(world, "phone", audience, phone)
        join(network, phone)
        topic = _person(audience, "topic", profile__audience="public", profile__topics_audience=audience)
        topic.profile.topics.add(
            Term.objects.get_or_create(vocabulary=Vocabulary.TOPIC, code="zq_topic", label_en="Weaving")[0]
        )
        _note(world, "topic", audience, topic)
        join(network, topic)
        member = _person(audience, "membership", profile__audience="public", profile__networks_audience=audience)
        _note(world, "membership", audience, member)
        join(network, member)
    _note(world, "profile", "left", _person("left", "profile", profile__audience="public", is_active=False))
    inside = _person("closed", "membership", profile__audience="public", profile__networks_audience="public")
    _note(world, "membership", "closed", inside)
    join(closed, inside)
    asking = _person("asks", "request", profile__audience="public", profile__networks_audience="public")
    join(network, asking, state=MembershipState.REQUESTED)
    world.things["request"] = {"asks": Membership.objects.get(person=asking)}


def _note(world: World, kind: str, state: str, person) -> None:
    world.things[kind][state] = person
    world.selves[kind, state] = person


def _kept(world: World, networks: dict) -> None:
    world.things["file"] = {
        state: _file(networks["closed" if state == "closed" else "public"], state, audience)
        for state, audience in (("public", "public"), ("members", "networks"), ("closed", "public"))
    }
    world.things["announcement"] = {
        state: Announcement.objects.create(
            network=networks["closed" if state == "closed" else "public"],
            title=mark("announcement", state),
            body="x",
            language="en",
            token=uuid.uuid4(),
        )
        for state in ("open", "closed")
    }
    world.things["shelf"] = {
        state: ShelfItem.objects.create(
            network=networks["closed" if state == "closed" else "public"],
            url=f"https://example.org/{state}",
            title=mark("shelf", state),
        )
        for state in ("open", "closed")
    }
    hidden = PracticeFactory(slug="pinned-draft", live=False, original__title=mark("shelf", "draft"))
    world.things["shelf"]["draft"] = ShelfItem.objects.create(
        network=networks["public"], content_type=ContentType.objects.get_for_model(hidden), object_id=hidden.pk
    )


def _file(network, state: str, audience: str) -> NetworkFile:
    words = mark("file", state).encode()
    return NetworkFile.objects.create(
        network=network, title=mark("file", state), name="x.txt", size=len(words), audience=audience,
        file=ContentFile(words, "x.txt"),
    )  # fmt: skip


def _joining(world: World, country, sender, network) -> None:
    world.things["invitation"] = {
        state: Invitation.objects.create(
            email=f"{mark('invitation', state)}@x.example", created_by=sender, network=into
        )
        for state, into in (("sent", None), ("newcomer", network))
    }
    world.things["join_request"] = {
        state: JoinRequest.objects.create(
            email=f"{state}@x.example",
            first_name="Zoe",
            last_name=mark("join_request", state),
            country=CountryFactory(code="PE") if state == "elsewhere" else country,
            reason="x",
            state=RequestState.UNCONFIRMED if state == "unconfirmed" else RequestState.WAITING,
            confirmed_at=None if state == "unconfirmed" else timezone.now(),
        )
        for state in ("waiting", "elsewhere", "unconfirmed")
    }


def _holdings(world: World, seat, holder) -> None:
    """The deputy of this country shows themself to all; who holds the seat of another is seen by staff alone."""
    hold(seat, holder)
    world.things["holding"] = {}
    for state, place, part in (
        ("public", seat, SeatPart.DEPUTY),
        ("staff", SeatFactory(country=CountryFactory(code="PE")), SeatPart.HOLDER),
    ):
        person = _person(state, "holding", profile__audience=state)
        hold(place, person, part)
        _note(world, "holding", state, person)


def _evidence(world: World, country) -> None:
    live = published_practice(slug="practice-live", country=country, original__title=mark("practice", "live"))
    draft = PracticeFactory(
        slug="practice-draft", country=country, live=False, original__title=mark("practice", "draft")
    )
    world.things["practice"] = {"live": live, "draft": draft}
    world.things["programme"] = {}
    for state in ("live", "draft"):
        programme = ProgrammeFactory(slug=f"programme-{state}", country=country, live=state == "live", original="")
        ProgrammeTextFactory(programme=programme, language="es", name=mark("programme", state))
        world.things["programme"][state] = programme


def _pages(world: World) -> None:
    today = date.today() - timedelta(days=1)
    made = {
        state: news("en", title=mark("page", state), slug=f"page-{state.replace('_', '-')}", published_date=today)
        for state in ("live", "signed_in", "draft")
    }
    PageViewRestriction.objects.create(page=made["signed_in"], restriction_type="login")
    made["draft"].unpublish()
    world.things["page"] = made
