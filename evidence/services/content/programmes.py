"""Storing national programmes that come from files."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from alliance.core.cache import bump_content_version
from alliance.core.content_loaders import LANGUAGES, References, publish_over_drafts, reindex
from alliance.core.loading import Outcome, Problem, Report, Row, RowRejected, digest_of
from alliance.core.models import Origin
from alliance.core.record_loader import RecordLoader
from evidence.models import Indicator, Programme, ProgrammePhase, ProgrammeSource, ProgrammeText

from .programme_rows import ProgrammeRow, read_life_cycle, read_programme, read_translations
from .state import state_of


class ProgrammeLoader(RecordLoader):
    """Loads programmes with what other files add to them."""

    kind = "programme"

    def __init__(self, report: Report, references: References, *, overwrite: bool = False) -> None:
        super().__init__(report, references, overwrite=overwrite)
        self._pks: dict[str, int] = dict(Programme.objects.values_list("slug", "pk"))
        self._comparable: list[tuple[str, list[str]]] = []

    def load(
        self,
        rows: Iterable[Row | Problem],
        life_cycles: Iterable[Row | Problem] = (),
        translations: Iterable[Row | Problem] = (),
    ) -> None:
        """Load ``rows``, each with its life cycle and translations; say of each of those what became of its programme."""
        side_rows = [*self.keep("life cycle", life_cycles), *self.keep("translations", translations)]
        outcomes = self.load_each(rows)
        self._link()
        self.tell_of(side_rows, outcomes)

    def _load(self, row: Row) -> Outcome:
        sides = self.sides.get(row.key, {})
        translations = sides.get("translations")
        told = translations.data if translations and isinstance(translations.data, dict) else {}
        found = read_programme(row, self.references, told)
        complete = self._read_sides(found, sides)
        pk = self._pks.get(found.slug)
        if not complete and pk:
            # What is wrong beside it must not take away what an earlier load brought.
            return Outcome.UNCHANGED
        digest = digest_of([row.data, {kind: side.data for kind, side in sides.items()}])
        outcome = self.memory.verdict(found.slug, digest, (lambda: self._stored_state(pk)) if pk else None)
        if outcome is Outcome.UNCHANGED:
            self.references.meet(name=found.organisation, country=found.country)
            return outcome
        programme = Programme.objects.in_full().get(pk=pk) if pk else Programme(slug=found.slug)
        self._store(programme, found)
        self.memory.remember(found.slug, digest if complete else "", self._stored_state(programme.pk))
        self._pks[found.slug] = programme.pk
        self._comparable.append((found.slug, found.comparable))
        return outcome

    def _read_sides(self, found: ProgrammeRow, sides: dict[str, Row]) -> bool:
        """Add what the other files say to ``found``; returns whether all of it was right."""
        complete = True
        for kind, read, arguments in (
            ("translations", read_translations, ()),
            ("life cycle", read_life_cycle, (self.references,)),
        ):
            side = sides.get(kind)
            try:
                if side:
                    read(side, found, *arguments)
            except RowRejected as rejection:
                self.broken[id(side)] = rejection.problems(side)
                complete = False
        return complete

    def _store(self, programme: Programme, found: ProgrammeRow) -> None:
        now = timezone.now()
        for name, value in found.facts.items():
            setattr(programme, name, value)
        programme.country = found.country
        programme.steps_language = found.steps_language
        if found.organisation:
            programme.institution = self.references.institution(
                name=found.organisation, kind=None, country=found.country
            )
        if found.steps_language not in LANGUAGES:
            programme.editor_notes = "\n".join(filter(None, [programme.editor_notes, _original_steps(found)]))
        programme.live, programme.has_unpublished_changes = True, False
        programme.first_published_at, programme.last_published_at = programme.first_published_at or now, now
        programme.texts = _texts(programme, found)
        programme.phases = [ProgrammePhase(sort_order=n, **_known(row)) for n, row in enumerate(found.phases)]
        programme.indicators = [Indicator(sort_order=n, **_known(row)) for n, row in enumerate(found.indicators)]
        programme.sources = [ProgrammeSource(sort_order=n, **row) for n, row in enumerate(found.sources)]
        programme.save()
        reindex(programme)
        publish_over_drafts(programme)
        bump_content_version()

    def _link(self) -> None:
        """Programmes that were named as comparable are linked, once all of them stand in the database."""
        for slug, names in self._comparable:
            others = [self._pks[name] for name in names if name in self._pks]
            Programme.objects.get(pk=self._pks[slug]).comparable.add(*others)
        self._comparable.clear()

    @staticmethod
    def _stored_state(pk: int) -> str:
        return state_of(Programme.objects.in_full().get(pk=pk))


def _texts(programme: Programme, found: ProgrammeRow) -> list[ProgrammeText]:
    rows = [ProgrammeText(**row) for row in found.texts()]
    original = next(row for row in rows if row.origin == Origin.ORIGINAL)
    for row in rows:
        row.made_from = original.digest if row.origin != Origin.ORIGINAL else ""
    return rows


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """A step without the words that have no column: those of a language that the site is not made in."""
    foreign = [
        name for name in row if name.startswith(("when_", "what_", "name_", "unit_")) and name[-2:] not in LANGUAGES
    ]
    return {name: value for name, value in row.items() if name not in foreign}


def _original_steps(found: ProgrammeRow) -> str:
    """Name and steps in the language they were written in, for the editors: the site is not made in it."""
    language = found.steps_language
    steps = [f"{row.get(f'when_{language}', '')}: {row.get(f'what_{language}', '')}" for row in found.phases]
    return "\n".join([f"Name and steps as written ({language}): {found.name}", *steps])
