"""What loaders of records share: each row with its own try, and what became of the rows that stand beside it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from alliance.core.content_loaders import References, load_rows
from alliance.core.loading import Memory, Outcome, Problem, Report, Row


class RecordLoader(ABC):
    """Loads records with what other files add to them. Subclasses name ``kind`` and store one row in `_load`."""

    kind: str

    def __init__(self, report: Report, references: References, *, overwrite: bool = False) -> None:
        self.report = report
        self.references = references
        self.memory = Memory(self.kind, overwrite=overwrite)
        self.sides: dict[str, dict[str, Row]] = {}
        self.broken: dict[int, list[Problem]] = {}

    @abstractmethod
    def _load(self, row: Row) -> Outcome: ...

    def keep(self, name: str, rows: Iterable[Row | Problem]) -> list[Row]:
        """``sides`` has what each of ``rows`` adds to its record under ``name``; returns the rows that were kept."""
        kept = []
        for row in rows:
            if isinstance(row, Problem):
                self.report.reject([row])
                continue
            mine = self.sides.setdefault(row.key, {})
            if name in mine:
                place = mine[name].place
                self.report.reject([Problem(row.file, row.place, row.key, "slug", f"stands in {place} already")])
                continue
            mine[name] = row
            kept.append(row)
        return kept

    def load_each(self, rows: Iterable[Row | Problem]) -> dict[str, Outcome]:
        """Load ``rows`` one by one and return what became of each, by key; institutions of a failed row are forgotten."""
        outcomes: dict[str, Outcome] = {}

        def load_one(row: Row) -> Outcome:
            try:
                outcomes[row.key] = self._load(row)
            except BaseException:
                self.references.forget_new()
                raise
            self.references.keep_new()
            return outcomes[row.key]

        load_rows(rows, self.report, load_one)
        return outcomes

    def tell_of(self, side_rows: Iterable[Row], outcomes: dict[str, Outcome]) -> None:
        """Report of each row that belongs to a record what became of the record, or what is wrong with the row itself."""
        for row in side_rows:
            if problems := self.broken.get(id(row)):
                self.report.reject(problems)
            elif row.key in outcomes:
                self.report.add(row.file, outcomes[row.key])
            else:
                reason = f"belongs to no {self.kind} that was loaded with it"
                self.report.reject([Problem(row.file, row.place, row.key, "slug", reason)])
