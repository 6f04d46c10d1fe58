"""Loading a folder of content: which file goes to which loader, and in which order."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import translation
from wagtail.signal_handlers import disable_reference_index_auto_update

from alliance.core.content_files import read_csv, read_json, read_json_by_key, read_json_object
from alliance.core.content_loaders import References, load_countries, load_terms
from alliance.core.loading import Problem, Report, Row
from alliance.site.services.content.events import EventLoader
from alliance.site.services.content.news import NewsLoader
from alliance.site.services.content.stories import by_kind
from evidence.services.content import columns, editions
from evidence.services.content.practices import PracticeLoader
from evidence.services.content.programmes import ProgrammeLoader
from members.rooms.services import keeping
from members.services.content.networks import NetworkLoader
from members.services.seats import ensure_seats
from search.services.content.glossary import load_glossary
from training.services.content.courses import CourseLoader
from training.services.content.lessons import LessonLoader
from training.services.content.tracks import TrackLoader

Rows = list[Row | Problem]
INSTITUTIONS = "institutions named by these files"


class NothingToLoad(Exception):
    """The folder holds none of the files that are known."""


class ContentFolder:
    """The content files of one folder, read when it is made.

    ``mapping`` leads from headers of practices.csv to fields, for tables with headers of their own. Raises NothingToLoad
    when there is no file to load, and ValueError when ``mapping`` names a field that does not exist.
    """

    def __init__(self, folder: Path, mapping: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.files: dict[str, Rows] = {}
        self.terms = self._by_key("vocabularies.json")
        self.countries = self._list("countries")
        self.glossary = self._list("glossary")
        self.practices = self._list("practices") + self._table("practices.csv", columns.columns(mapping), columns.LISTS)
        self.anatomy = self._list("practices_full")
        self.practice_words = self._by_key("translations/practices*.json")
        self.programmes = self._list("programmes")
        self.life_cycles = self._list("programmes_full")
        self.programme_words = self._by_key("translations/programmes*.json")
        self.stories = self._list("events_news")
        self.story_facts = self._by_key("events_news_full.json")
        self.story_words = self._by_key("translations/events_news*.json")
        self.tracks = self._list("tracks")
        self.courses = self._list("courses")
        self.course_facts = self._by_key("courses_full.json")
        self.course_words = self._by_key("translations/courses*.json")
        self.lessons = self._by_key("lessons.json")
        self.networks = self._list("networks")
        self.network_facts = self._by_key("networks_full.json")
        self.network_words = self._by_key("translations/networks*.json")
        self.editions = [
            (self._object(path), self._table(f"{path.parent.name}/matrix.csv", editions.COLUMNS, editions.LISTS))
            for path in sorted(folder.glob("*/edition.json"))
        ]
        if not self.files:
            raise NothingToLoad

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.files.values()))

    def load(self, report: Report, *, dry_run: bool = False, overwrite: bool = False) -> None:
        """All that the files say stands in the database, but for the rows that the report names as rejected.

        A dry run does the same work and takes it back.
        """
        for name in self.files:
            report.opened(name)
        # Columns per language are filled by name; what stands beside them must not depend on the caller's language.
        # References are noted once a record, by its loader, not once for each of its rows.
        with (
            translation.override("es"),
            disable_reference_index_auto_update(),
            transaction.atomic() if dry_run else nullcontext(),
        ):
            self._load(report, overwrite=overwrite, draws=not dry_run)
            if dry_run:
                transaction.set_rollback(True)

    def _load(self, report: Report, *, overwrite: bool, draws: bool) -> None:
        load_terms(self.terms, report, overwrite=overwrite)
        load_countries(self.countries, report, overwrite=overwrite)
        load_glossary(self.glossary, report, overwrite=overwrite)
        ensure_seats()
        references = References.read()
        practices = PracticeLoader(report, references, overwrite=overwrite)
        practices.load(self.practices, self.anatomy, self.practice_words)
        programmes = ProgrammeLoader(report, references, overwrite=overwrite)
        programmes.load(self.programmes, self.life_cycles, self.programme_words)
        options = {"overwrite": overwrite, "draws": draws}
        stories = by_kind(self.stories, self.story_facts, self.story_words)
        NewsLoader(report, references, **options).load(*stories["news"])
        EventLoader(report, references, **options).load(*stories["event"])
        TrackLoader(report, references, **options).load(self.tracks)
        CourseLoader(report, references, **options).load(self.courses, self.course_facts, self.course_words)
        LessonLoader(report, references, **options).load(self.lessons)
        networks = NetworkLoader(report, references, overwrite=overwrite)
        networks.load(self.networks, self.network_facts, self.network_words)
        keeping.ensure_rooms_of_networks()
        for edition, records in self.editions:
            editions.load_edition(edition, records, references, report, overwrite=overwrite)
        for outcome in references.outcomes.values():
            report.add(INSTITUTIONS, outcome, is_row=False)

    def _list(self, stem: str) -> Rows:
        paths = [path for path in (self.folder / f"{stem}.json", self.folder / f"{stem}.jsonl") if path.exists()]
        return self._read(read_json, paths)

    def _by_key(self, pattern: str) -> Rows:
        return self._read(read_json_by_key, sorted(self.folder.glob(pattern)))

    def _table(self, name: str, fields: dict[str, str], lists: set[str]) -> Rows:
        path = self.folder / name
        return self._read(partial(read_csv, columns=fields, lists=lists), [path] if path.exists() else [])

    def _object(self, path: Path) -> Row | Problem:
        return self._read(read_json_object, [path])[0]

    def _read(self, read: Callable[[Path, str], Iterable[Row | Problem]], paths: Iterable[Path]) -> Rows:
        found: Rows = []
        for path in paths:
            name = path.relative_to(self.folder).as_posix()
            self.files[name] = list(read(path, name))
            found += self.files[name]
        return found
