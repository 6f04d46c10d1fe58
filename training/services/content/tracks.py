"""Storing tracks that come from files."""

from collections.abc import Iterable

from wagtail.models import Page

from alliance.core.content_loaders import LANGUAGES, in_each_language
from alliance.core.covers.drawing import Cover
from alliance.core.covers.reading import cover_notes
from alliance.core.loading import Fields, Problem, Row
from alliance.core.models import Origin
from alliance.core.page_loader import PageLoader, section
from alliance.core.page_rows import PageRow
from training.models import TrackPage, TrainingIndexPage

_ORIGINAL = "es"
_WORDS = ("title", "lead")


class TrackLoader(PageLoader):
    """Loads the rows of tracks.json. New ones stand in the order of the file."""

    kind = "track"
    model = TrackPage

    def load(self, rows: Iterable[Row | Problem]) -> None:
        """The tracks stand in the section, in every language."""
        self.load_each(rows)

    def parent(self, found: PageRow) -> Page:
        """The section, in the language of the original."""
        return section(TrainingIndexPage, found.original)

    def read(self, row: Row) -> PageRow:
        """Return what a row of tracks.json says: title and lead in four languages."""
        fields = Fields(row.data)
        found = PageRow(slug=fields.slug(), original=_ORIGINAL)
        titles = in_each_language(fields, "title", required=True, longest=255)
        leads = in_each_language(fields, "lead", required=True, longest=600)
        origins = fields.within("origin")
        for language in LANGUAGES:
            found.words[language] = {"title": titles.get(language, ""), "lead": leads.get(language, "")}
            if origins and origins.choice(language, Origin.values) == Origin.HUMAN:
                found.by_people[language] = set(_WORDS)
        notes = cover_notes(fields)
        fields.finish()
        if notes is not None:
            found.cover = Cover(section="training", **notes)
        return found
