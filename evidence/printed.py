"""What the source of an edition prints: which values have a number there, and how the numbers are rounded.

An edition without an entry is shown like the living library: exact numbers, shares without decimals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Printed:
    """The print of one edition.

    ``decimals`` holds the (dimension, code) pairs whose share has decimals. ``values`` names, by dimension, the codes that
    have a number; records may carry further ones by assumption. Reach is printed as "more than", rounded down to
    ``reach_step``.
    """

    decimals: Mapping[tuple[str, str], int] = field(default_factory=dict)
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reach_step: int = 1


PRINTED: Mapping[str, Printed] = {
    "second-mapping-2024": Printed(
        decimals={
            ("purpose", "inclusive_equitable"): 1,
            ("purpose", "teacher_development"): 1,
            ("purpose", "personalise_learning"): 1,
        },
        values={
            "technology": frozenset({"computer", "mobile_phone", "camera_microphone", "tablet", "learning_platform"})
        },
        reach_step=1000,
    )
}

EXACT = Printed()


def printed(edition_slug: str) -> Printed:
    """Return how the source of an edition prints its numbers."""
    return PRINTED.get(edition_slug, EXACT)
