"""Every way by which somebody may learn of something: each opens it and tells which states of its kind were seen.

A new list, page, file or feed is a new door: `test_complete` fails until its address stands here or among those that show
nothing that is guarded.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from tests.visibility.table import seen_by, states
from tests.visibility.world import NETWORKS, World, mark

GONE = {404}
SIGN_IN = {302, 404}
"""Addresses under my/ send strangers to sign in; to everybody else they are not there."""


@dataclass(frozen=True)
class Door:
    """One way to learn of things of one kind.

    ``seen(client, world)`` returns the states that somebody sees through it. ``only``: the states that it could show at all.
    ``same_for_all``: it shows everybody what visitors may see, and no more. ``members_only``: to others it shows nothing.
    ``of_others``: it never shows anybody themself.
    """

    kind: str
    name: str
    seen: Callable[[Client, World], set[str]]
    only: frozenset[str] = frozenset()
    same_for_all: bool = False
    members_only: bool = False
    of_others: bool = False

    def __str__(self) -> str:
        return f"{self.kind} - {self.name}"

    def due(self, reader: str) -> set[str]:
        """Return the states that the reader must see through it."""
        if self.members_only and reader in {"visitor", "applicant"}:
            return set()
        due = seen_by("visitor" if self.same_for_all else reader, self.kind)
        return due & (self.only or due)


def body(response) -> str:
    """The whole answer as text."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def listed(kind: str, name: str, *addresses: str, **how) -> Door:
    """A list: what stands in it is seen."""

    def seen(client: Client, world: World) -> set[str]:
        found = set()
        for address in addresses:
            response = client.get(address)
            if response.status_code == 200:
                text = body(response)
                found |= {state for state in states(kind) if mark(kind, state) in text}
            else:
                assert response.status_code in SIGN_IN | {403}, (address, response.status_code)
        return found

    return Door(kind, name, seen, **how)


def each_of(kind: str, name: str, address: Callable[[object], str], *, marks=None, refused=GONE, **how) -> Door:
    """An address a thing: it answers with the thing, or is not there."""
    marked = marks or (lambda state: mark(kind, state))

    def seen(client: Client, world: World) -> set[str]:
        found = set()
        for state, thing in world.things[kind].items():
            response = client.get(address(thing))
            if response.status_code == 200:
                text = body(response)
                if marked(state) in text:
                    found.add(state)
            else:
                assert response.status_code in refused, (address(thing), response.status_code)
        return found

    return Door(kind, name, seen, **how)


def _network_of(row) -> str:
    return f"/en/networks/{row.network.slug}/"


def _person(person) -> str:
    return f"/en/people/{person.profile.slug}/"


PEOPLE_OF_NETWORKS = tuple(f"{each}people/?size=100" for each in NETWORKS)

DOORS = (
    listed("profile", "directory", "/en/people/?size=100"),
    listed("profile", "directory, searched by name", "/en/people/?q=zoe&size=100"),
    each_of("profile", "page", _person),
    each_of("profile", "card", lambda person: f"{_person(person)}card.vcf"),
    each_of("phone", "page", _person, marks=lambda state: mark("phone", f"number{state}")),
    each_of(
        "phone",
        "card",
        lambda person: f"{_person(person)}card.vcf",
        marks=lambda state: mark("phone", f"number{state}"),
    ),
    listed("topic", "directory, filtered", "/en/people/?topic=zq_topic&size=100"),
    each_of("topic", "page", _person, marks=lambda state: "Weaving"),
    listed("network", "list", "/en/networks/?size=100"),
    each_of("network", "page", lambda network: f"/en/networks/{network.slug}/", refused={404, 301, 302}),
    each_of("network", "people", lambda network: f"/en/networks/{network.slug}/people/", refused={404, 301, 302}),
    each_of("network", "report", lambda network: f"/en/networks/{network.slug}/report/", refused={404, 301, 302}),
    listed("membership", "people of networks", *PEOPLE_OF_NETWORKS),
    listed("request", "members to manage", "/en/my/networks/net-public/members/"),
    listed("file", "network page", *NETWORKS),
    each_of("file", "download", lambda file: f"{_network_of(file)}files/{file.pk}/"),
    listed("announcement", "list", *(f"{each}announcements/" for each in NETWORKS)),
    each_of("announcement", "page", lambda row: f"{_network_of(row)}announcements/{row.pk}/"),
    listed("shelf", "network page", *NETWORKS),
    listed("invitation", "list", "/en/my/invitations/"),
    listed("join_request", "list", "/en/my/requests/", only=frozenset({"waiting", "elsewhere"})),
    each_of("join_request", "page", lambda row: f"/en/my/requests/{row.pk}/", refused=SIGN_IN),
    each_of("seat_notes", "seat", lambda seat: f"/en/my/seat/{seat.code}/", refused=SIGN_IN),
    listed("holding", "country page", "/en/countries/CL/", "/en/countries/PE/"),
    listed("practice", "list", "/en/evidence/?size=50"),
    listed("practice", "CSV", "/en/evidence/export.csv"),
    listed("practice", "JSON", "/en/evidence/export.json"),
    listed("practice", "country page", "/en/countries/CL/"),
    each_of("practice", "page", lambda practice: f"/en/evidence/{practice.slug}/"),
    each_of("practice", "versions", lambda practice: f"/en/evidence/{practice.slug}/versions/"),
    each_of("practice", "citation", lambda practice: f"/en/evidence/{practice.slug}/cite.bib"),
    listed("programme", "list", "/en/evidence/programmes/"),
    listed("programme", "country page", "/en/countries/CL/"),
    each_of("programme", "page", lambda programme: f"/en/evidence/programmes/{programme.slug}/"),
    listed("page", "news", "/en/news/", same_for_all=True),
    listed("page", "home", "/en/", same_for_all=True),
    listed("page", "feed", "/feeds/news.en.atom", same_for_all=True),
    each_of("page", "page", lambda page: f"/en/news/{page.slug}/", refused=SIGN_IN),
)
