"""Storing practices that come from files: records, words, sources, first versions and library rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.core.content_loaders import References, publish_over_drafts, reindex
from alliance.core.loading import Outcome, Problem, Report, Row, RowRejected, digest_of
from alliance.core.models import Origin
from alliance.core.record_loader import RecordLoader
from evidence.models import MANY_TERM_VOCABULARIES, Practice, PracticeLineage, PracticeSource, PracticeText
from evidence.services import publishing
from evidence.services.library import refresh_rows

from .practice_rows import PracticeRow, read_anatomy, read_practice, read_translation
from .state import state_of

LISTED_AT_ONCE = 200


class PracticeLoader(RecordLoader):
    """Loads practices with what other files add to them."""

    kind = "practice"

    def __init__(self, report: Report, references: References, *, overwrite: bool = False) -> None:
        super().__init__(report, references, overwrite=overwrite)
        self._pks: dict[str, int] = dict(Practice.objects.values_list("slug", "pk"))
        self._anatomy: dict[str, Row] = {}
        self._translations: dict[str, list[Row]] = defaultdict(list)
        self._waiting: list[tuple[PracticeRow, str]] = []
        self._unlisted: list[Practice] = []
        self._slugs: set[str] = set()

    def load(
        self,
        rows: Iterable[Row | Problem],
        anatomy: Iterable[Row | Problem] = (),
        translations: Iterable[Row | Problem] = (),
    ) -> None:
        """Load ``rows``, each with its anatomy and translations; say of each of those what became of its practice."""
        side_rows = [*self._keep_anatomy(anatomy), *self._keep_translations(translations)]
        rows = list(rows)
        self._slugs = {row.key for row in rows}
        outcomes = self.load_each(self._listing(rows))
        self._list_new()
        self._link()
        self.tell_of(side_rows, outcomes)

    def _listing(self, rows: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
        """Yield ``rows`` and, between them, take the practices that were made into lists and figures, many at a time.

        A load that was killed may have left some out: they come first.
        """
        self._unlisted = list(Practice.objects.in_full().filter(live=True, library_row=None))
        for row in rows:
            if len(self._unlisted) >= LISTED_AT_ONCE:
                self._list_new()
            yield row

    @transaction.atomic
    def _list_new(self) -> None:
        if self._unlisted:
            refresh_rows(self._unlisted)
            reindex(*self._unlisted)
            self._unlisted = []

    def _keep_anatomy(self, rows: Iterable[Row | Problem]) -> list[Row]:
        return [row for row in rows if self._is_row(row) and self._is_first(row)]

    def _is_first(self, row: Row) -> bool:
        if row.key in self._anatomy:
            first = self._anatomy[row.key].place
            self.report.reject([Problem(row.file, row.place, row.key, "slug", f"stands in {first} already")])
            return False
        self._anatomy[row.key] = row
        return True

    def _keep_translations(self, rows: Iterable[Row | Problem]) -> list[Row]:
        kept = [row for row in rows if self._is_row(row)]
        for row in kept:
            self._translations[row.key].append(row)
        return kept

    def _is_row(self, row: Row | Problem) -> bool:
        if isinstance(row, Problem):
            self.report.reject([row])
        return isinstance(row, Row)

    def _load(self, row: Row) -> Outcome:
        found = read_practice(row, self.references)
        sides = self._sides_of(found)
        pk = self._pks.get(found.slug)
        if sides is None and pk:
            # What is wrong beside it must not take away what an earlier load brought.
            return Outcome.UNCHANGED
        digest = digest_of([row.data, sides])
        stored = None

        def state() -> str:
            nonlocal stored
            stored = Practice.objects.in_full().get(pk=pk)
            return state_of(stored)

        outcome = self.memory.verdict(found.slug, digest, state if pk else None)
        if outcome is Outcome.UNCHANGED:
            self.references.meet(name=found.organisation, country=found.country)
            return outcome
        if outcome is Outcome.CREATED:
            self._create(found, digest)
        else:
            self._update(stored or Practice.objects.in_full().get(pk=pk), found, digest)
        return outcome

    def _sides_of(self, found: PracticeRow) -> list[Any] | None:
        """Add what the other files say; returns what they hold, or None when something in them is wrong."""
        readers = [(row, read_translation, (found,)) for row in self._translations.get(found.slug, [])]
        # Last, because its sections are fuller than the short results of a translation.
        if anatomy := self._anatomy.get(found.slug):
            readers.append((anatomy, read_anatomy, (self.references, found)))
        complete = True
        for row, read, arguments in readers:
            try:
                read(row, *arguments)
            except RowRejected as rejection:
                self.broken[id(row)] = rejection.problems(row)
                complete = False
        return [row.data for row, _read, _arguments in readers] if complete else None

    def _create(self, found: PracticeRow, digest: str) -> None:
        now = timezone.now()
        practice = Practice(
            slug=found.slug,
            country=found.country,
            institution=self._institution_of(found),
            live=True,
            first_published_at=now,
            last_published_at=now,
            **found.facts,
        )
        # In bulk, because that writes one row and nothing else; the children follow, one statement a table.
        Practice.objects.bulk_create([practice])
        texts = PracticeText.objects.bulk_create(_texts(practice, found, []))
        sources = PracticeSource.objects.bulk_create(_sources(practice, found, []))
        terms = _in_order(term for each in found.terms.values() for term in each)
        through = Practice.terms.through
        through.objects.bulk_create([through(practice_id=practice.pk, term_id=term.pk) for term in terms])
        practice.texts, practice.sources, practice.terms = texts, sources, terms
        waits = self._names_a_practice(found)
        practice.lineage = [] if waits else PracticeLineage.objects.bulk_create(self._lineage(practice, found))
        if waits:
            # Without its digest the practice is taken up again by the next load, should this one be killed before.
            self._waiting.append((found, digest))
            self.memory.remember(found.slug, "", state_of(practice))
        else:
            version = publishing.keep_version(practice, is_first=True)
            self.memory.remember(found.slug, digest, state_of(practice, version.digest))
        self._pks[found.slug] = practice.pk
        self._unlisted.append(practice)

    def _update(self, practice: Practice, found: PracticeRow, digest: str) -> None:
        practice.country = found.country
        practice.institution = self._institution_of(found) or practice.institution
        for name, value in found.facts.items():
            setattr(practice, name, value)
        if found.terms:
            kept = [term for term in practice.terms.all() if term.vocabulary not in found.terms]
            practice.terms = _in_order([*kept, *(term for each in found.terms.values() for term in each)])
        practice.texts = _texts(practice, found, practice.texts.all())
        if found.sources is not None or found.supports is not None:
            practice.sources = _sources(practice, found, practice.sources.all())
        if found.lineage is not None:
            practice.lineage = self._lineage(practice, found)
        practice.live = True
        practice.has_unpublished_changes = False
        practice.last_published_at = timezone.now()
        practice.save()
        reindex(practice)
        publish_over_drafts(practice)
        publishing.practice_published(practice=practice)
        self.memory.remember(found.slug, digest, self._stored_state(practice))

    def _link(self) -> None:
        """Practices whose lineage names others of the library get it, and with it their first version."""
        for found, digest in self._waiting:
            with transaction.atomic():
                practice = Practice.objects.get(slug=found.slug)
                PracticeLineage.objects.bulk_create(self._lineage(practice, found))
                publishing.practice_published(practice=practice)
                self.memory.remember(found.slug, digest, self._stored_state(practice))
        self._waiting.clear()

    @staticmethod
    def _stored_state(practice: Practice) -> str:
        return state_of(Practice.objects.in_full().get(pk=practice.pk))

    def _names_a_practice(self, found: PracticeRow) -> bool:
        names = {name for _relation, name in found.lineage or []}
        return any(name in self._slugs or name in self._pks for name in names)

    def _lineage(self, practice: Practice, found: PracticeRow) -> list[PracticeLineage]:
        return [
            PracticeLineage(
                practice=practice,
                sort_order=number,
                relation=relation,
                other_id=self._pks.get(name),
                name="" if name in self._pks else name,
            )
            for number, (relation, name) in enumerate(found.lineage or [])
        ]

    def _institution_of(self, found: PracticeRow):
        if not found.organisation:
            return None
        return self.references.institution(name=found.organisation, kind=found.organisation_kind, country=found.country)


def _texts(practice: Practice, found: PracticeRow, present: Iterable[PracticeText]) -> list[PracticeText]:
    """The practice's texts with the words of ``found`` in them, the original first; words not named stay as they are."""
    rows = {row.language: row for row in present}
    original = _text(rows.get(found.language), practice, found, found.language, Origin.ORIGINAL)
    original.made_from = ""
    texts = {found.language: original}
    for language in [*found.words, *rows]:
        if language in texts:
            continue
        before = rows.get(language) and rows[language].digest
        row = _text(rows.get(language), practice, found, language, Origin.MACHINE)
        if row.digest != before:
            row.made_from = original.digest
        row.title = row.title or original.title
        row.summary = row.summary or original.summary
        texts[language] = row
    return list(texts.values())


