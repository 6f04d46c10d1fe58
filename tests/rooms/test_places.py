"""Where the site leads to rooms: the menu, the list, my page, the page of a network."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from alliance.core.audience import Audience
from members.rooms.models import Room
from members.rooms.services import keeping, reading
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, join, sign_in
from tests.factories.rooms import RoomFactory, say
from tests.queries import queries_made_and_kept
from tests.rooms.many import queries_of, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_rooms():
    """Only the test's own rooms are there."""
    Room.objects.all().delete()


def page(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def browser_of(person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def in_menu(client: Client, language: str = "en") -> bool:
    return page(client, f"/{language}/").select_one(f'#menu a[href="/{language}/rooms/"]') is not None


def titles(found: BeautifulSoup, within: str = "main") -> list[str]:
    return [each.get_text(strip=True) for each in found.select(f"{within} .record__title")]


def test_rooms_are_in_the_menu_of_members_and_of_nobody_else():
    applicant = Client()
    applicant.force_login(UserFactory())
    assert in_menu(browser_of(MemberFactory()))
    assert not in_menu(Client())
    assert not in_menu(applicant)


def test_a_public_room_puts_them_into_everybodys_menu_and_its_end_takes_them_out():
    client = Client()
    assert not in_menu(client)
    room = RoomFactory(audience=Audience.PUBLIC)
    assert in_menu(client)
    assert in_menu(client, "pt")
    room.audience = Audience.MEMBERS
    room.save()
    assert not in_menu(client)


def test_in_the_rooms_the_menu_says_where_one_is():
    room = RoomFactory()
    link = page(browser_of(MemberFactory()), f"/en/rooms/{room.slug}/").select_one('#menu a[href="/en/rooms/"]')
    assert link["aria-current"] == "true"


def test_pages_of_visitors_are_kept_and_cost_nothing_for_rooms():
    RoomFactory(audience=Audience.PUBLIC)
    without = queries_made_and_kept(Client(), "/en/about/")
    for _room in range(3):
        RoomFactory()
    assert queries_made_and_kept(Client(), "/en/about/") == without
    client = Client()
    assert "s-maxage" in client.get("/en/about/").headers["Cache-Control"]


def test_what_is_said_makes_no_kept_page_old():
    from alliance.core.cache import content_version

    room, ana = RoomFactory(audience=Audience.PUBLIC), MemberFactory()
    before = content_version()
    say(room, ana)
    assert content_version() == before


def test_the_list_has_what_is_new_first_and_what_is_archived_last():
    network, ana, ben = NetworkFactory(archived_at=timezone.now()), MemberFactory(), MemberFactory()
    quiet, lively = RoomFactory(title_en="Quiet"), RoomFactory(title_en="Lively")
    RoomFactory(title_en="Old", archived_at=timezone.now())
    RoomFactory(title_en="Never used")
    RoomFactory(title_en="Of an archived network", network=network, audience=Audience.MEMBERS)
    RoomFactory(title_en="Of others", network=NetworkFactory(), audience=Audience.NETWORKS)
    say(quiet, ana)
    say(lively, ana)
    reading.note_reading(room=quiet, person=ben, seq=0)
    say(quiet, ana)
    say(lively, ana)
    found = page(browser_of(ben), "/en/rooms/")
    assert titles(found) == ["Quiet", "Lively", "Never used", "Old", "Of an archived network"]
    assert titles(found, "section[aria-labelledby=h-archived]") == ["Old", "Of an archived network"]
    line = found.select("main .records > li")[0].get_text(" ", strip=True)
    assert line.startswith("Whole alliance 2 new Quiet 2 messages · last on ")


def test_a_list_without_rooms_says_what_to_do():
    found = page(browser_of(MemberFactory()), "/en/rooms/")
    assert found.select_one(".empty a")["href"] == "/en/networks/"
    found = page(Client(), "/en/rooms/")
    assert found.select_one(".empty a")["href"] == "/accounts/login/?next=%2Fen%2Frooms%2F"


def test_the_list_costs_the_same_for_few_rooms_and_many():
    client, ana = browser_of(MemberFactory()), MemberFactory()
    costs = []
    for count in (2, 12):
        for _number in range(count):
            network = NetworkFactory()
            room = RoomFactory(network=network, audience=Audience.MEMBERS, title_en="")
            talk(room, ana, 2)
        costs.append(queries_of(client, "/en/rooms/"))
    assert costs[0] == costs[1]


def test_my_page_shows_rooms_with_news_and_only_those():
    ana, ben = MemberFactory(), MemberFactory()
    read, behind = RoomFactory(title_en="Read"), RoomFactory(title_en="Behind")
    RoomFactory(title_en="Never opened")
    for room in (read, behind):
        say(room, ana)
        reading.note_reading(room=room, person=ben, seq=1)
    client = browser_of(ben)
    assert page(client, "/en/my/").select_one("#h-rooms") is None
    say(behind, ana)
    found = page(client, "/en/my/")
    assert titles(found, "section[aria-labelledby=h-rooms]") == ["Behind"]
    assert "1 new" in found.select_one("section[aria-labelledby=h-rooms]").get_text()


def test_a_network_leads_to_its_rooms_those_who_may_read_them():
    network, ana = NetworkFactory(slug="club"), MemberFactory()
    room = keeping.ensure_room_of(network=network)
    join(network, ana)
    RoomFactory(network=network, audience=Audience.PUBLIC, title_en="Open house")
    say(room, ana)
    found = page(browser_of(ana), "/en/networks/club/")
    assert found.select_one(f'main a[href="/en/rooms/{room.slug}/"]').get_text() == "Room of this network"
    visitor = page(Client(), "/en/networks/club/")
    assert visitor.select_one(f'main a[href="/en/rooms/{room.slug}/"]') is None
    assert visitor.select_one('main a[href*="/en/rooms/room-"]').get_text() == "Open house"
