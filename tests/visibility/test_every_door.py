"""Every door shows each reader what the table says, no row more and no row less; and each would show more without its rule."""

from collections import defaultdict

import pytest
from wagtail.models import PageViewRestriction

from alliance.core.models import EditorialQuerySet, RecordQuerySet
from evidence.models import Practice
from evidence.services.publishing import practice_published
from members import querysets
from members.readers import Reader
from members.rooms import querysets as room_querysets
from tests.visibility.doors import DOORS
from tests.visibility.rooms import ROOM_DOORS, furnish
from tests.visibility.searched import SEARCHED, make_index, read_with_everybody
from tests.visibility.table import READERS, rows
from tests.visibility.world import build

pytestmark = pytest.mark.django_db

PARTS = {
    "people": ("profile", "phone", "topic", "holding", "seat_notes"),
    "networks": ("network", "membership", "request", "file", "announcement", "shelf"),
    "joining": ("invitation", "join_request"),
    "rooms": ("room", "message", "kept", "attached", "vote"),
    "content": ("practice", "programme", "page"),
}


@pytest.fixture
def world():
    made = build()
    furnish(made)
    make_index()
    return made


def doors_of(part: str):
    return [door for door in (*DOORS, *SEARCHED, *ROOM_DOORS) if door.kind in PARTS[part]]


def seen_too_much(world, door) -> bool:
    """Whether somebody sees through the door what the table forbids."""
    readers = ("applicant", "member", "fellow", *(["visitor"] if door.kind == "page" else []))
    return any(door.seen(world.client(reader), world) - door.due(reader) for reader in readers)


def _put_into_the_library(draft) -> None:
    """The draft has the row by which practices are listed and counted, as if taking it out had been forgotten."""
    Practice.objects.filter(pk=draft.pk).update(live=True)
    practice_published(practice=Practice.objects.get(pk=draft.pk))
    Practice.objects.filter(pk=draft.pk).update(live=False)


@pytest.mark.parametrize("part", PARTS)
def test_every_door_shows_what_the_table_says(world, part):
    wrong = defaultdict(dict)
    for door in doors_of(part):
        for reader in READERS[:-1]:
            due = door.due(reader)
            if (seen := door.seen(world.client(reader), world)) != due:
                wrong[str(door)][reader] = {"too much": seen - due, "missing": due - seen}
        for (kind, state), cells in rows().items():
            if kind == door.kind and "self" in cells and (kind, state) in world.selves and not door.of_others:
                seen = door.seen(world.client("self", kind, state), world)
                if (state in seen) != cells["self"]:
                    wrong[str(door)][f"self, {state}"] = seen
    assert wrong == {}


@pytest.mark.parametrize("part", PARTS)
def test_without_its_rule_every_door_would_show_more(world, part, monkeypatch):
    """Each rule is taken away, and each door must then show what the table forbids: so each has a row that could leak."""
    for each in (querysets, room_querysets, RecordQuerySet, EditorialQuerySet):
        classes = (
            [each] if isinstance(each, type) else [value for value in vars(each).values() if isinstance(value, type)]
        )
        for queryset in classes:
            if "visible_to" in vars(queryset):
                monkeypatch.setattr(queryset, "visible_to", lambda self, user: self.all())
    monkeypatch.setattr(querysets.ProfileQuerySet, "showing", lambda self, part, user: self.all())
    monkeypatch.setattr(Reader, "sees", lambda self, audience: True)
    for rule in ("rules.is_staff", "rooms.rules.is_staff", "views.networks.page._may_read"):
        monkeypatch.setattr(f"members.{rule}", lambda *about: True)
    monkeypatch.setattr(querysets.NetworkQuerySet, "managed_by", lambda self, user: self.all())
    monkeypatch.setattr(PageViewRestriction, "accept_request", lambda self, request: True)
    _put_into_the_library(world.things["practice"]["draft"])
    make_index()
    read_with_everybody(monkeypatch)
    tight = [str(door) for door in doors_of(part) if not seen_too_much(world, door)]
    assert tight == []


def test_each_kind_has_a_part_and_each_part_a_door():
    kinds = {kind for kind, _state in rows()}
    assert sorted(kind for part in PARTS.values() for kind in part) == sorted(kinds)
    assert {door.kind for door in (*DOORS, *ROOM_DOORS)} == kinds
