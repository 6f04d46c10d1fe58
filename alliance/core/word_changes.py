"""What changed between two texts, word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# So many words stand on each side of a change; what lies between two changes further apart is left out.
_AROUND = 12


@dataclass(frozen=True)
class Part:
    """A stretch of words: "same", "del" (only in the older), "ins" (only in the newer) or "gap" (left out, the same)."""

    kind: str
    words: str


def compared(before: str, after: str) -> list[Part]:
    """Return two texts as one, word by word, with long stretches without a change left out."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts: list[Part] = []
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(Part("same", "".join(old[a:b])))
            continue
        parts.extend(
            Part(kind, words) for kind, words in (("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))) if words
        )
    last = len(parts) - 1
    return list(chain.from_iterable(_shortened(part, at == 0, at == last) for at, part in enumerate(parts)))


def _shortened(part: Part, first: bool, last: bool) -> Iterable[Part]:
    """Return a stretch without change with its middle left out, or the end that touches no change."""
    words = _WORD.findall(part.words)
    around = 2 * _AROUND  # spaces count
    if part.kind != "same" or len(words) <= 2 * around + around:
        return [part]
    head = [] if first else [Part("same", "".join(words[:around]))]
    tail = [] if last else [Part("same", "".join(words[-around:]))]
    return [*head, Part("gap", "…"), *tail]
