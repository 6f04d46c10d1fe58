"""How well the search answers: questions with graded answers, and the measures that are usual for such sets.

nDCG@10: the gain of each of the first ten (2^grade - 1), discounted by the logarithm of its rank, over the best that the grades
allow (Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418). recall@10: of all answers of grade 2 and 3, at most ten, how
many stand among the first ten.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

DEPTH = 10
USEFUL = 2


@dataclass
class Graded:
    """One question, why it is asked here, and what answers it: "practice/kolibri-intibuca" -> 1 to 3."""

    language: str
    text: str
    why: str
    grades: dict[str, int] = field(default_factory=dict)


def graded_questions() -> list[Graded]:
    """Return the questions of graded.txt, in its order. Raises ValueError for a line that cannot be read."""
    found: list[Graded] = []
    for line in Path(__file__).with_name("graded.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("  "):
            grade, *keys = line.split()
            found[-1].grades |= dict.fromkeys(keys, int(grade))
        else:
            language, text, why = (part.strip() for part in line.split("|"))
            found.append(Graded(language, text, why))
    return found


def ndcg(answers: Sequence[str], grades: dict[str, int]) -> float:
    """Return nDCG@10 of the answers, from 0 to 1."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in answers]) / best


def recall(answers: Sequence[str], grades: dict[str, int]) -> float:
    """Return recall@10 of the answers, from 0 to 1; of more than ten useful ones, ten are all that can be had."""
    useful = {key for key, grade in grades.items() if grade >= USEFUL}
    return len(useful & set(answers[:DEPTH])) / min(len(useful), DEPTH)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], start=1))
