"""What somebody may mean by what they typed: words, phrases, what to leave out, and what the alliance knows by these names.

Whatever the text, there is an answer: nothing that can be typed is an error.
"""

import re
from dataclasses import dataclass, replace

from alliance.core.reference import fold
from search.lexicon import Meaning, lexicon
from search.stop_words import ALL as STOP_WORDS
from search.types import Clause
from search.word_forms import root, words_of

LONGEST_TEXT = 400
MOST_WORDS = 24
LONGEST_WORD = 60
FIRST_YEAR, LAST_YEAR = 1950, 2100

_QUOTED = re.compile(r'(?P<minus>(?<!\S)-)?["“”«»„]\s*(?P<words>[^"“”«»„]+?)\s*["“”«»„]')
_EXCLUDED = re.compile(r"(?<!\S)-(?P<word>[^\W_][^\s]*)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Named:
    """Something in the text that is also a filter. ``words`` are its place among the text's words, from and to."""

    facet: str
    code: str
    rest: str


@dataclass(frozen=True)
class Understood:
    """A text as it is asked for."""

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    kinds: tuple[str, ...] = ()
    """The kinds of find that the text names beside what it asks for: "cursos" in "cursos de robótica"."""
    named: tuple[Named, ...] = ()
    words: tuple[str, ...] = ()
    """The words that are looked for, as typed: those that are marked in what is found."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, so that everything would do."""
        return not self.clauses and not self.excluded


def cleaned(text: str) -> str:
    """Return the text without what cannot be seen, in single spaces, and not longer than anybody would type."""
    return " ".join(_UNPRINTABLE.sub(" ", text[: LONGEST_TEXT * 4]).split())[:LONGEST_TEXT]


def understand(text: str, *, is_typing: bool = False) -> Understood:
    """Return what ``text`` asks for. ``is_typing``: its last word may be the beginning of one."""
    text = cleaned(text)
    phrases, excluded = [], []
    for found in _QUOTED.finditer(text):
        words = words_of(found["words"])[:MOST_WORDS]
        if words:
            (excluded if found["minus"] else phrases).append(Clause(" ".join(words), phrase=True))
    loose = _QUOTED.sub(" ", text)
    for found in _EXCLUDED.finditer(loose):
        excluded.extend(Clause(word) for word in words_of(found["word"])[:MOST_WORDS])
    loose = _EXCLUDED.sub(" ", loose)
    words = [word[:LONGEST_WORD] for word in words_of(loose)][:MOST_WORDS]
    clauses, kinds, named = _meant(words, is_typing=is_typing and not text.endswith('"'))
    return Understood(
        clauses=(*phrases, *clauses),
        excluded=tuple(excluded),
        kinds=kinds,
        named=named,
        words=(*(clause.text for clause in phrases), *(clause.text for clause in clauses)),
    )


def _meant(words: list[str], *, is_typing: bool) -> tuple[list[Clause], tuple[str, ...], tuple[Named, ...]]:
    """Return the clauses of loose words with what helps them, the kinds of find named, and what is also a filter."""
    meanings: dict[int, tuple[list[Meaning], int]] = {}
    named: list[Named] = []
    kinds: dict[int, str] = {}
    for start, end, found in lexicon().spans([root(word) for word in words]):
        telling_here = [at for at in range(start, end) if fold(words[at]) not in _FOLDED_STOP_WORDS] or [start]
        for at in telling_here:
            meanings[at] = (found, len(telling_here))
        rest = " ".join([*words[:start], *words[end:]])
        for meaning in found:
            if meaning.facet:
                named.append(Named(meaning.facet, meaning.code, rest))
            if meaning.facet == "type":
                kinds |= dict.fromkeys(range(start, end), meaning.code)
    for at, word in enumerate(words):
        if _YEAR.fullmatch(word) and FIRST_YEAR <= int(word) <= LAST_YEAR:
            meanings[at] = ([Meaning("year", word)], 1)
            named.append(Named("year", word, " ".join([*words[:at], *words[at + 1 :]])))
    telling = [at for at, word in enumerate(words) if fold(word) not in _FOLDED_STOP_WORDS or at in meanings]
    # What names a kind of find is no word of the finds, unless it is all there is.
    asked = [at for at in telling if at not in kinds] or telling or list(range(len(words)))
    clauses = [_clause(words[at], *meanings.get(at, ([], 1))) for at in asked]
    if is_typing and clauses and asked[-1] == len(words) - 1:
        clauses[-1] = replace(clauses[-1], is_beginning=True)
    beside = tuple(dict.fromkeys(kinds.values())) if any(at not in kinds for at in telling) else ()
    return clauses, beside, tuple(dict.fromkeys(named))


def _clause(word: str, meanings: list[Meaning], length: int) -> Clause:
    return Clause(
        word,
        helpers=tuple(dict.fromkeys(helper for meaning in meanings for helper in meaning.helpers)),
        codes=tuple((meaning.facet, meaning.code) for meaning in meanings if meaning.facet and meaning.facet != "type"),
        share=1 / length,
    )


def edits_for(word: str) -> int:
    """Return how many letters of a word may be wrong: none of up to three, one of up to seven, two of longer ones."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 8 else 2


_FOLDED_STOP_WORDS = frozenset(fold(word) for word in STOP_WORDS)
