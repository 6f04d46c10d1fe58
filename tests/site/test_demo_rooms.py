"""The demo's rooms: a conversation in four languages, made once, with links that lead to what is there."""

import re

import pytest
from django.test import Client

from alliance.core.models import User
from alliance.site.demo_people import make_demo_people
from alliance.site.demo_rooms import make_demo_rooms
from alliance.site.setup import ensure_rooms
from evidence.models import Practice
from members.models import Network
from members.rooms.models import Message, Room
from tests.content import real_content  # noqa: F401 - pytest finds the fixture in this namespace
from tests.factories.members import sign_in
from tests.factories.rooms import say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]


@pytest.fixture
def demo():
    """The demo as it is served, with its rooms."""
    make_demo_people()
    ensure_rooms()
    Message.objects.all().delete()
    return make_demo_rooms()


def test_people_talk_in_four_languages_in_the_plaza_and_in_two_networks(demo):
    by_room = {slug: Message.objects.filter(room__slug=slug) for slug in ("plaza", "ia-en-educacion", "kix-lac")}
    assert {slug: rows.count() for slug, rows in by_room.items()} == {"plaza": 13, "ia-en-educacion": 6, "kix-lac": 4}
    assert demo == Message.objects.count() == 23
    assert set(by_room["plaza"].values_list("language", flat=True)) == {"es", "en", "pt", "fr"}
    assert by_room["plaza"].filter(pinned_at__isnull=False).count() == 1
    times = list(by_room["plaza"].order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)
    assert Network.objects.filter(live=True, rooms=None).count() == 0


def test_every_link_leads_to_a_practice_and_every_mention_to_a_person(demo):
    pages = "".join(Message.objects.values_list("html", flat=True))
    practices = set(re.findall(r'href="/\w\w/evidence/([\w-]+)/"', pages))
    assert len(practices) == 9
    assert Practice.objects.filter(live=True, slug__in=practices).count() == 9
    assert pages.count('class="mention"') == 5
    assert "{" not in pages


def test_a_second_time_adds_nothing_and_what_people_said_stays(demo):
    say(Room.objects.get(slug="kix-lac"), User.objects.get(email="deputy.ec@demo.example"))
    assert make_demo_rooms() == 0
    assert Message.objects.count() == 24


def test_somebody_of_the_demo_reads_the_plaza(demo):
    client = Client()
    sign_in(client, User.objects.get(email="focal.br@demo.example"))
    body = client.get("/pt/rooms/plaza/").content.decode()
    assert '<h1 class="h-page">Praça</h1>' in body
    assert body.count("<article") == 13
