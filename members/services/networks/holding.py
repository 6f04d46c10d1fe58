"""What all acts in networks share: holding the network, asking for rights, telling people."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alliance.core.audience import Audience
from alliance.core.cache import bump_content_version
from alliance.core.models import User
from alliance.core.notify import notify
from members.enums import MembershipRole, MembershipState
from members.models import Membership, Network
from members.rules import can_manage_network


class Refused(Exception):
    """The act cannot be done. Its text says why, in the active language, to whoever tried."""


class NotAllowed(Exception):
    """Whoever tried has no right to. The web answers as for anything that they may not do."""


def hold(network: Network) -> Network:
    """Return the network as it is now, held until the caller's transaction ends."""
    return Network.objects.select_for_update(of=("self",)).get(pk=network.pk)


def hold_all(*networks: Network) -> list[Network]:
    """Return the networks as they are now, in the order given, all held, and with them the right to join networks to each other.

    Two acts that each look sound can close a circle together, so acts of this kind stand in one queue: the first network's row.
    """
    first = Network.objects.order_by("pk").values_list("pk", flat=True).first()
    wanted = {network.pk for network in networks} | {first}
    rows = Network.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    held = {network.pk: network for network in rows}
    return [held[network.pk] for network in networks]


def must_manage(by, network: Network) -> None:
    """Pass when ``by`` may change the network. Raises NotAllowed."""
    if network.merged_into_id or not can_manage_network(by, network):
        raise NotAllowed


def coordinators_of(network: Network) -> QuerySet[User]:
    """Return the people who coordinate the network now and can still sign in."""
    rows = Membership.objects.filter(
        network=network, state=MembershipState.ACTIVE, role=MembershipRole.COORDINATOR, person__is_active=True
    )
    return User.objects.filter(pk__in=rows.values("person"))


def deciders_of(network: Network) -> QuerySet[User]:
    """Return whom to tell that something waits: the coordinators, or staff where a network has none."""
    found = coordinators_of(network)
    return found if found.exists() else User.objects.filter(is_staff=True, is_active=True)


def name_of(network: Network, language: str) -> str:
    """Return the network's name for a reader of ``language``."""
    row = network.text(language)
    return (row and row.name) or network.slug


def tell(kind: str, network: Network, people: Iterable[User], *, path: str = "", reply_to: str = "", **context) -> None:
    """Each of the people has a notice and a mail, in which the network has its name in their language."""
    by_language: dict[str, list[User]] = {}
    for person in people:
        by_language.setdefault(person.language, []).append(person)
    for language, readers in by_language.items():
        with translation.override(language):
            known = {"network": name_of(network, language), **context}
        notify(kind, to=readers, context=known, path=path or f"/networks/{network.slug}/", reply_to=reply_to)


def has_moved(network: Network, *, shown: bool = True) -> None:
    """The network was active just now. ``shown``: what everybody sees of it is another thing than before."""
    Network.objects.filter(pk=network.pk).update(active_at=timezone.now(), asked_at=None)
    if shown and network.live and network.audience == Audience.PUBLIC:
        bump_content_version()


def end(membership: Membership, state: MembershipState, *, by: User | None = None, note: str = "") -> None:
    """The membership is history."""
    membership.state, membership.until = state, timezone.now()
    membership.decided_by, membership.decision_note = by, note
    membership.save(update_fields=["state", "until", "decided_by", "decision_note"])


def make_active(membership: Membership, *, by: User | None = None, note: str = "") -> None:
    """The membership gives its rights from now on."""
    membership.state, membership.since = MembershipState.ACTIVE, timezone.now()
    membership.decided_by, membership.decision_note = by, note
    membership.save(update_fields=["state", "since", "decided_by", "decision_note"])


def held_membership(membership: Membership) -> tuple[Network, Membership]:
    """Return the membership as it is now, with its network held. Raises Refused where it has gone elsewhere."""
    network = hold(membership.network)
    found = Membership.objects.select_related("person").filter(pk=membership.pk, network=network).first()
    if found is None:
        raise Refused(_("This network has changed in the meantime. Open its page again."))
    return network, found
