"""Votes from the draft to what follows: the workshop of journey 8, counted beside a calculation of the test's own."""

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations
from uuid import uuid4

import pytest
from django.urls import reverse

from alliance.core import mail, waiting
from alliance.core.audience import Audience
from alliance.core.models import AuditEntry, Notice, OutboxEntry, User
from members.enums import MembershipRole
from members.rooms.enums import VoteState
from members.rooms.models import Action, Ballot, Message, Vote
from members.rooms.rules import has_accepted_guidelines
from members.rooms.services import outcomes, voting
from members.rooms.services.refusals import Closed, NotAllowed
from members.rooms.services.voting import Content, NotReady, WrongDots
from members.rooms.voting_presenter import results_of
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, NetworkFactory, join
from tests.factories.rooms import RoomFactory
from tests.members.races import at_once

pytestmark = pytest.mark.django_db

# 67 people of 16 countries, from delegations of 12 down to 1: seeds/S2's workshop in size, its votes are made up.
DELEGATIONS = [12, 9, 8, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1]
CODES = ["PA", "CL", "BR", "EC", "MX", "UY", "CR", "BO", "HT", "PE", "AR", "CO", "JM", "BZ", "DM", "SR"]
OPTIONS = 8


def content(options: int = OPTIONS, **fields) -> Content:
    words = [{"es": f"Línea {number}", "en": f"Line {number}"} for number in range(options)]
    return Content(title={"es": "¿Qué primero?", "en": "What first?"}, options=words, token=uuid4(), **fields)


@pytest.fixture
def hall():
    """A network's room with its coordinator."""
    network = NetworkFactory()
    coordinator = MemberFactory()
    join(network, coordinator, role=MembershipRole.COORDINATOR)
    return RoomFactory(slug="hall", network=network, audience=Audience.NETWORKS), coordinator


def opened(hall, **fields) -> tuple[Vote, list[int]]:
    room, coordinator = hall
    vote = voting.open_vote(vote=voting.make(room=room, by=coordinator, content=content(**fields)), by=coordinator)
    return vote, [option.pk for option in vote.options.all()]


def member_of(room, code: str = "CL"):
    person = MemberFactory(country=CountryFactory(code=code))
    join(room.network, person)
    return person


def test_a_workshop_of_67_people_from_16_countries(hall, client):
    room, coordinator = hall
    vote, options = opened(hall)
    chance = random.Random(8)
    counted: list[tuple[str, dict[int, int]]] = []
    for number, code in enumerate(code for code, size in zip(CODES, DELEGATIONS, strict=True) for _ in range(size)):
        dots = dict(Counter(chance.choices(options, weights=range(OPTIONS, 0, -1), k=5)))
        if number in (20, 40):  # two cannot hold a phone, one of them is a guest
            who = (
                {"person": member_of(room, code)}
                if number == 20
                else {"guest": "Ana", "country": CountryFactory(code=code)}
            )
            voting.cast_for(vote=vote, by=coordinator, dots=dots, **who)
        else:
            person = member_of(room, code)
            if number < 5:  # on the page without script, pressed twice
                client.force_login(person)
                typed = {f"dots_{option}": dots.get(option, "") for option in options}
                for _press in range(2):
                    assert client.post(f"/en/rooms/hall/votes/{vote.pk}/", typed).status_code == 302
            else:
                if number % 7 == 0:  # thought again, after a cut
                    voting.cast(vote=vote, person=person, dots={options[-1]: 5})
                for _again in range(1 + number % 3):
                    voting.cast(vote=vote, person=person, dots=dots)
        counted.append((code, dots))
    voting.close(vote=vote, by=coordinator)

    persons = {option: sum(dots.get(option, 0) for _code, dots in counted) for option in options}
    shares = dict.fromkeys(options, Fraction(0))
    for code in CODES:
        mine = [dots for each, dots in counted if each == code]
        for option in options:
            shares[option] += Fraction(sum(dots.get(option, 0) for dots in mine), 5 * len(mine))
    agree = sum(
        1 if (persons[a] > persons[b]) == (shares[a] > shares[b]) and (persons[a] == persons[b]) == (shares[a] == shares[b]) else
        0 if persons[a] == persons[b] or shares[a] == shares[b] else -1
        for a, b in combinations(options, 2)
    )  # fmt: skip
    found = results_of(vote)
    texts = {option.text: option.pk for option in vote.options.all()}
    by_option = {texts[line["text"]]: line for line in found["lines"]}
    assert {option: line["dots"] for option, line in by_option.items()} == persons
    assert {option: line["exact"] for option, line in by_option.items()} == shares
    assert found["exact_index"] == Fraction(agree, 28)
    assert (found["ballots"], found["countries"], found["dots"], found["by_proxy"]) == (67, 16, 335, 2)
    assert sum(shares.values()) == 16
    order = sorted(persons, key=persons.get, reverse=True)
    assert [line["dots"] for line in found["lines"]] == [persons[option] for option in order]


