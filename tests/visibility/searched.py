"""The doors of the search: what is found, filtered, suggested, and counted."""

from django.core.cache import cache
from django.test import Client

from search.readers import MEMBERS, PUBLIC, STAFF
from search.services import finding, indexing, likeness, rebuilding
from tests.visibility.doors import Door
from tests.visibility.table import states
from tests.visibility.world import World, mark


def make_index() -> None:
    """The index holds what the rules say that it may."""
    rebuilding.rebuild()
    while indexing.drain():
        pass


def read_with_everybody(monkeypatch) -> None:
    """The index no longer narrows down to what a reader may see: only the database is left to do so."""
    for module in (finding, likeness):
        monkeypatch.setattr(module, "readers_of", lambda user: frozenset({PUBLIC, MEMBERS, STAFF}))


def _answer(client: Client, address: str, **asked) -> dict:
    cache.clear()  # programs may ask so often a minute, and this one asks more often
    response = client.get(address, asked | {"language": "en"})
    assert response.status_code == 200, response.content
    return response.json()


def _found(kind: str, name: str, address: str, **how) -> Door:
    """An answer to the word that only one thing bears: the thing is among the hits, or is not."""

    def seen(client: Client, world: World) -> set[str]:
        asked = {state: _answer(client, address, q=mark(kind, state))["hits"] for state in states(kind)}
        return {state for state, hits in asked.items() if any(mark(kind, state) in hit["title"] for hit in hits)}

    return Door(kind, name, seen, **how)


def _counted(kind: str, name: str, **how) -> Door:
    """How many there are of a phrase that only one thing holds, and what the facets count of them."""

    def seen(client: Client, world: World) -> set[str]:
        found = set()
        for state in states(kind):
            answer = _answer(client, "/api/v1/search", q=f'"{mark(kind, state)}"')
            if answer["total"] or any(count for counts in answer["facets"].values() for count in counts.values()):
                found.add(state)
        return found

    return Door(kind, name, seen, **how)


SEARCHED = tuple(
    door
    for kind in ("profile", "network", "practice", "programme", "page")
    for door in (
        _found(kind, "search", "/api/v1/search", same_for_all=kind == "page"),
        _found(kind, "suggestions", "/api/v1/suggest", same_for_all=kind == "page"),
        _counted(kind, "search, counts", same_for_all=kind == "page"),
    )
)
"""The page of results is made of the same answers. Parts of a profile: tests/search/test_privacy.py asks for each."""
