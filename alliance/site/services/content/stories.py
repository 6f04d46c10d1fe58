"""What news and events have in common: rows of events_news.json, what events_news_full.json adds, and translations."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wagtail.models import Page

from alliance.core.content_loaders import LANGUAGES
from alliance.core.covers.drawing import Cover
from alliance.core.covers.reading import cover_notes
from alliance.core.loading import Fields, Problem, Row
from alliance.core.models import DatePrecision, Vocabulary
from alliance.core.page_loader import PageLoader, section
from alliance.core.page_rows import PageRow, blocks, lead_and_text, source_blocks

KINDS = ("news", "event")
# The languages in which the files are written by people; the others come from translations/.
_WRITTEN = ("es", "en")
_ONLINE = "virtual"

Rows = Sequence[Row | Problem]


def by_kind(rows: Rows, *beside: Rows) -> dict[str, list[Rows]]:
    """Return the rows of each kind and, of each list that stands beside them, those that belong to it.

    A row of no known kind counts as news, whose loader says what is wrong with it.
    """
    events = {row.key for row in rows if isinstance(row, Row) and _kind_of(row) == "event"}

    def are_events(row: Row | Problem) -> bool:
        return row.key in events and (not isinstance(row, Row) or _kind_of(row) in (None, "event"))

    return {
        kind: [[row for row in each if are_events(row) == (kind == "event")] for each in (rows, *beside)]
        for kind in KINDS
    }


def _kind_of(row: Row) -> str | None:
    return row.data.get("kind") if isinstance(row.data, dict) else None


@dataclass
class StoryRow(PageRow):
    """What the files say of a story, before its summary becomes lead and text."""

    told: dict[str, dict[str, str]] = field(default_factory=dict)
    consensus: list[dict[str, str]] = field(default_factory=list)
    cover_notes: dict | None = None


class StoryLoader(PageLoader):
    """Loads the stories of one kind. A summary becomes lead and text, after as many sentences in each language."""

    section_model: type[Page]
    section_name: str
    # The field that holds when it happened.
    day: str

    def load(
        self, rows: Iterable[Row | Problem], full: Iterable[Row | Problem], words: Iterable[Row | Problem]
    ) -> None:
        """Load ``rows``, each with its topics and translations; say of each of those what became of its story."""
        beside = [*self.keep("full", full), *self.keep("translations", words)]
        self.tell_of(beside, self.load_each(rows))

    def parent(self, found: PageRow) -> Page:
        """The section, in the language of the original."""
        return section(self.section_model, found.original)

    @abstractmethod
    def read_facts(self, fields: Fields, found: StoryRow) -> None:
        """Add what only this kind has."""

    def read(self, row: Row) -> StoryRow:
        """Return what a row of events_news.json says."""
        fields = Fields(row.data)
        fields.ignore("source_url", "notes")
        fields.choice("kind", KINDS, required=True)
        title = fields.text("title", required=True, longest=255)
        told = {
            language: {
                "title": fields.text(f"title_{language}", longest=255),
                "summary": fields.text(f"summary_{language}"),
            }
            for language in _WRITTEN
        }
        original = "es" if title == told["es"]["title"] else "en"
        told[original]["title"] = title
        if not told[original]["summary"]:
            fields.reject(f"summary_{original}", "is missing")
        place = fields.text("location", longest=200)
        # A meeting online has no place.
        if place and fields.text("modality") != _ONLINE:
            told[original]["place"] = place
        found = StoryRow(
            slug=fields.slug(),
            original=original,
            told=told,
            by_people={language: {"title", "lead", "body", "consensus"} for language in _WRITTEN},
            facts={
                "sources": source_blocks(f"{self.kind}/{row.key}", fields),
                "organisations": "\n".join(fields.words("organisations")),
            },
        )
        self.read_facts(fields, found)
        fields.finish()
        return found

    def read_side(self, name: str, side: Row, found: StoryRow) -> None:
        """Add topics, countries and outcome, or the words of another language, to ``found``."""
        fields = Fields(side.data)
        if name == "full":
            facts = self.read_full(fields, found)
            fields.finish()
            found.consensus = facts.pop("consensus", [])
            found.cover_notes = facts.pop("cover")
            found.facts |= facts
        else:
            said = _read_words(fields, found)
            fields.finish()
            for language, words in said.items():
                found.told.setdefault(language, {}).update(words)

    def read_full(self, fields: Fields, found: StoryRow) -> dict:
        """Return the facts of an entry of events_news_full.json."""
        return {
            "topics": self.references.all_terms(fields, "topics", Vocabulary.TOPIC),
            "countries": self.countries(fields),
            "cover": cover_notes(fields),
        }

    def countries(self, fields: Fields) -> list:
        """The countries whose codes the field lists."""
        found = [self.references.countries.get(code) for code in fields.words("countries")]
        for code, country in zip(fields.words("countries"), found, strict=True):
            if country is None:
                fields.reject("countries", f"“{code}” is the code of no country here")
        return [country for country in dict.fromkeys(found) if country]

    def complete(self, found: StoryRow) -> None:
        """Words stand in the fields of the page; a language without title or summary has no translation."""
        owner = f"{self.kind}/{found.slug}"
        told = {
            language: words for language, words in found.told.items() if words.get("title") and words.get("summary")
        }
        summaries = {language: words["summary"] for language, words in told.items()}
        for language, words in lead_and_text(owner, summaries, found.original).items():
            words["title"] = told[language]["title"]
            if place := told[language].get("place"):
                words["place"] = place
            if found.consensus:
                points = [("point", point[language]) for point in found.consensus]
                words["consensus"] = blocks(f"{owner}/consensus", points)
            found.words[language] = words
        if found.cover_notes is not None:
            found.cover = self._cover(found, found.cover_notes)

    def _cover(self, found: StoryRow, notes: dict) -> Cover:
        """Return what the cover is drawn from: the day, no more exact than it is known, and what the story is about."""
        day, is_of_year = found.facts[self.day], found.facts["date_precision"] == DatePrecision.YEAR
        topics = [term.code for term in found.facts["topics"]]
        return Cover(
            section=self.section_name,
            year=day and day.year,
            month=day.month if day and not is_of_year else None,
            countries=found.facts["countries"],
            **{"topics": topics, **notes},
        )


def _read_words(fields: Fields, found: StoryRow) -> dict[str, dict[str, str]]:
    said = {}
    for language in LANGUAGES:
        told = fields.within(language)
        if told is None:
            continue
        told.ignore("notes")
        names = {"title": "title", "summary": "summary", "location": "place"}
        words = {into: told.text(name, longest=None if name == "summary" else 200) for name, into in names.items()}
        for name, into in names.items():
            if words[into] and found.told.get(language, {}).get(into):
                told.reject(name, "stands in events_news.json already")
        if "place" not in found.told[found.original]:
            # Of what meets online the files name no place, but the way.
            words["place"] = ""
        said[language] = {name: text for name, text in words.items() if text}
    return said
