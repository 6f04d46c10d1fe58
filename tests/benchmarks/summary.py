"""What all benchmarks of a run found, in one table: each figure beside that of a reference from the same run."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One figure; ``ratio`` is ours to the reference's unless a better one was measured round by round."""

    benchmark: str
    ours: float
    reference: float
    measured_ratio: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the reference's figure ours is."""
        return self.ours / self.reference if self.measured_ratio is None else self.measured_ratio


@dataclass(frozen=True)
class Result:
    """A benchmark's own table, and its rows for the table of all."""

    table: Table
    rows: list[Row]


def markdown(rows: Iterable[Row]) -> str:
    """Return the table of all benchmarks in Markdown."""
    lines = ["| benchmark | ours | reference | ratio |", "|---|---:|---:|---:|"]
    lines += [f"| {row.benchmark} | {_figure(row.ours)} | {_figure(row.reference)} | {row.ratio:.2f} |" for row in rows]
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"
