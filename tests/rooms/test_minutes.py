"""Minutes: what was said in a span of days, by whom, from where, and what was decided; the same on page, PDF and Markdown."""

import io
import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pypdf
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from markdown_it import MarkdownIt

from alliance.core.audience import Audience
from members.rooms import minutes_presenter
from members.rooms.enums import VoteState
from members.rooms.minutes_presenter import Span, minutes_of
from members.rooms.models import Action, Ballot, Dots, Message, MessageFile, Vote, VoteOption
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, sign_in
from tests.factories.rooms import RoomFactory, say

pytestmark = pytest.mark.django_db


def moment(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def talk():
    """Three people of two countries over three days, with something taken back and something hidden."""
    room = RoomFactory(slug="plan", title_en="Plan", title_es="Plan")
    ana = MemberFactory(first_name="Ana", last_name="Quispe", country=CountryFactory(code="EC"))
    ben = MemberFactory(first_name="Ben", last_name="Joseph", country=CountryFactory(code="HT"))
    eva = MemberFactory(first_name="Eva", last_name="Mora", country=ana.country)
    said = (
        (ana, "First **point**: see [the plan](https://example.org/plan)", 1),
        (ben, "# Not a heading <script>alert(1)</script>", 2),
        (eva, "Taken back", 2),
        (eva, "Hidden words", 2),
        (ana, "- one\n- two", 3),
    )
    for author, body, day in said:
        message = say(room, author, body)
        Message.objects.filter(pk=message.pk).update(at=moment(day))
        room.refresh_from_db()
    Message.objects.filter(body="Taken back").update(deleted_at=timezone.now(), body="", html="")
    Message.objects.filter(body="Hidden words").update(hidden_at=timezone.now())
    return room, ana, ben, eva


def shown(client: Client, query: str = "", *, status: int = 200, language: str = "en") -> BeautifulSoup:
    response = client.get(f"/{language}/rooms/plan/minutes/{query}")
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    return BeautifulSoup(response.content, "html.parser")


def told(minutes: dict) -> list[tuple]:
    return [(line["seq"], line["name"], line["gone"]) for day in minutes["days"] for line in day["lines"]]


def test_they_tell_who_said_what_and_from_where_and_nothing_of_what_is_gone(talk):
    room, ana, _ben, _eva = talk
    with translation.override("en"):
        minutes = minutes_of(room, user=ana, span=Span())
    assert minutes["counts"] == "3 messages · 2 people · 2 countries"
    assert [(group["country"], group["people"]) for group in minutes["participants"]] == [
        ("Country EC", ["Ana Quispe"]),
        ("Country HT", ["Ben Joseph"]),
    ]
    assert told(minutes) == [
        (1, "Ana Quispe", ""),
        (2, "Ben Joseph", ""),
        (3, "", "The author took this message back."),
        (4, "", "A moderator has hidden this message."),
        (5, "Ana Quispe", ""),
    ]
    assert [day["day"] for day in minutes["days"]] == ["1 March 2026", "2 March 2026", "3 March 2026"]
    assert minutes["days"][0]["lines"][0]["blocks"] == [
        {"mark": "", "text": "First point: see the plan (https://example.org/plan)"}
    ]
    assert [block["mark"] for block in minutes["days"][2]["lines"][0]["blocks"]] == ["•", "•"]
    assert not any(words in str(minutes) for words in ("Hidden words", "Taken back", "Eva Mora"))


def test_days_are_those_of_the_readers_zone(talk):
    room, ana, *_rest = talk
    Message.objects.filter(seq=2).update(at=moment(2, 3))  # still the 1st of March in Guayaquil
    with translation.override("en"):
        first = Span(date(2026, 3, 1), date(2026, 3, 1))
        ana.time_zone = "America/Guayaquil"
        assert [line[0] for line in told(minutes_of(room, user=ana, span=first))] == [1, 2]
        ana.time_zone = "UTC"
        assert [line[0] for line in told(minutes_of(room, user=ana, span=first))] == [1]
        assert [line[0] for line in told(minutes_of(room, user=ana, span=Span(last=date(2026, 3, 2))))] == [1, 2, 3, 4]
        assert [line[0] for line in told(minutes_of(room, user=ana, span=Span(date(2026, 3, 3))))] == [5]


def test_page_pdf_and_markdown_say_the_same(talk, client):
    _room, ana, *_rest = talk
    sign_in(client, ana)
    page = shown(client, "?first=2026-03-01&last=2026-03-02")
    main = page.main.get_text(" ", strip=True)
    assert "1 March 2026 to 2 March 2026" in main
    assert page.main.select_one(".msg__words strong").string == "point"
    assert not page.main.find("script")
    links = {link.string: link["href"] for link in page.main.select("p.row a")}
    assert links["As PDF"] == "/en/rooms/plan/minutes.pdf?first=2026-03-01&last=2026-03-02"

    response = client.get(links["As PDF"])
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="plan-en.pdf"'
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"].value, root["/Lang"]) == (True, "en")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    printed = " ".join(" ".join(each.extract_text() for each in reader.pages).split())

    response = client.get(links["As Markdown"])
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.content.decode()
    rendered = BeautifulSoup(MarkdownIt("commonmark").render(text), "html.parser")
    assert [heading.string for heading in rendered.select("h1, h2")] == [
        "Minutes: Plan",
        "Participants",
        "Conversation",
    ]
    assert rendered.select_one("blockquote strong").string == "point"
    assert not rendered.find("script")
    for said in (main, printed, rendered.get_text(" ")):
        words = " ".join(said.split())
        assert "Ana Quispe" in words
        assert "# Not a heading <script>alert(1)</script>" in words
        assert "A moderator has hidden this message." in words
        assert not any(gone in words for gone in ("Hidden words", "one two", "Eva Mora"))


def test_what_is_wrong_with_the_days_is_said_at_the_field_and_stays_typed(talk, client):
    _room, ana, *_rest = talk
    sign_in(client, ana)
    page = shown(client, "?first=2026-03-03&last=2026-03-01", status=422)
    assert page.select_one("#id_last_error").get_text(strip=True) == "It ends before it begins."
    assert [page.select_one(f"#id_{name}")["value"] for name in ("first", "last")] == ["2026-03-03", "2026-03-01"]
    for wrong in ("x", "9999-12-31", "0001-01-01"):
        assert shown(client, f"?first={wrong}", status=422).select_one("#id_first_error")
        assert client.get(f"/en/rooms/plan/minutes.md?first={wrong}")["Location"] == (
            f"/en/rooms/plan/minutes/?first={wrong}"
        )
    assert "Nobody wrote on these days." in shown(client, "?first=2027-01-01").main.get_text()
    assert client.get("/en/rooms/plan/minutes.pdf?first=2027-01-01").status_code == 200


def test_who_may_not_read_the_room_gets_no_minutes_and_visitors_those_of_public_rooms(talk, client):
    room, *_rest = talk
    addresses = [f"/en/rooms/plan/minutes{ending}" for ending in ("/", ".md", ".pdf")]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    room.audience = Audience.PUBLIC
    room.save()
    assert [client.get(address).status_code for address in addresses] == [200] * 3


def test_pdfs_are_not_made_without_end(talk, client, monkeypatch):
    monkeypatch.setattr("members.rooms.views.minutes.MOST_PRINTED", 1)
    _room, ana, *_rest = talk
    sign_in(client, ana)
    assert client.get("/en/rooms/plan/minutes.pdf").status_code == 200
    response = client.get("/en/rooms/plan/minutes.pdf")
    assert response.status_code == 429
    assert "The PDF was asked for very often just now." in response.content.decode()
    assert "First" in response.content.decode()


def test_more_than_fits_is_said(talk, client, monkeypatch):
    monkeypatch.setattr(minutes_presenter, "MOST", 2)
    _room, ana, *_rest = talk
    sign_in(client, ana)
    page = shown(client)
    assert "Only the first 2 messages of these days are here." in page.select_one(".notice--warn").get_text()
    assert len(page.select(".msg__words")) == 2
    assert "Only the first 2 messages" in client.get("/en/rooms/plan/minutes.md").content.decode()


def closed_vote(room, people) -> Vote:
    """A gets two dots of Ecuador's two people, B one of Haiti's: per country both have one."""
    vote = Vote.objects.create(
        room=room, token=uuid4(), title_en="What first?", dots=1, state=VoteState.CLOSED, closed_at=moment(4, 3)
    )
    a, b = [VoteOption.objects.create(vote=vote, text_en=text, position=at) for at, text in enumerate(("A*", "B"))]
    ana, ben, eva = people
    for person, option in ((ana, a), (eva, a), (ben, b)):
        ballot = Ballot.objects.create(
            vote=vote, person=person, country=person.country, by=ana if person == eva else None
        )
        Dots.objects.create(ballot=ballot, option=option, count=1)
    Action.objects.create(
        vote=vote, text="Write to schools", language="en", owner=ben, due=date(2026, 5, 1), progress=40, note="Begun"
    )
    return vote


def test_votes_closed_in_the_span_stand_with_both_counts_and_what_follows(talk, client):
    room, ana, ben, eva = talk
    closed_vote(room, (ana, ben, eva))
    ana.time_zone = "America/Guayaquil"  # where it is still the 3rd
    ana.save()
    with translation.override("en"):
        [vote] = minutes_of(room, user=ana, span=Span(date(2026, 3, 3), date(2026, 3, 3)))["votes"]
        assert minutes_of(room, user=ana, span=Span(last=date(2026, 3, 2)))["votes"] == []
    assert vote["counts"] == "3 people · 2 countries · 1 entered by the facilitator"
    assert vote["closed"] == "Closed on 3 March 2026"
    assert [(row["text"], row["person"], row["country"]) for row in vote["rows"]] == [
        ("A*", "2 · 1", "1 · 1 (tied)"),
        ("B", "1 · 2", "1 · 1 (tied)"),
    ]
    assert vote["actions"] == [
        {"text": "Write to schools", "language": "en", "about": "Ben Joseph · until 1 May 2026 · 40 % done · Begun"}
    ]
    sign_in(client, ana)
    page = shown(client)
    assert page.select_one(".rank tbody th").string == "A*"
    rendered = MarkdownIt("commonmark").enable("table").render(client.get("/en/rooms/plan/minutes.md").content.decode())
    assert "<td>A*</td>" in rendered
    printed = pypdf.PdfReader(io.BytesIO(client.get("/en/rooms/plan/minutes.pdf").content))
    words = " ".join(" ".join(each.extract_text() for each in printed.pages).split())
    assert "Write to schools Ben Joseph · until 1 May 2026 · 40 % done · Begun" in words


def test_files_are_named_and_answers_tell_what_they_answer(talk):
    room, ana, ben, _eva = talk
    message = say(room, ben, "Here", reply_to=1)
    MessageFile.objects.create(room=room, message=message, name="plan.pdf", size=1, kind="file", file="rooms/x.pdf")
    with translation.override("en"):
        last = minutes_of(room, user=ana, span=Span())["days"][-1]["lines"][-1]
    assert last["notes"] == "answers message 1 · Files: plan.pdf"


def test_ten_times_as_many_messages_take_the_same_queries(talk, client):
    room, ana, *_rest = talk
    sign_in(client, ana)
    shown(client)
    counts = []
    for last in (5, 300):
        Message.objects.bulk_create(
            Message(room=room, seq=n, change=n, author=ana, client_id=uuid4(), body="x", html="<p>x</p>", language="en")
            for n in range(room.messages.count() + 1, last + 1)
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(client).select(".msg__words")) == last - 2
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("language", "title"), [("es", "Acta: Plan"), ("pt", "Ata: Plan"), ("fr", "Compte rendu")])
def test_they_come_in_the_readers_language(talk, client, language, title):
    _room, ana, *_rest = talk
    sign_in(client, ana)
    page = shown(client, language=language)
    assert page.h1.get_text(strip=True).startswith(title)
    english = re.compile("Participants" if language != "fr" else "Hours")
    assert not page.main.find(string=english)
    assert client.get(f"/{language}/rooms/plan/minutes.pdf").status_code == 200
    assert client.get(f"/{language}/rooms/plan/").status_code == 200


def test_who_asks_for_too_many_votes_is_told(talk, monkeypatch):
    room, *people = talk
    closed_vote(room, people)
    closed_vote(room, people)
    monkeypatch.setattr(minutes_presenter, "MOST_VOTES", 1)
    with translation.override("en"):
        found = minutes_of(room, user=people[0], span=Span())
    assert len(found["votes"]) == 1
    assert found["cut"] == "Only the first 1 votes of these days are here. Choose fewer days for the others."
