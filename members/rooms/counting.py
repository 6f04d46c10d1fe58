"""Counting dots: per person, per country, and how far the two orders agree. Pure arithmetic, exact.

Per person, every dot counts the same, so large delegations weigh more. Per country, each country's dots sum to one: an option
gets, from each country, the share of that country's dots that lies on it. Ballots without a country count per person only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations


@dataclass(frozen=True)
class Sheet:
    """One ballot: its country's code ("" for none), and dots by option."""

    country: str
    dots: Mapping[int, int]


def per_person(sheets: Iterable[Sheet], options: Sequence[int]) -> dict[int, Fraction]:
    """Return the sum of dots of each option."""
    found = dict.fromkeys(options, Fraction(0))
    for sheet in sheets:
        for option, dots in sheet.dots.items():
            found[option] += dots
    return found


def per_country(sheets: Iterable[Sheet], options: Sequence[int]) -> dict[int, Fraction]:
    """Return for each option the sum over countries of the share of the country's dots that it has; all sum to the number
    of countries.
    """
    by_country: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for sheet in sheets:
        if sheet.country:
            for option, dots in sheet.dots.items():
                by_country[sheet.country][option] += dots
    found = dict.fromkeys(options, Fraction(0))
    for dots in by_country.values():
        whole = sum(dots.values())
        for option, count in dots.items():
            found[option] += Fraction(count, whole)
    return found


def ranks(scores: Mapping[int, Fraction]) -> dict[int, int]:
    """Return the place of each option, the highest first; equal scores share a place and the next one is left out (1, 2, 2, 4)."""
    return {option: 1 + sum(other > score for other in scores.values()) for option, score in scores.items()}


def agreement(one: Mapping[int, Fraction], other: Mapping[int, Fraction]) -> Fraction | None:
    """Return how far two scores put the same options into one order: 1 for the same order, -1 for the opposite one; None for
    fewer than two options.

    Over all pairs of options: (pairs in the same order - pairs in opposite order) / pairs. This is Kendall's tau a (Kendall
    1938, Biometrika 30), except that a pair which both leave tied counts as the same order; one that only one of them ties
    counts for neither.
    """
    pairs = list(combinations(one, 2))
    if not pairs:
        return None
    total = 0
    for a, b in pairs:
        first, second = _sign(one[a] - one[b]), _sign(other[a] - other[b])
        total += 1 if first == second else first * second
    return Fraction(total, len(pairs))


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
