"""Whatever ends somebody's access closes their sockets, with the code that says which it was."""

import asyncio
import threading
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from alliance.core.audience import Audience
from members.enums import MembershipRole
from members.rooms import access
from members.rooms import hub as hubs
from members.rooms.client import Client
from members.rooms.hub import RoomHub
from members.rooms.models import Mute
from members.services import my_data
from members.services.networks import life
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, join
from tests.factories.rooms import RoomFactory
from tests.members.accounts import sign_in
from tests.rooms.sockets import cookie_of, socket_to

pytestmark = [pytest.mark.django_db(transaction=True)]

in_thread = database_sync_to_async


@pytest.fixture
def people(transactional_db):
    """A network's room, Ana and Ben who belong to it, and Ana's browser."""

    class Scene:
        network = NetworkFactory()
        room = RoomFactory(network=network, audience=Audience.NETWORKS)
        ana, ben = MemberFactory(), MemberFactory()
        membership, _other = join(network, ana), join(network, ben)
        browser = Browser()

    sign_in(Scene.browser, Scene.ana)
    return Scene


async def opened(room, cookie: str):
    """A greeted socket."""
    socket = socket_to(room.slug, cookie)
    await socket.connect()
    await socket.hear("hello")
    return socket


def sign_out(scene):
    assert scene.browser.post("/accounts/logout/").status_code == 302


def end_from_afar(scene):
    elsewhere = Browser()
    sign_in(elsewhere, scene.ana)
    mine = UserSession.objects.get(session_key=scene.browser.session.session_key)
    assert elsewhere.post("/accounts/sessions/", {"session": mine.pk}).status_code == 302


def change_password(scene):
    scene.ana.set_password("another")
    scene.ana.save()


def deactivate(scene):
    scene.ana.is_active = False
    scene.ana.save()


def withdraw(scene):
    scene.network.unpublish()


def merge(scene):
    life.merge(network=scene.network, into=NetworkFactory(), by=UserFactory(is_staff=True, is_superuser=True))


def leave(scene):
    scene.membership.delete()


def narrow(scene):
    scene.room.network = NetworkFactory()
    scene.room.save()


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (sign_out, 4401),
        (end_from_afar, 4401),
        (change_password, 4401),
        (deactivate, 4401),
        (lambda scene: my_data.forget(scene.ana), 4401),
        (leave, 4403),
        (withdraw, 4403),
        (merge, 4403),
        (narrow, 4403),
    ],
)
async def test_the_socket_ends_with_what_opened_it(people, act, code):
    socket = await opened(people.room, people.browser.cookies[settings.SESSION_COOKIE_NAME].value)
    await in_thread(act)(people)
    assert await socket.close_code() == code
    await socket.wait(5)


async def test_it_ends_when_the_session_expires(people, monkeypatch):
    monkeypatch.setattr(hubs, "COMPARE_SECONDS", 0.1)
    cookie = await in_thread(cookie_of)(people.ana)
    soon = timezone.now() + timedelta(seconds=2)
    await in_thread(Session.objects.filter(session_key=cookie).update)(expire_date=soon)
    socket = await opened(people.room, cookie)
    assert await socket.receive_nothing(0.5)
    assert await socket.close_code() == 4401
    await socket.wait(5)


async def test_others_and_ones_other_sessions_stay(people):
    other = await opened(people.room, await in_thread(cookie_of)(people.ana))
    ben = await opened(people.room, await in_thread(cookie_of)(people.ben))
    await in_thread(sign_out)(people)
    for socket in (other, ben):
        await socket.say(type="after", seq=0)
        assert (await socket.hear())["type"] == "caught_up"
        await socket.disconnect()


@pytest.mark.parametrize(
    ("act", "can"),
    [
        (lambda scene: life.archive(network=scene.network, by=UserFactory(is_staff=True, is_superuser=True)), []),
        (
            lambda scene: Mute.objects.create(
                room=scene.room, person=scene.ana, until=timezone.now().replace(year=2100)
            ),
            [],
        ),
        (lambda scene: setattr(scene.membership, "role", MembershipRole.OBSERVER) or scene.membership.save(), []),
        (lambda scene: setattr(scene.room, "posting", "announcements") or scene.room.save(), ["react"]),
    ],
)
async def test_who_may_do_something_else_is_told(people, act, can):
    socket = await opened(people.room, await in_thread(cookie_of)(people.ana))
    await in_thread(act)(people)
    assert (await socket.hear("can"))["can"] == can
    await socket.disconnect()


async def test_what_ends_access_while_somebody_comes_in_is_not_missed(people, monkeypatch):
    """Right after the look at the door, before anything was said."""
    look = access.look

    def slow(**asked):
        found = look(**asked)
        monkeypatch.setattr(access, "look", look)
        people.membership.delete()
        return found

    monkeypatch.setattr(access, "look", slow)
    socket = socket_to(people.room.slug, await in_thread(cookie_of)(people.ana))
    await socket.connect()
    assert await socket.close_code() == 4403
    await socket.wait(5)


@pytest.mark.services("redis")
async def test_a_process_beside_hears_it_over_redis(people):
    """Two event loops, each with a hub and a connection of its own."""
    client = Client(people.ana.pk, people.room.pk, people.browser.session.session_key)
    joined = threading.Event()

    async def be_there():
        beside = RoomHub()
        await beside.join(client)
        joined.set()
        async with asyncio.timeout(10):
            while client.code is None:
                await asyncio.sleep(0.02)
        for task in beside._tasks:
            task.cancel()

    thread = threading.Thread(target=asyncio.run, args=[be_there()])
    thread.start()
    await asyncio.to_thread(joined.wait, 10)
    socket = await opened(people.room, people.browser.cookies[settings.SESSION_COOKIE_NAME].value)
    await in_thread(sign_out)(people)
    assert await socket.close_code() == 4401
    await asyncio.to_thread(thread.join, 10)
    assert client.code == access.NOT_SIGNED_IN
