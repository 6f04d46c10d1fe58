"""Practices near another: those that share its rarer codes, found in memory from the population's bitmaps."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.population import Population, positions

# How much a shared code of each dimension says about being near; rarity multiplies it. Sharing only the country, the
# organisation's kind or the original language makes no two practices near.
WEIGHTS = {"purpose": 4, "technology": 4, "target": 4, "context": 3, "level": 3, "beneficiary": 2, "country": 2}
TELLING = frozenset({"purpose", "technology", "target", "context", "level"})
CANDIDATES = 40


@dataclass(frozen=True)
class Near:
    """A practice near another, with the codes that both carry, the most telling first."""

    pk: int
    shared: tuple[str, ...]


def near(population: Population, codes: Iterable[str], *, besides: Iterable[int] = (), limit: int = 4) -> list[Near]:
    """Return up to ``limit`` members that share most with a practice carrying ``codes``, nearest first.

    Likeness is the weight of shared codes over the weight of all codes of both. At 10,000 practices it takes about a
    millisecond: weights are added for all records at once (`_heaviest`), and only the heaviest are compared exactly.
    """
    weights = _Weights(population)
    mine = {code: weights[code] for code in codes if code.partition(":")[0] in WEIGHTS}
    telling = 0
    for code in mine:
        if code.partition(":")[0] in TELLING:
            telling |= population.bits.get(code, 0)
    allowed = telling & population.everyone & ~population.bitmap(besides)
    mine_sum = sum(mine.values())
    found = []
    for at in positions(_heaviest(population, mine, allowed)):
        theirs = {code for code in population.codes[at].split() if code.partition(":")[0] in WEIGHTS}
        shared = sorted(theirs & mine.keys(), key=lambda code: (-mine[code], code))
        common = sum(mine[code] for code in shared)
        union = mine_sum + sum(weights[code] for code in theirs) - common
        found.append((-common / union if union else 0, population.ids[at], tuple(shared)))
    return [Near(pk, shared) for _likeness, pk, shared in sorted(found)[:limit]]


def shared_with(population: Population, codes: Iterable[str], pks: Iterable[int]) -> list[Near]:
    """Return those of ``pks`` that the population has, in their order, with the codes that each shares with ``codes``."""
    weights = _Weights(population)
    mine = {code: weights[code] for code in codes if code.partition(":")[0] in WEIGHTS}
    found = []
    for pk in pks:
        for at in positions(population.bitmap([pk])):
            theirs = population.codes[at].split()
            shared = sorted(mine.keys() & theirs, key=lambda code: (-mine[code], code))
            found.append(Near(pk, tuple(shared)))
    return found


class _Weights(dict[str, int]):
    """The weight of sharing a code: its dimension's, times how rare the code is. Each is worked out once."""

    def __init__(self, population: Population):
        super().__init__()
        self.bits = population.bits
        self.everyone = population.everyone.bit_count()

    def __missing__(self, code: str) -> int:
        carriers = self.bits.get(code, 0).bit_count() or 1
        weight = self[code] = round(WEIGHTS[code.partition(":")[0]] * math.log2(1 + self.everyone / carriers))
        return weight


def _heaviest(population: Population, weights: dict[str, int], allowed: int) -> int:
    """Return the bitmap of about `CANDIDATES` records of ``allowed`` with the greatest sum of weights of their codes.

    Sums are kept as bitmaps, one for each binary digit, and added like numbers on paper: with some twenty codes that is
    a hundred operations on integers, whatever the number of records.
    """
    digits: list[int] = []
    for code, weight in weights.items():
        carriers = population.bits.get(code, 0) & allowed
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                _add(digits, place, carriers)
    chosen, open_ = 0, allowed
    for digit in reversed(digits):
        with_digit = open_ & digit
        if (chosen | with_digit).bit_count() >= CANDIDATES:
            open_ = with_digit
        else:
            chosen |= with_digit
            open_ &= ~digit
    for at in positions(open_):
        if chosen.bit_count() >= CANDIDATES:
            break
        chosen |= 1 << at
    return chosen


def _add(digits: list[int], place: int, carriers: int) -> None:
    """Add 2**place to the sums of ``carriers``."""
    while carriers:
        digits.extend([0] * (place + 1 - len(digits)))
        digits[place], carriers = digits[place] ^ carriers, digits[place] & carriers
        place += 1
