"""Rooms in the admin, and what changes there reaches those who are in a room at once."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.urls import reverse

from alliance.core.audience import Audience
from alliance.core.models import AuditEntry
from members.rooms.models import Room
from members.rooms.services import moderating
from tests.admin import shown, signed_in
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.factories.rooms import RoomFactory, say
from tests.rooms.sockets import cookie_of, socket_to

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(Room.snippet_viewset.get_url_name(name), args=args)


@pytest.fixture
def staff(client):
    """Somebody of the secretariat who opens the admin."""
    client = signed_in(client, groups=Group.objects.filter(name="Editors"))
    type(client.user).objects.filter(pk=client.user.pk).update(is_staff=True, joined_at="2026-01-01T00:00Z")
    client.user.refresh_from_db()
    return client


def listed(client, **query):
    return {room.slug for room in client.get(address("list"), query).context["object_list"]} - {"plaza"}


def test_staff_find_rooms_by_what_they_are(staff):
    network = NetworkFactory()
    RoomFactory(slug="of-network", network=network, audience=Audience.NETWORKS)
    RoomFactory(slug="open", audience=Audience.PUBLIC, title_fr="Salle ouverte")
    RoomFactory(slug="announcing", posting="announcements")
    RoomFactory(slug="closed", archived_at="2026-01-01T00:00Z")
    assert listed(staff) == {"of-network", "open", "announcing", "closed"}
    assert listed(staff, closed="true") == {"closed"}
    assert listed(staff, of_network="true") == {"of-network"}
    assert listed(staff, audience="public") == {"open"}
    assert listed(staff, posting="announcements") == {"announcing"}
    assert listed(staff, q="ouverte") == {"open"}


def test_a_room_is_made_and_changed_without_touching_its_numbers(staff):
    page = staff.get(address("add"))
    staff.post(address("add"), shown(page) | {"slug": "new-room", "audience": "members", "title_pt": "Sala"})
    room = Room.objects.get(slug="new-room")
    assert (room.title_pt, room.audience, room.archived_at) == ("Sala", "members", None)
    form = shown(staff.get(address("edit", room.pk)))
    say(room, MemberFactory())
    staff.post(address("edit", room.pk), form | {"slow_seconds": 60, "is_closed": "on", "description_en": "To talk"})
    room.refresh_from_db()
    assert (room.last_seq, room.last_change, room.slow_seconds, room.is_archived) == (1, 1, 60, True)
    assert room.description_en == "To talk"
    entries = AuditEntry.objects.filter(verb__startswith="room.").order_by("pk")
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("room.made", staff.user),
        ("room.changed", staff.user),
    ]
    assert entries[1].detail["fields"] == ["archived_at", "description_en", "slow_seconds"]
    staff.post(address("edit", room.pk), {**form, "slow_seconds": 60, "description_en": "To talk"})
    room.refresh_from_db()
    assert not room.is_archived


def test_wrong_rooms_are_refused_with_words(staff):
    form = shown(staff.get(address("add")))
    answer = staff.post(address("add"), form | {"slug": "x", "audience": "networks"})
    assert "Choose a network, or let all members read." in answer.text
    answer = staff.post(address("add"), form | {"slug": "guidelines", "audience": "members"})
    assert "This address is taken by another page." in answer.text
    assert not Room.objects.filter(slug__in=["x", "guidelines"]).exists()


def test_nobody_deletes_rooms_and_editors_who_are_no_staff_do_not_find_them(client, staff):
    room = RoomFactory()
    assert staff.get(address("delete", room.pk)).status_code in (302, 403, 404)
    assert Room.objects.filter(pk=room.pk).exists()
    signed_in(client, groups=Group.objects.filter(name="Newsroom editors"))
    assert client.get(address("list")).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_room_that_gets_other_readers_closes_on_those_who_may_read_no_more():
    def made():
        network = NetworkFactory()
        room = RoomFactory(network=network, audience=Audience.MEMBERS)
        ana, ben = MemberFactory(), MemberFactory()
        join(network, ana)
        return room, ana, ben, cookie_of(ana), cookie_of(ben)

    room, _ana, _ben, of_ana, of_ben = await sync_to_async(made)()
    inside, outside = socket_to(room.slug, of_ana), socket_to(room.slug, of_ben)
    for socket in (inside, outside):
        assert await socket.connect()
        await socket.hear("hello")

    def narrowed():
        room.audience = Audience.NETWORKS
        room.save(update_fields=["audience"])

    await sync_to_async(narrowed)()
    assert await outside.close_code() == 4403
    await inside.say(type="after", seq=0)
    await inside.hear("caught_up")
    await inside.disconnect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_hidden_message_is_told_without_words_and_a_first_message_leads_to_the_guidelines():
    def made():
        room, ana, newcomer = RoomFactory(slug="r"), MemberFactory(), MemberFactory(guidelines=False, language="en")
        say(room, ana, "Rude words")
        return room, cookie_of(newcomer), StaffFactory()

    room, cookie, staff = await sync_to_async(made)()
    socket = socket_to("r", cookie, language="en")
    assert await socket.connect()
    await socket.hear("hello")
    await sync_to_async(moderating.hide)(room=room, by=staff, seq=1)
    frame = await socket.hear("message")
    assert (frame["hidden"], frame["text"], frame["html"]) == (True, "", "")
    attempt = "2f6c3b52-6f0b-4d38-9ac4-df9e2a1de0b4"
    await socket.say(type="post", client_id=attempt, body="Hello")
    error = await socket.hear("error")
    assert (error["code"], error["client_id"], error["url"]) == ("not_allowed", attempt, "/en/rooms/r/guidelines/")
    await socket.disconnect()
