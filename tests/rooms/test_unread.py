"""What is unread: counted from the first page somebody opens, never twice, never for rooms that are closed to them."""

import re
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from alliance.core.audience import Audience
from alliance.core.formatting import long_date
from members.models import Membership
from members.rooms.enums import VoteState
from members.rooms.models import Message, Reading, Room, Vote
from members.rooms.services import reading, talking
from members.rooms.waiting import unread_for, unread_rooms
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, NetworkFactory, join, sign_in
from tests.factories.rooms import RoomFactory, say
from tests.rooms.many import talk

pytestmark = pytest.mark.django_db


def browser_of(person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def read_to(person, room) -> int:
    return Reading.objects.get(person=person, room=room).seq


def in_header(client: Client) -> int:
    found = re.search(r'class="news-count">.*?class="vh">([\d,]+) ', client.get("/en/rooms/").content.decode())
    return int(found[1].replace(",", "")) if found else 0


def test_who_comes_late_has_nothing_unread_until_something_is_said():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    talk(room, ana, 40)
    client = browser_of(ben)
    assert (unread_for(ben), in_header(client)) == (0, 0)
    client.get(f"/en/rooms/{room.slug}/?at=5")
    assert (read_to(ben, room), unread_for(ben)) == (40, 0)
    talk(room, ana, 2)
    assert (unread_for(ben), in_header(client)) == (2, 2)
    assert [each.pk for each in unread_rooms(ben)] == [room.pk]


def test_the_newest_page_reads_to_the_end_and_older_pages_take_nothing_back():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    talk(room, ana, 50)
    reading.note_reading(room=room, person=ben, seq=3)
    client = browser_of(ben)
    client.get(f"/en/rooms/{room.slug}/?before=21")
    assert (read_to(ben, room), unread_for(ben)) == (20, 30)
    client.head(f"/en/rooms/{room.slug}/")
    assert read_to(ben, room) == 20
    client.get(f"/en/rooms/{room.slug}/")
    assert (read_to(ben, room), unread_for(ben), in_header(client)) == (50, 0, 0)
    client.get(f"/en/rooms/{room.slug}/?before=10")
    assert read_to(ben, room) == 50


def test_a_way_to_the_first_unread_message_where_a_page_does_not_show_it():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    talk(room, ana, 10)
    reading.note_reading(room=room, person=ben, seq=9)
    talk(room, ben, 1)
    talk(room, ana, 60)
    Message.objects.filter(seq=10).update(deleted_at=room.created_at)
    client = browser_of(ben)
    here = f"/en/rooms/{room.slug}/"
    body = client.get(here).content.decode()
    # 10 is taken back, 11 is Ben's own.
    assert "?at=12#m-12" in body.partition("<article")[0]
    around = client.get(f"{here}?at=12").content.decode()
    numbers = [int(number) for number in re.findall(r'id="m-(\d+)"', around)]
    assert numbers == list(range(1, 27))[-30:]
    assert f"?before={26 + 31}" in around
    following = client.get(f"{here}?before=57").content.decode()
    assert re.findall(r'id="m-(\d+)"', following)[0] == "27"
    assert "?at=" not in client.get(here).content.decode().partition("<article")[0]


def test_what_is_new_on_one_page_needs_no_way_to_it():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    talk(room, ana, 40)
    reading.note_reading(room=room, person=ben, seq=35)
    body = browser_of(ben).get(f"/en/rooms/{room.slug}/").content.decode()
    assert "?at=" not in body.partition("<article")[0]
    assert body.index('id="new"') < body.index('id="m-36"')


def test_rooms_that_somebody_may_read_no_more_are_not_counted():
    network, ana, ben = NetworkFactory(), MemberFactory(), MemberFactory()
    room = RoomFactory(network=network, audience=Audience.NETWORKS)
    join(network, ana)
    tie = join(network, ben)
    reading.note_reading(room=room, person=ben, seq=0)
    say(room, ana)
    assert unread_for(ben) == 1
    Membership.objects.filter(pk=tie.pk).delete()
    assert (unread_for(ben), unread_rooms(ben)) == (0, [])


def test_many_are_counted_in_one_query_and_said_in_words(django_assert_num_queries):
    ana, ben = MemberFactory(), MemberFactory()
    for _room in range(4):
        room = RoomFactory()
        reading.note_reading(room=room, person=ben, seq=0)
        talk(room, ana, 30)
    with django_assert_num_queries(1):
        assert unread_for(ben) == 120
    body = browser_of(ben).get("/en/rooms/").content.decode()
    assert '<span aria-hidden="true">99+</span>' in body
    assert "120 new messages" in body


def test_marks_and_edits_make_nothing_unread():
    room, ana, ben = RoomFactory(), MemberFactory(), MemberFactory()
    say(room, ana)
    reading.note_reading(room=room, person=ben, seq=1)
    talking.edit(room=room, by=ana, seq=1, body="Changed")
    talking.react(room=room, by=ana, seq=1, mark="useful")
    assert unread_for(ben) == 0
    assert Room.objects.with_unread(ben).get(pk=room.pk).unread == 0


class TestSinceTheLastVisit:
    @pytest.fixture
    def visited(self):
        """A room that somebody has read to the end, with that person's browser; and who else writes in it."""
        room, ben = RoomFactory(), MemberFactory()
        ana = MemberFactory(first_name="Ana", last_name="Paz", country=CountryFactory(code="EC"))
        say(room, ana)
        client = browser_of(ben)
        assert self.told(client, room) is None
        return room, ana, ben, client

    @staticmethod
    def told(client, room, query="") -> list[str] | None:
        page = BeautifulSoup(client.get(f"/en/rooms/{room.slug}/{query}").content, "lxml")
        found = page.select_one("section[aria-labelledby=h-visit]")
        return found and [" ".join(each.text.split()) for each in found.select("p, li")]

    def test_others_words_are_counted_and_what_is_marked_stands_with_its_words(self, visited):
        room, ana, ben, client = visited
        say(room, ana, "Meet on *Monday*")
        say(room, MemberFactory(country=CountryFactory(code="CL")), "Fine")
        say(room, ben, "My own words are no news")
        gone = say(room, ana, "Never mind")
        Message.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
        Message.objects.filter(room=room, seq=2).update(pinned_at=timezone.now())
        Reading.objects.filter(person=ben).update(seq=1)
        today = long_date(timezone.now().date())
        assert self.told(client, room, "?before=2") is None
        assert self.told(client, room) == [
            f"{today} · 2 messages · 2 people · 2 countries",
            "Ana Paz: Meet on Monday · Pinned",
        ]
        assert self.told(client, room) is None

    def test_votes_are_told_once_and_their_drafts_never(self, visited):
        room, _ana, _ben, client = visited
        vote = Vote.objects.create(room=room, token=uuid4(), title_en="What first?")
        assert self.told(client, room) is None
        Vote.objects.filter(pk=vote.pk).update(state=VoteState.OPEN, opened_at=timezone.now())
        assert self.told(client, room)[1:] == ["What first? · Vote open"]
        assert self.told(client, room) is None
        Vote.objects.filter(pk=vote.pk).update(state=VoteState.CLOSED, closed_at=timezone.now())
        assert self.told(client, room)[1:] == ["What first? · Vote closed"]