def test_dots_are_one_to_five_of_this_vote(hall):
    vote, options = opened(hall)
    person = member_of(hall[0])
    for dots in ({}, {options[0]: 6}, {options[0]: 3, options[1]: 3}):
        with pytest.raises(WrongDots):
            voting.cast(vote=vote, person=person, dots=dots)
    assert not Ballot.objects.exists()


def test_who_may_do_what(hall):
    room, coordinator = hall
    member, stranger = member_of(room), MemberFactory()
    with pytest.raises(NotAllowed):
        voting.make(room=room, by=member, content=content())
    draft = voting.make(room=room, by=coordinator, content=content())
    with pytest.raises(NotAllowed):
        voting.cast(vote=draft, person=member, dots={draft.options.first().pk: 1})
    with pytest.raises(NotAllowed):
        voting.open_vote(vote=draft, by=member)
    vote = voting.open_vote(vote=draft, by=coordinator)
    with pytest.raises(NotAllowed):
        voting.cast(vote=vote, person=stranger, dots={vote.options.first().pk: 1})
    with pytest.raises(NotAllowed):
        voting.change(vote=vote, by=coordinator, content=content())
    with pytest.raises(NotAllowed):
        voting.cast_for(vote=vote, by=member, dots={vote.options.first().pk: 1}, guest="Ana")


def test_a_facilitator_never_replaces_what_somebody_cast_alone(hall):
    vote, options = opened(hall)
    person = member_of(hall[0])
    voting.cast_for(vote=vote, by=hall[1], person=person, dots={options[0]: 5})
    voting.cast(vote=vote, person=person, dots={options[1]: 5})
    with pytest.raises(NotAllowed):
        voting.cast_for(vote=vote, by=hall[1], person=person, dots={options[0]: 5})
    assert [(dot.option_id, dot.count) for dot in Ballot.objects.get().dots.all()] == [(options[1], 5)]
    assert Ballot.objects.get().by is None
    assert AuditEntry.objects.filter(verb="vote.cast_for").count() == 1


def test_a_vote_needs_two_options_and_the_same_form_twice_makes_one(hall):
    room, coordinator = hall
    lonely = voting.make(room=room, by=coordinator, content=content(options=1))
    with pytest.raises(NotReady):
        voting.open_vote(vote=lonely, by=coordinator)
    said = content()
    assert len({voting.make(room=room, by=coordinator, content=said).pk for _press in range(2)}) == 1


def test_results_that_are_hidden_leak_nowhere(hall, client):
    vote, options = opened(hall)
    person = member_of(hall[0])
    voting.cast(vote=vote, person=person, dots={options[0]: 5})
    for reader in (person, hall[1]):
        client.force_login(reader)
        page = client.get(f"/en/rooms/hall/votes/{vote.pk}/")
        assert page.context["results"] is None
        assert client.get(f"/en/rooms/hall/votes/{vote.pk}/result.csv").status_code == 404
    voting.close(vote=vote, by=hall[1])
    lines = client.get(f"/en/rooms/hall/votes/{vote.pk}/result.csv").text.splitlines()
    assert lines[1] == "Line 0,5,1,1.0000,1"


