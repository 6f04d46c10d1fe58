"""Whoever asks, whatever there is and whatever has just changed: the search tells nothing that the rule keeps from the reader.

The rule is said once more, in the simplest words, in `tests.visibility.drawn`. It is asked before the index knows of a
change, and after.
"""

import tempfile
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis.extra.django import TestCase

from members import models
from search.services import indexing, rebuilding
from search.services.finding import search
from search.services.suggesting import suggest
from tests.search.engines import elastic
from tests.visibility.drawn import NETWORKS, Facts, facts
from tests.visibility.test_never_more import Place, quick, readers

EXAMPLES = 5
KINDS = ("name", "network", "practice", "phone")


def become(place: Place, drawn: Facts) -> None:
    """The same people and networks stand to each other as ``drawn`` says; each row is written as forms write it."""
    place.drawn = drawn
    for person, each in zip(place.people, drawn.people, strict=True):
        person.is_active = each.active
        person.joined_at = timezone.now() if each.joined else None
        person.save()
        profile = person.profile
        profile.audience, profile.phone_audience, profile.networks_audience = each.profile, each.phone, each.networks
        profile.save()
    for network, each in zip(place.networks, drawn.networks, strict=True):
        network.audience, network.live = each.audience, each.live
        network.archived_at = timezone.now() if each.archived else None
        network.save()
    for row in models.Membership.objects.all():
        row.delete()
    for (person, network), row in drawn.memberships.items():
        models.Membership.objects.create(
            network=place.networks[network],
            person=place.people[person],
            role=row.role,
            state=row.state,
            since=timezone.now(),
        )


def found_by(place: Place, reader: int | None) -> set[str]:
    """Return the words whose things are found; fail if anything else tells of one that may not be seen."""
    user, allowed = place.user(reader), place.allowed(reader) | place.published
    forbidden, found = place.words() - allowed, set()
    for word in sorted(word for word in place.words() if word.removeprefix("zq").startswith(KINDS)):
        exact = search(f'"{word}"', user=user, language="en")
        told = exact.total or any(value.count for facet in exact.facets for value in facet.values)
        loose = search(word, user=user, language="en")
        titles = " ".join(f"{find.title} {find.snippet_html}" for find in (*exact.finds, *loose.finds))
        titles += " ".join(each.title for each in suggest(word[:-1], user=user, language="en", limit=20))
        assert {each for each in forbidden if each in titles} == set(), (word, reader)
        assert not (loose.suggestion and any(each in loose.suggestion for each in forbidden)), (word, reader)
        if word in forbidden:
            assert not told, (word, reader)
        elif exact.finds:
            found.add(word)
    return found


class Searched:
    """What both engines are held to."""

    @settings(max_examples=EXAMPLES, **quick)
    @given(facts(), facts(), readers)
    def test_nothing_is_told_that_the_rule_keeps(self, before, after, reader):
        place = Place(before)
        # Whoever may not see a network finds its practices in the library all the same.
        place.published = {f"zqpractice{number}" for number in range(NETWORKS) if before.networks[number].practice_live}
        self._index()
        found_by(place, reader)
        become(place, after)
        found_by(place, reader)
        while indexing.drain():
            pass
        found = found_by(place, reader)
        who = None if reader is None else after.people[reader]
        seen = {f"zqname{each.number}" for each in after.people if after.sees_profile(who, each)}
        seen |= {f"zqnetwork{each}" for each in range(NETWORKS) if after.sees_network(who, each)}
        assert {word for word in found if word.startswith(("zqname", "zqnetwork"))} == seen

    def _index(self) -> None:
        rebuilding.rebuild()
        while indexing.drain():
            pass


class TestEmbedded(Searched, TestCase):
    """tantivy."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        changed = override_settings(SEARCH_ENGINE="tantivy", SEARCH_DIR=Path(folder.name) / "search")
        changed.enable()
        self.addCleanup(changed.disable)


@pytest.mark.services("elasticsearch")
class TestElasticsearch(Searched, TestCase):
    """A real server."""

    def setUp(self) -> None:
        elastic.empty_index()
        changed = override_settings(SEARCH_ENGINE="tests.search.engines.elastic.Setting")
        changed.enable()
        self.addCleanup(changed.disable)
