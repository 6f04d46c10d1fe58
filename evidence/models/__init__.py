"""The evidence library's models. Page types come last: they serve what stands above them (docs/decisions/0002)."""

from .edition import Edition, EditionRecord
from .library import CountedRow, LibraryRow
from .practice import (
    MANY_TERM_VOCABULARIES,
    Practice,
    PracticeLineage,
    PracticeSource,
    PracticeText,
    PracticeVersion,
)
from .programme import Indicator, Programme, ProgrammePhase, ProgrammeSource, ProgrammeText

__all__ = [
    "MANY_TERM_VOCABULARIES",
    "CountedRow",
    "Edition",
    "EditionRecord",
    "Indicator",
    "LibraryRow",
    "Practice",
    "PracticeLineage",
    "PracticeSource",
    "PracticeText",
    "PracticeVersion",
    "Programme",
    "ProgrammePhase",
    "ProgrammeSource",
    "ProgrammeText",
]

from evidence.pages import EvidenceIndexPage, ProgrammeIndexPage, StatisticsPage

__all__ += ["EvidenceIndexPage", "ProgrammeIndexPage", "StatisticsPage"]
