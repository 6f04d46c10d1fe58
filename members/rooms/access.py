"""Who may have a socket open: asked of the database at the door, after every event that may have changed it, and now and then.

One by one and with everything that follows from it (`look`), or many at once and only for who may no longer be right (`doubtful`).
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from alliance.core.audience import is_member
from alliance.core.models import User
from members.enums import MembershipState
from members.models import Membership
from members.rooms.client import Client
from members.rooms.models import Room
from members.rooms.querysets import may_read
from members.rooms.rules import can_in
from members.second_factor import lacks_one

NOT_SIGNED_IN, NOT_ALLOWED, NO_SUCH_ROOM = 4401, 4403, 4404
"""Codes with which a socket is closed."""


class Ended(Exception):
    """Who it is may not be here (any more). ``code`` closes the socket."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be in a room: what they may do there, and the moment until which they are signed in."""

    person: User
    room: Room
    can: list[str]
    until: float


def digest_of(session_key: str) -> str:
    """Return what names a session to other processes without opening it."""
    return hashlib.sha256(f"room:{session_key}".encode()).hexdigest()[:32]


def look(*, session: str, room: int) -> Found:
    """Return what whoever came with the session may do in the room. Raises Ended; with NO_SUCH_ROOM for rooms not for them."""
    kept = Session.objects.filter(session_key=session, expire_date__gt=timezone.now()).first()
    words = kept.get_decoded() if kept else {}
    person = User.objects.select_related("country").filter(pk=words.get(SESSION_KEY), is_active=True).first()
    if person is None or not _is_of(words, person):
        raise Ended(NOT_SIGNED_IN)
    if not is_member(person) or (settings.REQUIRE_MFA and lacks_one(person)):
        raise Ended(NOT_ALLOWED)
    found = Room.objects.visible_to(person).select_related("network").filter(pk=room).first()
    if found is None:
        raise Ended(NO_SUCH_ROOM)
    return Found(person, found, can_in(person, found), kept.expire_date.timestamp())


def doubtful(clients: Collection[Client]) -> list[Client]:
    """Return those of the clients who may no longer be where they are. Four queries, however many they are.

    A second factor that is missing since is not among it: whatever makes one needed is told at once.
    """
    people = User.objects.filter(is_active=True).in_bulk({client.person for client in clients})
    rooms = Room.objects.select_related("network").in_bulk({client.room for client in clients})
    kept = Session.objects.filter(
        session_key__in={client.session for client in clients}, expire_date__gt=timezone.now()
    )
    sessions = {row.session_key: row.get_decoded() for row in kept}
    networks = {room.network_id for room in rooms.values() if room.network_id}
    rows = Membership.objects.filter(person__in=people, network__in=networks, state=MembershipState.ACTIVE)
    ties = set(rows.values_list("person", "network"))

    def is_right(client: Client) -> bool:
        person, room = people.get(client.person), rooms.get(client.room)
        if person is None or room is None or not is_member(person):
            return False
        if not _is_of(sessions.get(client.session, {}), person):
            return False
        return may_read(person, room, belongs=(person.pk, room.network_id) in ties)

    return [client for client in clients if not is_right(client)]


def _is_of(session: dict, person: User) -> bool:
    """Whether the session is this person's, and from after the last change of the password."""
    if session.get(SESSION_KEY) != str(person.pk):
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
