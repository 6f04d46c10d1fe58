"""Networks, as they are found: public ones by everybody, others by those who belong to them or are invited."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alliance.core.audience import Audience
from members.enums import MembershipState
from members.models import Membership, Network, NetworkText
from members.readers import Reader
from search import readers
from search.kinds import Kind, Shown
from search.sources.records import all_with, day_of, found_in, itself, numbers_of, owner, pks_of, saying
from search.sources.words import codes, joined, names, spoken
from search.sources.worth import share, worth
from search.types import Document, Words

STAFF = Reader.standing_in(Audience.STAFF).user
"""Somebody who does not exist and sees every network and person that anybody sees."""


def readers_of(network: Network) -> tuple[str, ...]:
    """Return who sees this network, as `NetworkQuerySet.visible_to` says."""
    if network.audience == Audience.PUBLIC:
        return (readers.PUBLIC,)
    return (readers.STAFF, readers.network(network.pk), readers.invited_to(network.pk))


def _numbers() -> list[str]:
    return numbers_of(Network.objects.visible_to(STAFF))


def _documents(numbers: Sequence[str]) -> list[Document]:
    rows = list(Network.objects.visible_to(STAFF).with_words().filter(pk__in=pks_of(numbers)))
    members: dict[int, list[str]] = {}
    held = Membership.objects.filter(
        network__in=[row.pk for row in rows], state=MembershipState.ACTIVE, institution__isnull=False
    )
    for network, name in held.order_by("institution__name").values_list("network", "institution__name"):
        members.setdefault(network, []).append(name)
    return [_document(row, members.get(row.pk, ())) for row in rows]


def _document(row: Network, members: Iterable[str]) -> Document:
    original, dated = row.original_text, day_of(row.first_published_at)
    topics, countries = list(row.topics.all()), list(row.countries.all())
    facts = (
        row.founded_year,
        row.cover_id,
        topics,
        countries,
        original and original.purpose,
        original and original.goal,
    )
    return Document(
        key=f"network:{row.pk}",
        kind="network",
        slug=row.slug,
        words=spoken(row.texts.all(), _said),
        names=names(row.acronym, *members),
        codes=codes(
            country=[country.code for country in countries],
            topic=[term.code for term in topics],
            year=str(row.founded_year or ""),
            network=row.slug,
            language=original.language if original else "",
        ),
        readers=readers_of(row),
        dated=dated,
        quality=worth(dated=dated, completeness=share(*facts)),
    )


def _said(text: NetworkText) -> Words:
    return Words(text.name, joined(text.kind, text.goal), joined(text.purpose, text.members_note))


def _shown(numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
    found = {}
    for row in Network.objects.visible_to(user).prefetch_related("texts").filter(pk__in=pks_of(numbers)):
        text = row.text(language)
        said = _said(text) if text else Words(row.slug)
        with translation.override(language):
            url = row.get_absolute_url()
        found[str(row.pk)] = Shown(
            title=said.title,
            url=url,
            language=text.language if text else settings.LANGUAGE_CODE,
            lead=said.lead,
            body=partial(str, said.body),
            facts=(row.acronym,) if row.acronym else (),
            slug=row.slug,
        )
    return found


def _in_database(words: Sequence[str], user, language: str, limit: int) -> list[str]:
    texts = saying(NetworkText.objects.all(), words, "network__acronym", "name", "kind", "goal")
    return found_in(Network.objects.visible_to(user), texts, "network", limit)


NETWORKS = Kind(
    name="network",
    label=_("Network"),
    plural=_("Networks"),
    numbers=_numbers,
    documents=_documents,
    shown=_shown,
    in_database=_in_database,
    concerned={
        "members.Network": itself,
        "members.Network_topics": itself,
        "members.Network_countries": itself,
        "members.NetworkText": owner("network_id"),
        "members.Membership": lambda row: [str(row.network_id)] if row.institution_id else [],
        "core.Institution": all_with(Network, "memberships__institution"),
        "core.Country": all_with(Network, "countries"),
        "core.Term": all_with(Network, "topics"),
    },
)
