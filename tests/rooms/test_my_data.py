"""What rooms hold of a person is handed out, and forgotten without a hole in the conversation."""

import io
import json
import zipfile

import pytest
from asgiref.sync import sync_to_async
from django.utils import translation

from members.rooms.frames import as_text, frame_of
from members.rooms.models import GuidelinesAcceptance, Message, MessageRevision, Mute, Reaction, Reading, Report, Room
from members.rooms.services import moderating, reading, talking
from members.services.my_data import as_zip, forget
from tests.factories.members import MemberFactory, StaffFactory
from tests.factories.rooms import RoomFactory, say
from tests.rooms.sockets import cookie_of, socket_to

pytestmark = pytest.mark.django_db


def exported(person) -> dict:
    with zipfile.ZipFile(io.BytesIO(as_zip(person))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("room_")}


def test_the_file_holds_what_one_said_and_did_and_nobody_elses_words():
    room, ana, ben = RoomFactory(slug="r"), MemberFactory(), MemberFactory()
    say(room, ana, "One")
    say(room, ben, "Words of Ben")
    say(room, ana, "Two", reply_to=2)
    talking.edit(room=room, by=ana, seq=1, body="One and a half")
    talking.delete(room=room, by=ana, seq=3)
    talking.react(room=room, by=ana, seq=2, mark="thanks")
    reading.note_reading(room=room, person=ana, seq=2)
    moderating.report(room=room, by=ana, seq=2, reason="other", words="My doubt")
    moderating.mute(room=room, by=StaffFactory(), person=ana, hours=1, reason="Rest")
    found = exported(ana)
    messages = found["room_messages.json"]
    assert [(m["room"], m["number"], m["text"], m["answers"]) for m in messages] == [
        ("r", 1, "One and a half", None),
        ("r", 3, "", 2),
    ]
    assert [[kept["text"] for kept in m["said_before"]] for m in messages] == [["One"], ["Two"]]
    traces = found["room_traces.json"]
    assert [(m["message__seq"], m["mark"]) for m in traces["marks"]] == [(2, "thanks")]
    assert [r["seq"] for r in traces["read_up_to"]] == [2]
    assert [(r["reason"], r["words"]) for r in traces["reports"]] == [("other", "My doubt")]
    assert [m["reason"] for m in traces["mutes"]] == ["Rest"]
    assert "Words of Ben" not in json.dumps(found)
    assert "My doubt" not in json.dumps(exported(ben))


def test_what_was_said_stays_and_nobody_is_named():
    room, other, ana, ben = RoomFactory(), RoomFactory(), MemberFactory(first_name="Ana"), MemberFactory()
    say(room, ana, "One")
    say(room, ben, "Two")
    say(other, ana, "Three")
    talking.react(room=room, by=ana, seq=2, mark="thanks")
    reading.note_reading(room=room, person=ana, seq=2)
    moderating.report(room=room, by=ana, seq=2, reason="other", words="My doubt")
    staff = StaffFactory()
    moderating.mute(room=room, by=staff, person=ana, hours=1)
    moderating.leave(room=room, by=staff, seq=2)
    forget(ana)
    room.refresh_from_db()
    message = Message.objects.in_full().get(room=room, seq=1)
    assert (message.body, message.change, room.last_change) == ("One", 4, 4)
    assert frame_of(message)["author"] == {"name": "", "slug": "", "country": ""}
    assert Message.objects.get(room=other).change == 2
    assert Reaction.objects.filter(message__room=room).count() == 1
    assert not Reading.objects.filter(person=ana).exists()
    assert not Mute.objects.filter(person=ana).exists()
    assert not GuidelinesAcceptance.objects.filter(person=ana).exists()
    report = Report.objects.get()
    assert (report.reporter, report.words, report.outcome) == (None, "", "left")


def test_mentions_lose_the_name_in_what_is_shown_typed_and_kept():
    room, ben = RoomFactory(), MemberFactory()
    ana = MemberFactory(first_name="Ana", last_name="Zorrilla")
    slug = ana.profile.slug
    say(room, ben, f"Thanks @{slug}, and @{ben.profile.slug} too")
    say(room, ben, f"An address: mail@{slug}x and @{slug}-and-more")
    talking.edit(room=room, by=ben, seq=1, body=f"Many thanks @{slug}, and @{ben.profile.slug} too")
    assert "Ana Zorrilla" in Message.objects.get(seq=1).html
    untouched = Message.objects.get(seq=2)
    forget(ana)
    message = Message.objects.in_full().get(seq=1)
    with translation.override("en"):
        everything = as_text(frame_of(message)) + "".join(MessageRevision.objects.values_list("body", flat=True))
    assert "orrilla" not in everything
    assert message.body == f"Many thanks @Former member, and @{ben.profile.slug} too"
    assert f'href="/people/{ben.profile.slug}/"' in message.html
    assert (message.edited_at is not None, message.change) == (True, 4)
    assert (Message.objects.get(seq=2).body, Message.objects.get(seq=2).change) == (untouched.body, untouched.change)
    assert Room.objects.get(pk=room.pk).last_change == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_those_in_the_room_see_the_name_go():
    def made():
        room, ana, ben = RoomFactory(slug="r"), MemberFactory(), MemberFactory()
        for number in range(3):
            say(room, ana, f"Message {number}")
        return ana, cookie_of(ben)

    ana, cookie = await sync_to_async(made)()
    socket = socket_to("r", cookie)
    assert await socket.connect()
    await socket.hear("hello")
    await sync_to_async(forget)(ana)
    heard = [await socket.hear("message") for _ in range(3)]
    assert [(frame["seq"], frame["author"]["name"]) for frame in heard] == [(1, ""), (2, ""), (3, "")]
    await socket.disconnect()
