"""The admin shows each editor what the table says, in lists, files, forms and wherever something is chosen."""

from collections import defaultdict

import pytest
from wagtail.snippets.models import get_snippet_models

from alliance.core import own_country
from alliance.core.models import User
from alliance.core.offered import OfferedChooserViewSet
from alliance.site.editing import translation_hooks
from alliance.site.roles import ensure_groups
from tests.visibility.admin import admin_doors, furnish
from tests.visibility.table import EDITORS, IN_THE_ADMIN, in_the_admin, rows
from tests.visibility.world import build

pytestmark = pytest.mark.django_db
BY_COLLECTION = {"picture", "document"}
"""Chosen by rights that Wagtail grants by collection."""
PUBLIC_ALL = {"core.Term", "evidence.Edition", "evidence.EditionRecord"}
"""Vocabularies and editions: everybody reads every row of them."""


@pytest.fixture
def world():
    world = build()
    ensure_groups()
    furnish(world)
    return world


def test_the_admin_shows_what_the_table_says(world):
    wrong = defaultdict(dict)
    for editor in EDITORS:
        client = world.client(editor)
        for door in admin_doors():
            due, seen = in_the_admin(editor, door.kind, offered=door.offers), door.seen(client, world)
            if seen != due:
                wrong[str(door)][editor] = {"too much": seen - due, "missing": due - seen}

    assert wrong == {}


def tight(world, doors, editor: str = "holder") -> list[str]:
    """The doors that show this editor no more than the table allows."""
    client = world.client(editor)
    return [
        str(door)
        for door in doors
        if not door.seen(client, world) - in_the_admin(editor, door.kind, offered=door.offers)
    ]


def test_choosers_would_offer_more_without_their_rule(world, monkeypatch):
    for place in ("core.offered.offered_to", "core.offered.offered_pages", "core.wagtail_hooks.offered_pages"):
        monkeypatch.setattr(f"alliance.{place}", lambda user, rows: rows)
    monkeypatch.setattr(translation_hooks, "offered_to", lambda user, rows: rows)
    monkeypatch.setattr(own_country, "countries_of", lambda user: None)
    ours = [door for door in admin_doors() if door.offers and door.kind not in BY_COLLECTION]
    assert tight(world, ours) == []


def test_what_people_work_on_is_behind_their_rights(world):
    """With every right the holder of a seat finds more behind each of these doors: nothing but the right was in the way."""
    User.objects.filter(pk=world.readers["holder"].pk).update(is_superuser=True)
    theirs = [door for door in admin_doors() if not door.offers or door.kind in BY_COLLECTION]
    assert tight(world, theirs) == []


def test_every_kind_has_a_door_and_every_chooser_our_rule():
    assert {door.kind for door in admin_doors()} == {kind for kind, _state in rows(IN_THE_ADMIN, EDITORS)}
    unguarded = {
        model._meta.label
        for model in get_snippet_models()
        if not issubclass(model.snippet_viewset.chooser_viewset_class, OfferedChooserViewSet)
    }
    assert unguarded == PUBLIC_ALL