def _text(row: PracticeText | None, practice: Practice, found: PracticeRow, language: str, origin: str) -> PracticeText:
    words: Mapping[str, str] = found.words.get(language, {})
    row = row or PracticeText(practice=practice, language=language, origin=origin)
    if words or Origin.ORIGINAL in {origin, row.origin}:
        row.origin = origin
    for name, text in words.items():
        setattr(row, name, text)
    return row


def _sources(practice: Practice, found: PracticeRow, present: Iterable[PracticeSource]) -> list[PracticeSource]:
    """The practice's sources: those of its row, then those that only a section names, each with what rests on it."""
    before = {row.url: row for row in present}
    given = found.sources
    if given is None:
        given = [{"url": url} for url in before]
    supports = found.supports
    listed = {source["url"] for source in given}
    urls = [*given, *({"url": url} for url in supports or {} if url not in listed)]
    rows = []
    for number, source in enumerate(urls):
        row = before.get(source["url"]) or PracticeSource(practice=practice, url=source["url"])
        for name, value in source.items():
            setattr(row, name, value)
        row.sort_order = number
        if supports is not None:
            row.supports = supports.get(row.url, [])
        rows.append(row)
    return rows


def _in_order(terms: Iterable) -> list:
    chosen = [term for term in terms if term.vocabulary in MANY_TERM_VOCABULARIES]
    return sorted(dict.fromkeys(chosen), key=lambda term: (term.sort_order, term.code))
