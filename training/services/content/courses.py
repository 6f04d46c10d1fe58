"""Storing courses that come from files: rows of courses.json, what courses_full.json adds, and translations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from alliance.core.content_loaders import LANGUAGES, in_each_language
from alliance.core.covers.drawing import Cover
from alliance.core.covers.reading import cover_notes
from alliance.core.loading import Fields, Problem, Row, RowRejected
from alliance.core.models import Vocabulary
from alliance.core.page_loader import PageLoader
from alliance.core.page_rows import PageRow, blocks, lead_and_text, source_blocks
from training.models import CoursePage, CourseStatus, Level, Modality, TrackPage

MODALITIES = {
    "virtual": Modality.VIRTUAL,
    "in person": Modality.IN_PERSON,
    "mixta": Modality.BLENDED,
    "blended": Modality.BLENDED,
}
# The languages in which the files hold a summary by a person; other words come in one language, and from translations/.
_WRITTEN = ("es", "en")
# What a field of the files is called in a page, and how long it may be.
_TEXTS = {
    "title": ("title", 255),
    "provider": ("provider", 250),
    "audience": ("audience", 400),
    "duration": ("effort", 160),
}


@dataclass
class CourseRow(PageRow):
    """What the files say of a course, before its words become fields of a page."""

    track: str = ""
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    competencies: list[dict[str, str]] = field(default_factory=list)
    cover_notes: dict | None = None


class CourseLoader(PageLoader):
    """Loads courses into their tracks, in the order of courses_full.json."""

    kind = "course"
    model = CoursePage

    def load(
        self, rows: Iterable[Row | Problem], full: Iterable[Row | Problem], words: Iterable[Row | Problem]
    ) -> None:
        """Load ``rows``, each with its track and translations; say of each of those what became of its course."""
        full = self.keep("full", full)
        beside = [*full, *self.keep("translations", words)]
        order = {row.key: number for number, row in enumerate(full)}
        self.tell_of(beside, self.load_each(sorted(rows, key=lambda row: order.get(row.key, len(order)))))

    def parent(self, found: CourseRow) -> Page:
        """The track, in the language of the original."""
        track = TrackPage.objects.filter(slug=found.track, locale=self._locale(found.original)).first()
        if track is None:
            raise RowRejected(("track", f"“{found.track}” is no track" if found.track else "is named in no file"))
        return track

    def read(self, row: Row) -> CourseRow:
        """Return what a row of courses.json says; its words in the language into which nobody had to translate them."""
        fields = Fields(row.data)
        fields.ignore("source_url", "notes")
        original = self._language_of(row)
        told: dict[str, dict[str, Any]] = {
            language: {"summary": fields.text(f"summary_{language}")} for language in _WRITTEN
        }
        mine = told.setdefault(original, {})
        for name, (_into, longest) in _TEXTS.items():
            mine[name] = fields.text(name, required=name == "title", longest=longest)
        mine["modules"] = fields.words("modules")
        if not mine.get("summary"):
            fields.reject(f"summary_{original}", "is missing")
        languages = fields.words("languages")
        modality = fields.choice("modality", MODALITIES)
        found = CourseRow(
            slug=fields.slug(),
            original=original,
            told=told,
            by_people={language: {"lead", "body"} for language in _WRITTEN},
            facts={
                "status": fields.choice("status", CourseStatus.values, required=True),
                "languages": " ".join(languages),
                "modality": MODALITIES[modality] if modality else "",
                "sources": source_blocks(f"{self.kind}/{row.key}", fields),
            },
        )
        fields.finish()
        return found

    def _language_of(self, row: Row) -> str:
        """The one of es and en that has no title in translations/."""
        side = self.sides.get(row.key, {}).get("translations")
        told = side.data if side and isinstance(side.data, dict) else {}
        spanish = told.get("es")
        return "en" if isinstance(spanish, dict) and spanish.get("title") else "es"

    def read_side(self, name: str, side: Row, found: CourseRow) -> None:
        """Add track, topics, level, price and competencies, or the words of another language, to ``found``."""
        fields = Fields(side.data)
        if name == "full":
            self._read_full(fields, found)
        else:
            self._read_words(fields, found)

    def _read_full(self, fields: Fields, found: CourseRow) -> None:
        track = fields.text("track", required=True)
        facts = {
            "topics": self.references.all_terms(fields, "topics", Vocabulary.TOPIC),
            "level": fields.choice("level", Level.values),
        }
        has_price = fields.has("price")
        prices = in_each_language(fields, "price", required=True, longest=120) if has_price else {}
        competencies = [
            {language: each.text(language, required=True, longest=250) for language in LANGUAGES}
            for each in fields.each("competencies")
        ]
        notes = cover_notes(fields)
        fields.finish()
        found.track, found.prices, found.competencies, found.cover_notes = track, prices, competencies, notes
        found.facts |= facts

    def _read_words(self, fields: Fields, found: CourseRow) -> None:
        said: dict[str, dict[str, Any]] = {}
        count = len(found.told[found.original]["modules"])
        for language in LANGUAGES:
            told = fields.within(language)
            if told is None:
                continue
            told.ignore("notes")
            words: dict[str, Any] = {
                name: told.text(name, longest=longest) for name, (_into, longest) in _TEXTS.items()
            }
            words |= {"summary": told.text("summary"), "modules": told.words("modules")}
            if words["modules"] and len(words["modules"]) != count:
                told.reject("modules", f"are {len(words['modules'])}, but the course has {count}")
            for name, text in words.items():
                if text and found.told.get(language, {}).get(name):
                    told.reject(name, "stands in courses.json already")
            said[language] = {name: text for name, text in words.items() if text}
        fields.finish()
        for language, words in said.items():
            found.told.setdefault(language, {}).update(words)

    def complete(self, found: CourseRow) -> None:
        """Words stand in the fields of the page; a language without title or summary has no translation."""
        owner = f"{self.kind}/{found.slug}"
        told = {
            language: words for language, words in found.told.items() if words.get("title") and words.get("summary")
        }
        summaries = {language: words["summary"] for language, words in told.items()}
        for language, words in lead_and_text(owner, summaries, found.original).items():
            mine = told[language]
            words |= {into: mine[name] for name, (into, _longest) in _TEXTS.items() if mine.get(name)}
            if mine.get("modules"):
                modules = [("module", {"title": title, "about": ""}) for title in mine["modules"]]
                words["modules"] = blocks(f"{owner}/modules", modules)
            if found.prices:
                words["price"] = found.prices[language]
            if found.competencies:
                points = [("competency", point[language]) for point in found.competencies]
                words["competencies"] = blocks(f"{owner}/competencies", points)
            found.words[language] = words
        if found.cover_notes is not None:
            topics = [term.code for term in found.facts["topics"]]
            modules = len(found.told[found.original]["modules"])
            found.cover = Cover(section="training", modules=modules, **{"topics": topics, **found.cover_notes})
