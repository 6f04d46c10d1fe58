"""Every door shows each reader what the table says: no row more, no row less."""

import pytest

from tests.visibility.doors import DOORS
from tests.visibility.table import READERS, rows, seen_by, states
from tests.visibility.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_door_shows_what_the_table_says(world, door):
    wrong = []
    for reader in READERS:
        if reader == "self":
            continue
        seen = door.seen(world.client(reader), world)
        due = seen_by("visitor" if door.same_for_all else reader, door.kind)
        if door.only:
            due &= door.only
        if seen - due:
            wrong.append(f"{reader} sees {sorted(seen - due)}")
        if due - seen:
            wrong.append(f"{reader} does not see {sorted(due - seen)}")
    for state in states(door.kind) if any(kind == door.kind for kind, _state in world.selves) else ():
        if (door.kind, state) not in world.selves or "self" not in rows()[door.kind, state]:
            continue
        if door.only and state not in door.only:
            continue
        if state not in door.seen(world.client("self", door.kind, state), world):
            wrong.append(f"self does not see {state}")
    assert wrong == []
