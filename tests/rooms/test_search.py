"""Finding what was said: by whoever reads the room and nobody else, on both engines, in the room and on the site's own page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from alliance.core.audience import Audience
from members.rooms.models import Message
from members.rooms.services import talking
from search.engines import choose
from search.kinds import kind_of
from search.models import IndexState
from search.services import indexing
from search.services.finding import search
from search.services.rebuilding import rebuild
from search.services.suggesting import suggest
from search.types import Document, EngineUnavailableError, Words
from tests.factories.evidence import published_practice
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join, sign_in
from tests.factories.rooms import RoomFactory, say
from tests.search.both_engines import ENGINES
from tests.search.engines import elastic

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture(params=ENGINES)
def index(request, settings, tmp_path):
    """The index of each engine in turn, with what the database holds at this moment, and kept in step by `drain`."""
    if request.param == "tantivy":
        settings.SEARCH_ENGINE, settings.SEARCH_DIR = "tantivy", tmp_path / "search"
    else:
        settings.SEARCH_ENGINE = "tests.search.engines.elastic.Setting"
        elastic.empty_index()
    choose._made.cache_clear()
    rebuild()
    IndexState.objects.update_or_create(pk=1, defaults={"engine": choose.engine().name})
    yield drain
    choose._made.cache_clear()


def drain() -> None:
    """The index says what the database says."""
    while indexing.drain():
        pass


def found(words: str, user, **filters) -> list[str]:
    results = search(words, user=user, language="en", filters=filters)
    return [find.slug for find in results.finds]


def in_room(room, person, words: str) -> str:
    client = Client()
    if person:
        sign_in(client, person)
    response = client.get(f"/en/rooms/{room.slug}/search/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def test_a_message_as_it_is_indexed():
    network, ana = NetworkFactory(), MemberFactory(first_name="Ana", last_name="Sol")
    room = RoomFactory(slug="club", network=network, audience=Audience.NETWORKS)
    join(network, ana)
    with translation.override("pt"):
        message = talking.post(
            room=room, author=ana, client_id="6f1f8cde-0000-4000-8000-000000000001", body="Olá *todos*", language="pt"
        )
    gone = say(room, ana)
    talking.delete(room=room, by=ana, seq=gone.seq)
    hidden = say(room, ana)
    Message.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    kind = kind_of("message")
    assert list(kind.numbers()) == [str(message.pk)]
    assert kind.documents([str(each.pk) for each in (message, gone, hidden)]) == [
        Document(
            key=f"message:{message.pk}",
            kind="message",
            slug="club-1",
            words={"pt": Words(body="Olá todos")},
            names="Ana Sol",
            codes={"language": ("pt",), "room": ("club",)},
            readers=("staff", f"network:{network.pk}"),
            dated=message.at.date(),
            quality=0.7,
        )
    ]


@pytest.mark.parametrize(
    ("audience", "readers"), [(Audience.PUBLIC, ("public",)), (Audience.MEMBERS, ("members", "staff"))]
)
def test_who_finds_what_is_said_where_all_members_or_all_the_world_reads(audience, readers):
    message = say(RoomFactory(audience=audience), MemberFactory())
    assert kind_of("message").documents([str(message.pk)])[0].readers == readers


def test_what_was_said_is_found_by_those_who_read_it(index):
    network, ana, ben = NetworkFactory(), MemberFactory(), MemberFactory()
    rooms = {
        "open": RoomFactory(slug="open", audience=Audience.PUBLIC),
        "all": RoomFactory(slug="all"),
        "club": RoomFactory(slug="club", network=network, audience=Audience.NETWORKS),
    }
    join(network, ana)
    for room in rooms.values():
        say(room, ana, "Solar panels and kolibri")
    index()
    asked = {"visitor": VISITOR, "member": ben, "fellow": ana, "staff": StaffFactory()}
    assert {who: sorted(found("kolibri", user, type=["message"])) for who, user in asked.items()} == {
        "visitor": ["open-1"],
        "member": ["all-1", "open-1"],
        "fellow": ["all-1", "club-1", "open-1"],
        "staff": ["all-1", "club-1", "open-1"],
    }
    for who, user in asked.items():
        counts = {each.code: each.count for each in search("kolibri", user=user, language="en").sections}
        assert counts == {"message": {"visitor": 1, "member": 2}.get(who, 3)}
    assert "<mark>kolibri</mark>" in in_room(rooms["club"], ana, "kolibri")
    assert "<mark>" not in in_room(rooms["open"], None, "panes")


def test_other_forms_of_a_word_and_words_in_quotes_are_found_in_the_room_alone(index):
    room, other, ana = RoomFactory(), RoomFactory(), MemberFactory()
    say(room, ana, "We bought tablets for the <script>alert(1)</script> school")
    say(room, ana, "Nothing of that kind")
    say(other, ana, "Tablets elsewhere")
    index()
    page = in_room(room, ana, "tablet")
    assert "We bought <mark>tablets</mark> for the &lt;script&gt;alert(1)&lt;/script&gt; school" in page
    assert page.count("<mark>") == 1
    assert f"/en/rooms/{room.slug}/?at=1#m-1" in page
    assert "<mark>bought tablets</mark>" in in_room(room, ana, '"bought tablets"')
    assert "bought" not in in_room(room, ana, '"tablets elsewhere"')
    assert 'value="&quot;&gt;&lt;b&gt;"' in in_room(room, ana, '"><b>')


def test_what_is_taken_back_hidden_or_changed_leaves_at_once(index):
    room, ana = RoomFactory(), MemberFactory()
    for body in ("first kolibri", "second kolibri", "third kolibri", "fourth kolibri"):
        say(room, ana, body)
    index()
    talking.delete(room=room, by=ana, seq=1)
    hidden = Message.objects.get(room=room, seq=2)
    hidden.hidden_at = timezone.now()
    hidden.save()
    talking.edit(room=room, by=ana, seq=3, body="third, otherwise")
    for _before_and_after in range(2):
        assert found("kolibri", ana, type=["message"]) == [f"{room.slug}-4"]
        page = in_room(room, ana, "kolibri")
        assert ("fourth" in page, "first" in page, "second" in page, "third" in page) == (True, False, False, False)
        index()
    assert found("otherwise", ana, type=["message"]) == [f"{room.slug}-3"]


def test_a_room_that_opens_or_closes_is_indexed_anew(index):
    network = NetworkFactory()
    room, ana = RoomFactory(network=network, audience=Audience.NETWORKS), MemberFactory()
    join(network, ana)
    say(room, ana, "kolibri")
    index()
    assert found("kolibri", VISITOR, type=["message"]) == []
    room.refresh_from_db()
    room.audience = Audience.PUBLIC
    room.save()
    index()
    assert found("kolibri", VISITOR, type=["message"]) == [f"{room.slug}-1"]
    network.live = False
    network.save()
    index()
    assert found("kolibri", VISITOR, type=["message"]) == []
    assert found("kolibri", ana, type=["message"]) == []


def test_marks_and_new_messages_index_nothing_that_stays_as_it_is(index):
    room, ana = RoomFactory(), MemberFactory()
    say(room, ana, "kolibri")
    index()
    talking.react(room=room, by=ana, seq=1, mark="useful")
    assert indexing.waiting_keys() == frozenset()
    second = say(room, ana, "more")
    assert indexing.waiting_keys() == {f"message:{second.pk}"}


def test_on_the_page_of_the_site_they_come_last_and_are_in_no_list_of_anything_else(index):
    room, ana = RoomFactory(title_en="Plaza"), MemberFactory(first_name="Ana", last_name="Sol")
    published_practice(original="en", original__title="Kolibri in the hills")
    for number in range(7):
        say(room, ana, f"kolibri {number}")
    index()
    results = search("kolibri", user=ana, language="en")
    assert (results.total, [find.kind for find in results.finds]) == (1, ["practice"])
    assert [find.kind for find in results.aside] == ["message"] * 5
    assert [each.kind for each in suggest("kolib", user=ana, language="en")] == ["practice"]
    client = Client()
    sign_in(client, ana)
    page = client.get("/en/search/?q=kolibri").content.decode()
    assert page.index('id="s-message"') > page.index("in the hills")
    assert "Ana Sol · Plaza" in page
    assert 'id="s-message"' not in Client().get("/en/search/?q=kolibri").content.decode()


def test_a_page_of_finds_costs_the_same_for_few_and_for_many(index):
    room, ana = RoomFactory(), MemberFactory()
    client = Client()
    sign_in(client, ana)
    costs = []
    for _round in range(2):
        for _message in range(9):
            Message.objects.update(at=timezone.now() - timedelta(minutes=1))
            say(room, ana, "kolibri")
        index()
        client.get(f"/en/rooms/{room.slug}/search/?q=kolibri")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/rooms/{room.slug}/search/?q=kolibri")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_without_an_engine_the_database_looks_and_says_so(monkeypatch):
    room, ana = RoomFactory(), MemberFactory()
    say(room, ana, "Solar Kolibri")
    say(room, ana, "Solar only")

    def away(*about):
        raise EngineUnavailableError

    monkeypatch.setattr("search.services.narrowing.engine", away)
    with translation.override("en"):
        page = in_room(room, ana, "kolibri solar")
    assert page.count("<mark>Solar Kolibri</mark>") == 1
    assert "reduced" in page
    assert "Solar</mark> only" not in page


def test_pages_of_finds(index):
    room, ana = RoomFactory(), MemberFactory()
    sent = say(room, ana, "kolibri")
    rows = [
        Message(
            room=room, seq=number, change=number, author=ana, client_id=f"6f1f8cde-0000-4000-8000-{number:012}",
            body="kolibri", html="<p>kolibri</p>", language="en",
        )
        for number in range(2, 24)
    ]  # fmt: skip
    Message.objects.bulk_create(rows)
    indexing.note(("message", number) for number in kind_of("message").numbers())
    index()
    client = Client()
    sign_in(client, ana)
    here = f"/en/rooms/{room.slug}/search/?q=kolibri"
    pages = [client.get(f"{here}&page={number}").content.decode() for number in (1, 2)]
    assert [page.count('class="record__title"') for page in pages] == [20, 3]
    assert f"?at={sent.seq}#" in pages[1]
    for wrong in ("3", "0", "x", "-1", "9" * 30):
        assert client.get(f"{here}&page={wrong}").status_code == 404
    assert client.get(f"/en/rooms/{room.slug}/search/").status_code == 200
