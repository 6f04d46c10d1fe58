"""Random people and networks, as plain facts, and the rule of who may see what said once more in the simplest words.

What is here knows no queryset and no rule of the product: it is what those are compared with.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

from alliance.core.audience import Audience
from members.enums import MembershipRole, MembershipState

PEOPLE, NETWORKS = 4, 2
VISITOR = None
audiences = st.sampled_from([each.value for each in Audience])
ends_of_networks = st.sampled_from(["public", "networks"])


@dataclass(frozen=True)
class Person:
    """Somebody with an account. The first person is of the staff."""

    number: int
    active: bool
    joined: bool
    profile: str
    phone: str
    networks: str

    @property
    def staff(self) -> bool:
        return self.number == 0 and self.active

    @property
    def member(self) -> bool:
        return self.active and self.joined


@dataclass(frozen=True)
class Network:
    """A network with one link, one pinned practice, one file and one announcement."""

    audience: str
    live: bool
    archived: bool
    file: str
    practice_live: bool


@dataclass(frozen=True)
class Membership:
    """How somebody stands to a network."""

    state: str
    role: str


@dataclass(frozen=True)
class Facts:
    """Everything that was drawn; ``memberships`` by person and network."""

    people: tuple[Person, ...]
    networks: tuple[Network, ...]
    memberships: dict[tuple[int, int], Membership]

    def standing(self, person: int, network: int) -> str | None:
        """Return the state of the membership, if there is one."""
        row = self.memberships.get((person, network))
        return row.state if row else None

    def belongs(self, reader: Person | None, network: int) -> bool:
        return bool(reader and reader.member and self.standing(reader.number, network) == "active")

    def coordinates(self, reader: Person | None, network: int) -> bool:
        return self.belongs(reader, network) and self.memberships[reader.number, network].role == "coordinator"

    def may_see_what_has(self, audience: str, reader: Person | None, owner: Person) -> bool:
        """Whether the reader is among those for whom the owner has meant it."""
        if audience == "public" or (reader and reader.staff):
            return True
        if reader is None or not reader.member:
            return False
        if reader.number == owner.number or audience == "members":
            return True
        shared = any(
            self.belongs(reader, each) and self.standing(owner.number, each) == "active" for each in range(NETWORKS)
        )
        return audience == "networks" and shared

    def sees_profile(self, reader: Person | None, owner: Person) -> bool:
        return owner.member and self.may_see_what_has(owner.profile, reader, owner)

    def sees_phone(self, reader: Person | None, owner: Person) -> bool:
        return self.sees_profile(reader, owner) and self.may_see_what_has(owner.phone, reader, owner)

    def sees_network(self, reader: Person | None, network: int) -> bool:
        facts = self.networks[network]
        if not facts.live:
            return False
        if facts.audience == "public" or (reader and reader.staff):
            return True
        return bool(reader and reader.member and self.standing(reader.number, network) in {"active", "invited"})

    def sees_membership(self, reader: Person | None, owner: Person, network: int) -> bool:
        """Whether the reader learns of the row that binds the owner to the network."""
        if not self.sees_network(reader, network) or (owner.number, network) not in self.memberships:
            return False
        if reader and (reader.staff or self.coordinates(reader, network)):
            return True
        if reader and reader.member and reader.number == owner.number:
            return True
        shown = self.sees_profile(reader, owner) and self.may_see_what_has(owner.networks, reader, owner)
        return shown and self.standing(owner.number, network) == "active"

    def sees_what_is_inside(self, reader: Person | None, network: int) -> bool:
        """Announcements, and files that are not for everybody."""
        inside = self.belongs(reader, network) or bool(reader and reader.staff)
        return inside and self.sees_network(reader, network)

    def sees_file(self, reader: Person | None, network: int) -> bool:
        if self.networks[network].file == "public":
            return self.sees_network(reader, network)
        return self.sees_what_is_inside(reader, network)

    def sees_pinned_practice(self, reader: Person | None, network: int) -> bool:
        return self.networks[network].practice_live and self.sees_network(reader, network)


def _person(number: int) -> st.SearchStrategy[Person]:
    return st.builds(
        Person, st.just(number), st.booleans(), st.booleans(), profile=audiences, phone=audiences, networks=audiences
    )


def _row() -> st.SearchStrategy[Membership | None]:
    states = st.sampled_from([each.value for each in MembershipState])
    return st.none() | st.builds(Membership, states, st.sampled_from([each.value for each in MembershipRole]))


@st.composite
def facts(draw) -> Facts:
    """People, networks, and who stands how to which."""
    network = st.builds(Network, ends_of_networks, st.booleans(), st.booleans(), ends_of_networks, st.booleans())
    people = tuple(draw(_person(number)) for number in range(PEOPLE))
    rows = {(person, each): draw(_row()) for person in range(PEOPLE) for each in range(NETWORKS)}
    return Facts(
        people,
        tuple(draw(network) for _ in range(NETWORKS)),
        {key: row for key, row in rows.items() if row is not None},
    )