def test_a_close_takes_no_more_ballots_and_kills_the_code(hall, client):
    vote, options = opened(hall)
    person = member_of(hall[0])
    client.force_login(person)
    assert client.post("/en/rooms/vote/", {"code": f" {vote.code.lower()[:3]} {vote.code.lower()[3:]}"})[
        "Location"
    ] == (f"/en/rooms/vote/{vote.code}/")
    assert client.get(f"/en/rooms/vote/{vote.code}/")["Location"] == f"/en/rooms/hall/votes/{vote.pk}/"
    code = vote.code
    for _press in range(2):
        vote = voting.close(vote=vote, by=hall[1])
    with pytest.raises(Closed):
        voting.cast(vote=vote, person=person, dots={options[0]: 1})
    assert client.get(f"/en/rooms/vote/{code}/").status_code == 404
    assert client.post("/en/rooms/vote/", {"code": code}).status_code == 422


def test_strangers_with_the_code_are_told_how_to_get_in(hall, client):
    vote, _options = opened(hall)
    client.force_login(MemberFactory())
    page = client.get(f"/en/rooms/vote/{vote.code}/")
    assert page.status_code == 403
    assert "What first?" not in page.text
    assert client.get(f"/en/rooms/hall/votes/{vote.pk}/").status_code == 404


def test_the_close_tells_the_room_and_makes_actions_that_wait_for_their_owner(hall, client):
    vote, options = opened(hall)
    owner = member_of(hall[0])
    voting.cast(vote=vote, person=owner, dots={options[2]: 5})
    client.force_login(hall[1])
    for _press in range(2):
        client.post(f"/en/rooms/hall/votes/{vote.pk}/act/", {"act": "close"})
    message = Message.objects.get(room=hall[0])
    assert "1\\. Line 2" not in message.body
    assert "<strong>Result: What first?</strong>" in message.html
    assert "Line 2 — 5 (1)" in message.html
    typed = {"text": "Gather models", "owner": owner.pk, "due": "2027-01-31"}
    for _press in range(2):
        assert client.post(f"/en/rooms/hall/votes/{vote.pk}/actions/", typed).status_code == 302
    action = Action.objects.get()
    assert [(task.title, str(task.due)) for task in waiting.tasks_of(owner) if task.kind == "room_action"] == [
        ("Gather models", "2027-01-31")
    ]
    client.force_login(owner)
    client.post(f"/en/rooms/hall/votes/{vote.pk}/actions/{action.pk}/", {"progress": 100, "note": "Done"})
    action.refresh_from_db()
    assert (action.progress, action.note) == (100, "Done")
    assert [task for task in waiting.tasks_of(owner) if task.kind == "room_action"] == []
    client.force_login(member_of(hall[0]))
    assert client.post(f"/en/rooms/hall/votes/{vote.pk}/actions/{action.pk}/", {"progress": 0}).status_code == 404


def test_the_result_is_told_with_the_close_or_neither_happens(hall, client, monkeypatch):
    vote, _options = opened(hall)
    client.force_login(hall[1])
    address = f"/en/rooms/hall/votes/{vote.pk}/act/"
    with monkeypatch.context() as broken:
        broken.setattr(outcomes, "outcome_lines", lambda vote: 1 / 0)
        client.raise_request_exception = False
        assert client.post(address, {"act": "close"}).status_code == 500
    assert Vote.objects.get().state == VoteState.OPEN
    # Whoever leads a vote may never have written in a room.
    hall[1].room_guidelines.all().delete()
    assert not has_accepted_guidelines(hall[1])
    client.post(address, {"act": "close"})
    assert Vote.objects.get().outcome == Message.objects.get()


