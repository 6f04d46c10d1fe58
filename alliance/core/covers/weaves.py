"""How strands cross: each topic of the site has a weave of its own, so that kin is seen without a word."""

from collections.abc import Callable, Iterable

Weave = Callable[[int, int], bool]
"""Whether the upright strand ``column`` lies over the level strand ``row``."""

PLAIN = "cooperation"
WEAVES: dict[str, Weave] = {
    PLAIN: lambda column, row: (column + row) % 2 == 0,
    "policy_governance": lambda column, row: (column // 2 + row // 2) % 2 == 0,
    "connectivity": lambda column, row: (column + row) % 4 < 2,
    "teachers": lambda column, row: ((column if column // 4 % 2 else -column) + row) % 4 < 2,
    "inclusion": lambda column, row: (column - row) % 4 != 0,
    "digital_skills": lambda column, row: (column + row) % 3 == 0,
    "ai": lambda column, row: (abs(column - 5) + abs(row - 5)) % 4 < 2,
    "data_systems": lambda column, row: (column // 2 + row) % 2 == 0,
    "evidence": lambda column, row: (column + 2 * row) % 5 == 0,
    "open_resources": lambda column, row: (column + row // 2) % 2 == 0,
}


def weave_of(topics: Iterable[str]) -> Weave:
    """Return the weave of the first of these topics that has one, else plain weave."""
    return next((WEAVES[topic] for topic in topics if topic in WEAVES), WEAVES[PLAIN])
