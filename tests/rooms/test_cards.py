"""Cards: a message shows what its links lead to on this site, to everybody the same, and nothing that is not public."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.core.cards import cards_in, paths_in
from evidence.models import Practice
from members.rooms.frames import frame_of
from members.rooms.models import Message
from members.rooms.services import talking
from tests.factories.evidence import PracticeTextFactory, published_practice
from tests.factories.members import MemberFactory, sign_in
from tests.factories.pages import news
from tests.factories.rooms import RoomFactory, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    """A room with somebody in it, whose browser is ``client``."""
    room, ana = RoomFactory(slug="hall"), MemberFactory()
    sign_in(client, ana)
    return room, ana


def frame(message: Message) -> dict:
    return frame_of(Message.objects.in_full().get(pk=message.pk))


def shown(client, language: str = "en") -> list[tuple[str, str, str]]:
    page = BeautifulSoup(client.get(f"/{language}/rooms/hall/").content, "html.parser")
    cards = page.select("[data-msgs] .msg__cards a")
    return [(card["href"], card.b.get_text(), card.span.get_text()) for card in cards]


@pytest.mark.parametrize(
    ("href", "paths"),
    [
        ("/es/evidence/radio/", ["/es/evidence/radio/"]),
        ("/es/evidence/radio?x=1#top", ["/es/evidence/radio/"]),
        ("https://other.example/es/evidence/radio/", []),
        ("//other.example/es/evidence/radio/", []),
        ("/de/evidence/radio/", []),
        ("/es/", []),
        ("/es/evidence/../my/", []),
        ("https://[/es/evidence/radio/", []),
        ("mailto:a@example.org", []),
    ],
)
def test_only_addresses_of_this_site_are_looked_at(href, paths):
    assert paths_in(f'<p><a rel="nofollow" href="{href}">x</a></p>') == paths


def test_addresses_count_once_and_three_at_most(settings):
    settings.SITE_URL = "https://alliance.example"
    links = "".join(f'<a href="https://alliance.example/en/evidence/p{n}/">x</a>' * 2 for n in range(5))
    assert paths_in(links) == [f"/en/evidence/p{n}/" for n in range(3)]


def test_a_practice_shows_its_title_in_the_readers_language_or_the_original(place, client):
    room, ana = place
    practice = published_practice(slug="radio", original="es", original__title="Radio escolar")
    PracticeTextFactory(practice=practice, language="pt", title="Rádio escolar")
    message = say(room, ana, "See [this](/es/evidence/radio/)")
    cards = frame(message)["cards"]
    assert {code: (each["url"], each["title"], each["language"]) for code, [each] in cards.items()} == {
        "es": ("/es/evidence/radio/", "Radio escolar", "es"),
        "en": ("/en/evidence/radio/", "Radio escolar", "es"),
        "pt": ("/pt/evidence/radio/", "Rádio escolar", "pt"),
        "fr": ("/fr/evidence/radio/", "Radio escolar", "es"),
    }
    assert [each[:2] for each in shown(client, "pt")] == [("/pt/evidence/radio/", "Rádio escolar")]
    assert shown(client, "pt")[0][2].startswith("Prática · ")


def test_what_is_not_published_or_no_more_shows_nothing(place, client):
    room, ana = place
    published_practice(slug="radio", original__title="Radio")
    message = say(room, ana, "/en/evidence/radio/ and [it](/en/evidence/radio/) and [none](/en/evidence/none/)")
    assert [each[1] for each in shown(client)] == ["Radio"]
    Practice.objects.update(live=False)
    assert shown(client) == []
    assert frame(message)["cards"] == {}


def test_an_edit_changes_and_a_deletion_takes_away_what_is_shown(place, client):
    room, ana = place
    published_practice(slug="radio", original__title="Radio")
    published_practice(slug="tablets", original__title="Tablets")
    message = say(room, ana, "[x](/en/evidence/radio/)")
    talking.edit(room=room, by=ana, seq=message.seq, body="[x](/en/evidence/tablets/)")
    assert [each[1] for each in shown(client)] == ["Tablets"]
    talking.delete(room=room, by=ana, seq=message.seq)
    assert shown(client) == []
    assert frame(message)["cards"] == {}


def test_a_page_that_staff_wrote_shows_what_it_is(place, client):
    room, ana = place
    page = news("es", title="Taller <b>regional</b>")
    path = page.get_url()
    message = say(room, ana, f"[x]({path}) [list](/es/news/) [home](/es/)")
    [card] = frame(message)["cards"]["es"]
    assert (card["url"], card["title"], card["language"]) == (path, "Taller <b>regional</b>", "es")
    assert shown(client, "es") == [(path, "Taller <b>regional</b>", card["about"])]
    page.unpublish()
    assert shown(client, "es") == []


def test_pages_that_only_some_may_see_show_nothing(place, client):
    room, ana = place
    page = news("es", title="Reservada")
    page.view_restrictions.create(restriction_type="login")
    say(room, ana, f"[x]({page.get_url()})")
    assert shown(client, "es") == []


def test_messages_without_links_cost_nothing_and_many_with_links_as_much_as_one(place):
    moment = timezone.now() - timedelta(minutes=1)
    room, ana = place
    for number in range(8):
        published_practice(slug=f"p{number}", original__title=f"P{number}")
    for number in range(8):
        Message.objects.filter(room=room).update(at=moment)
        say(room, ana, f"[x](/en/evidence/p{number}/)")
    htmls = list(room.messages.values_list("html", flat=True))
    cards_in(htmls)  # what a process keeps in memory is read once
    counts = []
    for some in ([], ["<p>Hello</p>"], htmls[:1], htmls):
        with CaptureQueriesContext(connection) as queries:
            cards_in(some)
        counts.append(len(queries))
    assert counts[:2] == [0, 0]
    assert counts[2] == counts[3] == 8