def test_members_have_one_mail_with_the_result_and_what_follows(hall, client):
    vote, options = opened(hall)
    owner, outside = member_of(hall[0]), MemberFactory()
    member_of(hall[0], "PE")
    User.objects.filter(pk=owner.pk).update(language="es")
    voting.cast(vote=vote, person=owner, dots={options[2]: 5})
    client.force_login(hall[1])
    address = f"/en/rooms/hall/votes/{vote.pk}/"
    client.post(f"{address}act/", {"act": "tell"})  # not before it is closed
    assert not Notice.objects.filter(kind="room_outcome").exists()
    client.post(f"{address}act/", {"act": "close"})
    vote.refresh_from_db()
    outcomes.add_action(vote=vote, by=hall[1], text="Gather models", language="en", owner=owner, due=None)
    for _press in range(2):
        page = client.post(f"{address}act/", {"act": "tell"}, follow=True)
    assert "Sent to the members by mail on" in page.text
    told = Notice.objects.filter(kind="room_outcome")
    assert told.count() == 2
    assert not told.filter(person__in=[hall[1], outside]).exists()
    entry = OutboxEntry.objects.get(kind=mail.KIND, payload__kind="room_outcome", payload__to=owner.email)
    context = entry.payload["context"]
    assert (context["question"], context["lines"][0], context["people"]) == (
        "¿Qué primero?",
        "1. Línea 2 — 5 (1)",
        "1 persona",
    )
    assert context["actions"] == [f"Gather models · {owner.shown_name}"]
    client.force_login(owner)
    assert client.post(f"{address}act/", {"act": "tell"}).status_code == 404


def test_a_vote_is_made_and_opened_by_forms_and_bad_input_keeps_what_was_typed(hall, client):
    client.force_login(hall[1])
    address = "/en/rooms/hall/votes/new/"
    typed = {"token": uuid4(), "dots": 5, "is_hidden": "on", "title_en": "What first?", "options_en": "Only one"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "Write between 2 and 12 options." in answer.text
    assert "Only one" in answer.text
    typed |= {"options_en": "Train\nConnect", "title_pt": "O que primeiro?", "options_pt": "Formar"}
    made = client.post(address, typed)
    vote = Vote.objects.get()
    assert made["Location"] == f"/en/rooms/hall/votes/{vote.pk}/"
    assert [(option.text_en, option.text_pt) for option in vote.options.all()] == [
        ("Train", "Formar"),
        ("Connect", None),
    ]
    client.post(f"{made['Location']}act/", {"act": "open"})
    page = client.get(made["Location"])
    vote.refresh_from_db()
    assert vote.code in page.text
    assert client.get(f"{made['Location']}qr.svg")["Content-Type"] == "image/svg+xml"
    field = f"dots_{vote.options.first().pk}"
    for wrong in ("6", "-1", "x", ""):
        answer = client.post(made["Location"], {field: wrong})
        assert answer.status_code == 422
        assert not Ballot.objects.exists()


def test_the_room_lists_its_votes_and_drafts_for_moderators_alone(hall, client):
    room, coordinator = hall
    voting.make(room=room, by=coordinator, content=content())
    client.force_login(member_of(room))
    assert "What first?" not in client.get(room.get_absolute_url()).text
    client.force_login(coordinator)
    page = client.get(reverse("rooms:room", args=["hall"]))
    assert "Prepare a vote" in page.text or "Preparar" in page.text


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_and_a_close_in_between_count_once(hall):
    vote, options = opened(hall)
    person = member_of(hall[0])
    ends = at_once(
        *[lambda option=option: voting.cast(vote=vote, person=person, dots={option: 5}) for option in options[:2]],
        lambda: voting.close(vote=vote, by=hall[1]),
    )
    assert all(not isinstance(end, Exception) or isinstance(end, Closed) for end in ends)
    assert Ballot.objects.count() <= 1
    assert results_of(vote)["dots"] in (0, 5)
    told = at_once(*[lambda: outcomes.tell_outcome(vote=vote, by=hall[1], language="en").pk for _window in range(2)])
    assert len(set(told)) == 1
