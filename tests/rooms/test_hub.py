"""The hub: what ends access is heard in every process, what is lost is found again, and nobody waits for a layer that is away."""

import asyncio
import itertools
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, channel_layers, get_channel_layer
from django.contrib.sessions.models import Session
from django.utils import timezone

from alliance.core import changes
from alliance.core.audience import Audience
from members.enums import MembershipRole, MembershipState
from members.models import Membership, Network
from members.rooms import access
from members.rooms import ear as ears
from members.rooms import hub as hubs
from members.rooms.client import TOO_SLOW, Client
from members.rooms.hub import RoomHub
from members.rooms.models import Room
from members.rooms.querysets import may_read
from members.services import my_data
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, join
from tests.factories.rooms import RoomFactory, say
from tests.rooms.sockets import cookie_of

pytestmark = pytest.mark.django_db(transaction=True)

in_thread = database_sync_to_async


def in_network():
    """A room of a network, somebody who belongs to it, and the membership."""
    network, ana = NetworkFactory(), MemberFactory()
    return RoomFactory(network=network, audience=Audience.NETWORKS), ana, join(network, ana)


async def until(condition, seconds: float = 5) -> None:
    """Return as soon as it is so; fail where it does not become so."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.fixture
async def two_hubs():
    """Two processes, as far as the layer knows."""
    both = RoomHub(), RoomHub()
    yield both
    for each in both:
        for task in each._tasks:
            task.cancel()


class TestDoubt:
    """Who may no longer be where they are, asked for many at once."""

    def test_it_is_the_same_as_asking_for_each(self):
        network, hidden = NetworkFactory(), NetworkFactory(live=False)
        people = [UserFactory(), UserFactory(is_staff=True), MemberFactory(), MemberFactory(is_active=False)]
        for role, state in (
            (MembershipRole.OBSERVER, MembershipState.ACTIVE),
            (MembershipRole.MEMBER, MembershipState.LEFT),
        ):
            people.append(MemberFactory())
            for each in (network, hidden):
                join(each, people[-1], role=role, state=state)
        rooms = [RoomFactory(audience=audience) for audience in (Audience.PUBLIC, Audience.MEMBERS)]
        for each, audience in itertools.product(
            (network, hidden), (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS)
        ):
            rooms.append(RoomFactory(network=each, audience=audience))
        told, asked = [], []
        for person, room in itertools.product(people, Room.objects.select_related("network")):
            ties = Membership.objects.filter(person=person, network=room.network_id, state=MembershipState.ACTIVE)
            told.append(may_read(person, room, belongs=ties.exists()))
            asked.append(Room.objects.visible_to(person).filter(pk=room.pk).exists())
        assert told == asked
        assert {True, False} == set(told)
        clients = [
            Client(person.pk, room.pk, cookie_of(person))
            for person, room in itertools.product(people, rooms)
            if person.is_active
        ]
        ended = []
        for client in clients:
            try:
                access.look(session=client.session, room=client.room)
            except access.Ended:
                ended.append(client)
        assert set(access.doubtful(clients)) == set(ended)
        assert 0 < len(ended) < len(clients)

    def test_a_session_that_ended_expired_or_is_older_than_the_password_is_none(self):
        room, people = RoomFactory(), [MemberFactory() for _ in range(4)]
        clients = [Client(person.pk, room.pk, cookie_of(person)) for person in people]
        assert access.doubtful(clients) == []
        Session.objects.filter(session_key=clients[0].session).delete()
        Session.objects.filter(session_key=clients[1].session).update(expire_date=timezone.now() - timedelta(seconds=1))
        people[2].set_password("another")
        people[2].save()
        assert access.doubtful(clients) == clients[:3]
        for client in clients[:3]:
            with pytest.raises(access.Ended) as ended:
                access.look(session=client.session, room=room.pk)
            assert ended.value.code == access.NOT_SIGNED_IN

    def test_it_costs_four_queries_however_many_they_are(self, django_assert_num_queries):
        room, _ana, membership = in_network()
        people = [MemberFactory() for _ in range(5)]
        for person in people:
            join(membership.network, person)
        clients = [Client(person.pk, room.pk, cookie_of(person)) for person in people]
        with django_assert_num_queries(4):
            assert access.doubtful(clients) == []


class TestTwoProcesses:
    async def test_both_hear_what_ends_access(self, two_hubs):
        room, ana, membership = await in_thread(in_network)()
        keys = [await in_thread(cookie_of)(ana) for _hub in two_hubs]
        clients = [Client(ana.pk, room.pk, key) for key in keys]
        for each, client in zip(two_hubs, clients, strict=True):
            await each.join(client)
        acts = {
            "membership": membership.save,
            "password": lambda: ana.set_password("x") or ana.save(),
            "network withdrawn": membership.network.unpublish,
            "audience": room.save,
            "memberships in bulk": lambda: changes.tell(Membership, [membership.pk]),
            "networks in bulk": lambda: changes.tell(Network, [membership.network_id]),
            "account": lambda: my_data.forget(ana),
        }
        for act in acts.values():
            for client in clients:
                client.must_look_again = False
            await in_thread(act)()
            await until(lambda: all(client.must_look_again for client in clients))

    async def test_a_session_that_ends_closes_its_own_sockets_alone(self, two_hubs):
        room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
        keys = [await in_thread(cookie_of)(ana) for _ in range(2)]
        clients = [Client(ana.pk, room.pk, key) for key in keys]
        for each, client in zip(two_hubs, clients, strict=True):
            await each.join(client)
        await in_thread(lambda: Session.objects.get(session_key=keys[1]).delete())()
        await until(lambda: clients[1].code == access.NOT_SIGNED_IN)
        assert (clients[0].code, clients[0].must_look_again) == (None, False)

    async def test_a_message_changes_nobodys_access(self, two_hubs):
        room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
        client = Client(ana.pk, room.pk)
        await two_hubs[0].join(client)
        await in_thread(say)(room, ana)
        await until(lambda: client.waiting)
        assert not client.must_look_again


class TestNet:
    """Nothing told anybody: the database was changed past everything."""

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch):
        monkeypatch.setattr(hubs, "COMPARE_SECONDS", 0.05)
        monkeypatch.setattr(hubs, "LOOK_WITHIN_SECONDS", 0.5)

    async def test_everybody_is_looked_at_within_a_minute(self, two_hubs):
        room, ana, membership = await in_thread(in_network)()
        people = [await in_thread(MemberFactory)() for _ in range(20)]
        for person in people:
            await in_thread(join)(membership.network, person)
        clients = [Client(person.pk, room.pk, await in_thread(cookie_of)(person)) for person in [*people, ana]]
        for client in clients:
            await two_hubs[0].join(client)
        await in_thread(Membership.objects.filter(person=ana).update)(state=MembershipState.LEFT)
        await until(lambda: clients[-1].must_look_again)
        assert not any(client.must_look_again for client in clients[:-1])

    async def test_a_session_is_looked_at_when_it_expires(self, two_hubs):
        room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
        client = Client(ana.pk, room.pk, await in_thread(cookie_of)(ana))
        await two_hubs[0].join(client)
        await asyncio.sleep(0.3)
        assert not client.must_look_again
        client.until = 1.0
        await until(lambda: client.must_look_again)

    async def test_a_message_that_nobody_told_of_is_found(self, two_hubs, monkeypatch):
        room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
        client = Client(ana.pk, room.pk, await in_thread(cookie_of)(ana))
        await two_hubs[0].join(client)
        monkeypatch.setattr("members.rooms.services.telling._send", lambda group, event: None)
        await in_thread(say)(room, ana)
        await until(lambda: client.waiting)
        assert '"seq":1' in client.waiting[0][1]


class DeafLayer:
    """A layer that is away, and hangs or fails, until it is back."""

    def __init__(self, layer, *, hangs: bool):
        self.layer, self.hangs, self.is_away = layer, hangs, True

    def __getattr__(self, name):
        async def act(*arguments):
            if self.is_away:
                if self.hangs:
                    await asyncio.sleep(3600)
                raise ConnectionError("away")
            return await getattr(self.layer, name)(*arguments)

        return act


@pytest.mark.parametrize("hangs", [False, True])
async def test_without_the_layer_people_come_in_write_and_hear_and_with_it_all_is_as_before(monkeypatch, hangs):
    layer = DeafLayer(get_channel_layer(), hangs=hangs)
    monkeypatch.setitem(channel_layers.backends, "default", layer)
    monkeypatch.setattr("members.rooms.ear.LAYER_SECONDS", 0.2)
    monkeypatch.setattr("members.rooms.services.telling._Line.WAIT_SECONDS", 0.2)
    monkeypatch.setattr("members.rooms.services.telling._line.closed_until", 0.0)
    monkeypatch.setattr(hubs, "COMPARE_SECONDS", 0.1)
    alone = RoomHub()
    room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
    client = Client(ana.pk, room.pk, await in_thread(cookie_of)(ana))
    async with asyncio.timeout(2):
        await alone.join(client)
        await in_thread(say)(room, ana)
    await until(lambda: len(client.waiting) == 1)
    layer.is_away = False
    await until(lambda: alone._ear.is_there and not alone._ear._missing)
    monkeypatch.setattr("members.rooms.services.telling._line.closed_until", 0.0)
    monkeypatch.setattr(hubs, "COMPARE_SECONDS", 3600)
    await asyncio.sleep(0.3)
    await in_thread(say)(room, ana)
    await until(lambda: len(client.waiting) == 2)
    await alone.leave(client)
    for task in alone._tasks:
        task.cancel()


async def test_a_connection_that_is_dead_and_says_nothing_is_noticed(monkeypatch):
    """The layer takes what is sent to it, and nothing comes back until it is asked for anew."""
    monkeypatch.setattr(ears, "DEAF_SECONDS", 0.3)
    layer = InMemoryChannelLayer()
    receive, flushed = layer.receive, []

    async def hear_nothing(channel):
        return await (receive(channel) if flushed else asyncio.sleep(3600))

    async def flush():
        flushed.append(True)
        layer.groups.clear()

    monkeypatch.setattr(layer, "receive", hear_nothing)
    monkeypatch.setattr(layer, "flush", flush)
    monkeypatch.setitem(channel_layers.backends, "default", layer)
    ear = ears.Ear()
    await ear.enter("room.1")
    listening = asyncio.create_task(ear.hear())
    await until(lambda: flushed)
    await ear.mend()
    await ear.mend()
    assert await ear.say("room.1", {"type": "room.changed", "room": 1})
    assert (await asyncio.wait_for(listening, 5))["type"] == "room.changed"


async def test_who_cannot_keep_up_is_cut_and_nothing_is_kept_for_them():
    room, ana = await in_thread(lambda: (RoomFactory(), MemberFactory()))()
    client, ended = Client(ana.pk, room.pk), []
    client.on_end = lambda: ended.append(client.code)
    for number in range(501):
        client.put(number, "x", b"x")
    assert (client.code, ended, len(client.waiting)) == (TOO_SLOW, [TOO_SLOW], 0)
    client.put(502, "x", b"x")
    assert len(client.waiting) == 0


async def test_what_was_caught_up_with_is_not_written_again():
    client = Client(1, 1)
    client.put(1, "one", b"one")
    client.put_fleeting("typing")
    client.hold()
    for number, frame in enumerate(("two", "three"), start=2):
        client.put(number, frame, frame.encode())
    client.release(2)
    client.put(2, "two, heard late", b"two, heard late")
    assert [frame for _change, frame in client.waiting] == ["typing", "three"]
