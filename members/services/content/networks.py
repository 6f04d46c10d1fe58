"""Storing networks that come from files: rows of networks.json, what networks_full.json adds, and translations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from alliance.core.cache import bump_content_version
from alliance.core.content_loaders import LANGUAGES, References, publish_over_drafts, reindex
from alliance.core.loading import Fields, Outcome, Problem, Report, Row, RowRejected, digest_of
from alliance.core.models import Country, Origin, Term, Vocabulary
from alliance.core.prose import html_of
from alliance.core.record_loader import RecordLoader
from members.enums import JoinPolicy
from members.models import Network, NetworkSource, NetworkText

# What a field of the files is called in a text row, and how long it may be.
_TEXTS = {"name": ("name", 200), "kind": ("kind", 120), "members": ("members_note", 400)}
# The languages in which the files hold a summary by a person; the others come from translations/.
_WRITTEN = ("es", "en")
_ORIGINAL = "es"


@dataclass
class NetworkRow:
    """What the files say of one network."""

    slug: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    topics: list[Term] = field(default_factory=list)
    countries: list[Country] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)

    def texts(self) -> list[NetworkText]:
        """The text rows: the original, then those languages that have a name."""
        rows = [
            NetworkText(language=language, origin=_origin_of(language), **self.words[language])
            for language in dict.fromkeys([_ORIGINAL, *LANGUAGES])
            if self.words.get(language, {}).get("name")
        ]
        for row in rows[1:]:
            row.made_from = rows[0].digest
        return rows


def _origin_of(language: str) -> Origin:
    if language == _ORIGINAL:
        return Origin.ORIGINAL
    return Origin.HUMAN if language in _WRITTEN else Origin.MACHINE


class NetworkLoader(RecordLoader):
    """Loads networks with what other files add to them."""

    kind = "network"

    def __init__(self, report: Report, references: References, *, overwrite: bool = False) -> None:
        super().__init__(report, references, overwrite=overwrite)
        self._pks: dict[str, int] = dict(Network.objects.values_list("slug", "pk"))

    def load(
        self, rows: Iterable[Row | Problem], full: Iterable[Row | Problem], words: Iterable[Row | Problem]
    ) -> None:
        """Load ``rows``, each with its topics and translations; say of each of those what became of its network."""
        beside = [*self.keep("full", full), *self.keep("translations", words)]
        self.tell_of(beside, self.load_each(rows))

    def _load(self, row: Row) -> Outcome:
        sides = self.sides.get(row.key, {})
        found = read_network(row)
        complete = self._read_sides(found, sides)
        pk = self._pks.get(found.slug)
        if not complete and pk:
            # What is wrong beside it must not take away what an earlier load brought.
            return Outcome.UNCHANGED
        digest = digest_of([row.data, {kind: side.data for kind, side in sides.items()}])
        outcome = self.memory.verdict(found.slug, digest, (lambda: state_of(pk)) if pk else None)
        if outcome is Outcome.UNCHANGED:
            return outcome
        network = Network.objects.get(pk=pk) if pk else Network(slug=found.slug)
        _store(network, found)
        self.memory.remember(found.slug, digest if complete else "", state_of(network.pk))
        self._pks[found.slug] = network.pk
        return outcome

    def _read_sides(self, found: NetworkRow, sides: dict[str, Row]) -> bool:
        """Add what the other files say to ``found``; returns whether all of it was right."""
        complete = True
        for kind, side in sides.items():
            try:
                if kind == "full":
                    read_full(side, found, self.references)
                else:
                    read_words(side, found)
            except RowRejected as rejection:
                self.broken[id(side)] = rejection.problems(side)
                complete = False
        return complete


def read_network(row: Row) -> NetworkRow:
    """Return what a row of networks.json says. Raises RowRejected."""
    fields = Fields(row.data)
    # The words of the topics have codes in networks_full.json; the first address stands among the sources.
    fields.ignore("topics", "source_url")
    found = NetworkRow(slug=fields.slug(longest=80))
    mine = {into: fields.text(name, longest=longest) for name, (into, longest) in _TEXTS.items() if name != "kind"}
    if not mine["name"]:
        fields.reject("name", "is missing")
    found.words[_ORIGINAL] = mine
    found.words["en"] = {"kind": fields.text("kind", longest=120)}
    for language in _WRITTEN:
        summary = fields.text(f"summary_{language}", required=language == _ORIGINAL)
        found.words[language]["purpose"] = html_of(summary)
    found.facts = {
        "acronym": fields.text("acronym", longest=40),
        "founded_year": fields.number("founded", least=1800, most=2100),
        "editor_notes": fields.text("notes"),
    }
    found.sources = _sources(fields)
    fields.finish()
    return found


def _sources(fields: Fields) -> list[dict[str, Any]]:
    sources = [
        {
            "url": source.url("url", required=True),
            "title": source.text("title", longest=250),
            "published": source.text("published", longest=10),
            "accessed_date": source.date("accessed"),
            "is_mirror": source.flag("mirror"),
        }
        for source in fields.each("sources")
    ]
    listed = {source["url"] for source in sources}
    return sources + [{"url": url} for url in fields.words("source_urls") if url not in listed]


def read_full(row: Row, found: NetworkRow, references: References) -> None:
    """Add topics, countries and how people join to ``found``. Raises RowRejected."""
    fields = Fields(row.data)
    topics = references.all_terms(fields, "topics", Vocabulary.TOPIC)
    countries = []
    for code in fields.words("countries"):
        if country := references.countries.get(code):
            countries.append(country)
        else:
            fields.reject("countries", f"“{code}” is the code of no country here")
    policy = fields.choice("join_policy", JoinPolicy.values)
    fields.finish()
    found.topics, found.countries = topics, countries
    if policy:
        found.facts["join_policy"] = policy


def read_words(row: Row, found: NetworkRow) -> None:
    """Add words in other languages to ``found``. Raises RowRejected."""
    fields = Fields(row.data)
    said: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        told = fields.within(language)
        if told is None:
            continue
        told.ignore("topics", "notes")
        words = {into: told.text(name, longest=longest) for name, (into, longest) in _TEXTS.items()}
        if summary := told.text("summary"):
            words["purpose"] = html_of(summary)
        for name, text in words.items():
            if text and found.words.get(language, {}).get(name):
                told.reject(name, "stands in networks.json already")
        said[language] = {name: text for name, text in words.items() if text}
    fields.finish()
    for language, words in said.items():
        found.words.setdefault(language, {}).update(words)


def _store(network: Network, found: NetworkRow) -> None:
    now = timezone.now()
    for name, value in found.facts.items():
        setattr(network, name, value)
    network.live, network.has_unpublished_changes = True, False
    network.first_published_at, network.last_published_at = network.first_published_at or now, now
    network.texts = found.texts()
    network.sources = [NetworkSource(sort_order=number, **row) for number, row in enumerate(found.sources)]
    network.topics, network.countries = found.topics, found.countries
    network.save()
    reindex(network)
    publish_over_drafts(network)
    bump_content_version()


def state_of(pk: int) -> str:
    """Return 32 hexadecimal digits that change with every word and fact, published or in a draft; not with what members do."""
    network = Network.objects.get(pk=pk)
    texts = network.texts.order_by("language").values_list("language", "origin", *NetworkText.WORDS)
    return digest_of(
        {
            "facts": [network.acronym, network.founded_year, network.join_policy, network.audience, network.ends_on],
            "notes": network.editor_notes,
            "topics": sorted(network.topics.values_list("code", flat=True)),
            "countries": sorted(network.countries.values_list("code", flat=True)),
            "texts": list(texts),
            "sources": list(network.sources.values_list("url", "title", "published")),
            "state": [network.live, network.has_unpublished_changes],
        }
    )
