"""Moderation: reported, hidden, restored, muted, slowed, closed; in the log, never silently, and only by those who may."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from alliance.core import waiting
from alliance.core.audience import Audience
from alliance.core.models import AuditEntry, Notice
from members.enums import MembershipRole
from members.rooms.frames import frame_of
from members.rooms.models import GuidelinesAcceptance, Message, Mute, Report, Room
from members.rooms.services import moderating, talking
from members.rooms.services.refusals import GuidelinesFirst, Muted, NotAllowed, Refused
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.factories.rooms import RoomFactory, say
from tests.members.races import at_once

pytestmark = pytest.mark.django_db


class Place:
    """A room of a network: its coordinator, Ana and Ben who belong to it."""

    def __init__(self):
        self.network = NetworkFactory(slug="net")
        self.room = RoomFactory(slug="r", network=self.network, audience=Audience.NETWORKS)
        self.coordinator, self.ana, self.ben = MemberFactory(), MemberFactory(), MemberFactory()
        join(self.network, self.coordinator, role=MembershipRole.COORDINATOR)
        join(self.network, self.ana)
        join(self.network, self.ben)


@pytest.fixture
def place():
    return Place()


def verbs() -> list[str]:
    return list(AuditEntry.objects.filter(verb__startswith="room.").order_by("pk").values_list("verb", flat=True))


def test_a_report_reaches_those_who_moderate_and_nobody_else(client, place):
    say(place.room, place.ana, "Rude words")
    client.force_login(place.ben)
    assert client.get("/en/rooms/r/1/report/").status_code == 200
    assert client.post("/en/rooms/r/1/report/", {"reason": "none"}).status_code == 422
    for _press in range(2):
        answer = client.post("/en/rooms/r/1/report/", {"reason": "rude", "words": "Look at this"})
        assert (answer.status_code, answer["Location"]) == (302, "/en/rooms/r/?at=1#m-1")
    assert Report.objects.count() == 1
    assert verbs() == ["room.message_reported"]
    assert client.get("/en/rooms/r/moderation/").status_code == 404
    staff = StaffFactory()
    with translation.override("en"):
        tasks = {
            reader: [task for task in waiting.tasks_of(reader) if task.kind == "room_reports"]
            for reader in (place.coordinator, staff, place.ana, place.ben)
        }
    assert {reader: len(found) for reader, found in tasks.items()} == {
        place.coordinator: 1,
        staff: 1,
        place.ana: 0,
        place.ben: 0,
    }
    task = tasks[staff][0]
    assert (task.title, task.url) == ("1 message was reported", "/en/rooms/r/moderation/")


def test_the_queue_tells_the_reasons_and_not_who_reported(client, place):
    say(place.room, place.ana, "Rude words")
    moderating.report(room=place.room, by=place.ben, seq=1, reason="rude", words="Look at this")
    client.force_login(place.coordinator)
    page = client.get("/en/rooms/r/moderation/").text
    assert "Rude words" in page
    assert "Look at this" in page
    assert place.ana.shown_name in page
    assert place.ben.shown_name not in page


def test_moderators_do_not_decide_about_their_own_messages(client, place):
    say(place.room, place.coordinator, "My own words")
    moderating.report(room=place.room, by=place.ben, seq=1, reason="rude")
    client.force_login(place.coordinator)
    assert "My own words" not in client.get("/en/rooms/r/moderation/").text
    with pytest.raises(NotAllowed):
        moderating.leave(room=place.room, by=place.coordinator, seq=1)
    client.force_login(StaffFactory())
    assert "My own words" in client.get("/en/rooms/r/moderation/").text


def test_a_message_that_stays_can_be_reported_anew(client, place):
    say(place.room, place.ana)
    moderating.report(room=place.room, by=place.ben, seq=1, reason="spam")
    client.force_login(place.coordinator)
    assert client.post("/en/rooms/r/1/leave/")["Location"] == "/en/rooms/r/moderation/"
    report = Report.objects.get()
    assert (report.outcome, report.closed_by) == ("left", place.coordinator)
    moderating.report(room=place.room, by=place.ben, seq=1, reason="spam")
    assert Report.objects.open().count() == 1


@pytest.mark.parametrize("who", ["ana", "stranger"])
def test_who_may_not_report(client, place, who):
    say(place.room, place.ana)
    client.force_login(place.ana if who == "ana" else MemberFactory())
    assert client.post("/en/rooms/r/1/report/", {"reason": "rude"}).status_code == {"ana": 403, "stranger": 404}[who]
    assert not Report.objects.exists()


def test_hidden_words_are_kept_for_author_and_moderators_and_come_back(client, place):
    say(place.room, place.ana, "Rude words")
    moderating.report(room=place.room, by=place.ben, seq=1, reason="rude")
    client.force_login(place.coordinator)
    answer = client.post("/en/rooms/r/1/hide/", {"reason": "Be kind"})
    assert answer["Location"] == "/en/rooms/r/?at=1#m-1"
    message = Message.objects.in_full().get()
    assert (message.body, message.hidden_by, message.change) == ("Rude words", place.coordinator, 2)
    frame = frame_of(message)
    assert (frame["html"], frame["text"], frame["hidden"], frame["deleted"]) == ("", "", True, True)
    assert Report.objects.get().outcome == "hidden"
    shown = {}
    for reader in (place.ana, place.ben, place.coordinator):
        client.force_login(reader)
        page = client.get("/en/rooms/r/").text
        assert "A moderator has hidden this message." in page
        shown[reader] = "Rude words" in page
    assert shown == {place.ana: True, place.ben: False, place.coordinator: True}
    notice = Notice.objects.get(person=place.ana)
    assert (notice.kind, notice.context["reason"]) == ("room_message_hidden", "Be kind")
    with translation.override("en"):
        assert notice.words == f"Your message in “{notice.context['room']}” was hidden"
    moderating.restore(room=place.room, by=place.coordinator, seq=1)
    assert frame_of(Message.objects.in_full().get())["text"] == "Rude words"
    assert verbs() == ["room.message_reported", "room.message_hidden", "room.message_restored"]


def test_a_repeat_of_an_act_changes_nothing(place):
    say(place.room, place.ana)
    for _time in range(2):
        moderating.hide(room=place.room, by=place.coordinator, seq=1)
    for _time in range(2):
        moderating.restore(room=place.room, by=place.coordinator, seq=1)
    assert Message.objects.get().change == 3
    assert verbs() == ["room.message_hidden", "room.message_restored"]
    assert [notice.kind for notice in Notice.objects.order_by("pk")] == ["room_message_hidden", "room_message_restored"]


def test_hiding_is_possible_in_a_closed_room_too(place):
    say(place.room, place.ana)
    moderating.archive(room=place.room, by=place.coordinator)
    assert moderating.hide(room=place.room, by=place.coordinator, seq=1).is_gone


@pytest.mark.parametrize("act", ["hide", "restore", "leave", "mute"])
def test_moderation_is_not_there_for_others(client, place, act):
    say(place.room, place.ana)
    for reader in (place.ana, place.ben):
        client.force_login(reader)
        assert client.get(f"/en/rooms/r/1/{act}/").status_code == 404
        assert client.post(f"/en/rooms/r/1/{act}/", {"hours": 1}).status_code == 404
    service = {
        "hide": lambda: moderating.hide(room=place.room, by=place.ben, seq=1),
        "restore": lambda: moderating.restore(room=place.room, by=place.ben, seq=1),
        "leave": lambda: moderating.leave(room=place.room, by=place.ben, seq=1),
        "mute": lambda: moderating.mute(room=place.room, by=place.ben, person=place.ana, hours=1),
    }[act]
    if act != "restore":
        with pytest.raises(NotAllowed):
            service()
    assert verbs() == []


def test_ones_own_hidden_message_is_restored_by_somebody_else(place):
    say(place.room, place.coordinator)
    staff = StaffFactory()
    moderating.hide(room=place.room, by=staff, seq=1)
    with pytest.raises(NotAllowed):
        moderating.restore(room=place.room, by=place.coordinator, seq=1)
    moderating.restore(room=place.room, by=staff, seq=1)


def test_muted_people_read_and_are_told_until_when_they_do_not_write(client, place):
    say(place.room, place.ana)
    client.force_login(place.coordinator)
    answer = client.post("/en/rooms/r/1/mute/", {"hours": 24, "reason": "A day of rest"})
    assert answer["Location"] == "/en/rooms/r/moderation/"
    mute = Mute.objects.get()
    assert timedelta(hours=23, minutes=59) < mute.until - timezone.now() <= timedelta(hours=24)
    with pytest.raises(Muted) as refused, translation.override("en"):
        say(place.room, place.ana)
    assert refused.value.code == "not_allowed"
    with translation.override("en"):
        assert "asked you to pause here until" in str(refused.value)
    with pytest.raises(NotAllowed):
        talking.react(room=place.room, by=place.ana, seq=1, mark="useful")
    assert Notice.objects.get(person=place.ana).context["hours"] == 24
    client.force_login(place.ana)
    assert client.get("/en/rooms/r/").status_code == 200
    client.force_login(place.coordinator)
    client.post("/en/rooms/r/moderation/", {"act": "unmute", "mute": mute.pk})
    say(place.room, place.ana)
    assert verbs() == ["room.person_muted", "room.mute_ended"]


def test_a_new_mute_takes_the_place_of_the_one_that_lasts(place):
    moderating.mute(room=place.room, by=place.coordinator, person=place.ana, hours=168)
    moderating.mute(room=place.room, by=place.coordinator, person=place.ana, hours=1)
    assert Mute.objects.filter(until__gt=timezone.now() + timedelta(hours=2)).count() == 0
    assert Mute.objects.filter(until__gt=timezone.now()).count() == 1


def test_moderators_are_not_muted_and_nobody_for_longer_than_a_week(place):
    with pytest.raises(NotAllowed):
        moderating.mute(room=place.room, by=StaffFactory(), person=place.coordinator, hours=1)
    with pytest.raises(NotAllowed):
        moderating.mute(room=place.room, by=place.coordinator, person=place.coordinator, hours=1)
    with pytest.raises(Refused):
        moderating.mute(room=place.room, by=place.coordinator, person=place.ana, hours=10_000)
    assert not Mute.objects.exists()


def test_a_room_is_slowed_closed_and_opened_again(client, place):
    client.force_login(place.coordinator)
    for act in ({"act": "slow", "seconds": 300}, {"act": "archive"}, {"act": "archive"}):
        assert client.post("/en/rooms/r/moderation/", act)["Location"] == "/en/rooms/r/moderation/"
    room = Room.objects.get(slug="r")
    assert (room.slow_seconds, room.is_archived) == (300, True)
    client.post("/en/rooms/r/moderation/", {"act": "reopen"})
    assert not Room.objects.get(slug="r").is_archived
    client.post("/en/rooms/r/moderation/", {"act": "slow", "seconds": 7})
    client.post("/en/rooms/r/moderation/", {"act": "explode"})
    assert verbs() == ["room.slowed", "room.archived", "room.reopened"]
    client.force_login(place.ana)
    assert client.post("/en/rooms/r/moderation/", {"act": "archive"}).status_code == 404


def test_guidelines_come_before_the_first_message_and_keep_what_was_typed(client):
    room, newcomer = RoomFactory(slug="r"), MemberFactory(guidelines=False)
    with pytest.raises(GuidelinesFirst) as refused, translation.override("en"):
        say(room, newcomer)
    assert (refused.value.code, refused.value.url) == ("not_allowed", "/en/rooms/r/guidelines/")
    with translation.override("en"):
        assert "/en/rooms/r/guidelines/" in str(refused.value)
    client.force_login(newcomer)
    typed = {"client_id": uuid4(), "body": "My first\nmessage"}
    answer = client.post("/en/rooms/r/", typed)
    assert answer.status_code == 403
    assert "My first\nmessage" in answer.text
    assert str(typed["client_id"]) in answer.text
    assert not Message.objects.exists()
    for _press in range(2):
        answer = client.post("/en/rooms/r/", {**typed, "accepts": "guidelines"})
        assert answer["Location"] == "/en/rooms/r/?sent=1#m-1"
    assert Message.objects.get().body == "My first\nmessage"
    assert GuidelinesAcceptance.objects.filter(person=newcomer).count() == 1


def test_guidelines_are_read_by_all_and_accepted_by_those_signed_in(client):
    RoomFactory(slug="r", audience=Audience.PUBLIC)
    assert "Guidelines of the rooms" in client.get("/en/rooms/r/guidelines/").text
    assert "/accounts/login/" in client.post("/en/rooms/r/guidelines/")["Location"]
    newcomer = MemberFactory(guidelines=False)
    client.force_login(newcomer)
    assert client.post("/en/rooms/r/guidelines/")["Location"] == "/en/rooms/r/#write"
    say(Room.objects.get(slug="r"), newcomer)
    RoomFactory(slug="closed", network=NetworkFactory(), audience=Audience.NETWORKS)
    assert client.get("/en/rooms/closed/guidelines/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_hide_at_once_are_one_act_and_a_report_pressed_twice_is_one():
    place = Place()
    say(place.room, place.ana)
    staff = StaffFactory()
    ends = at_once(
        lambda: moderating.hide(room=place.room, by=place.coordinator, seq=1),
        lambda: moderating.hide(room=place.room, by=staff, seq=1),
    )
    assert [end for end in ends if isinstance(end, Exception)] == []
    assert verbs() == ["room.message_hidden"]
    say(place.room, place.ana)
    ends = at_once(*[lambda: moderating.report(room=place.room, by=place.ben, seq=2, reason="rude").pk] * 2)
    assert len(set(ends)) == 1
