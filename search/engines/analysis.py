"""Words as the index knows them: which are silent, which spellings stand for one word, and how far two words are apart.

The stemmers of the embedded engine split pairs that readers take for one word (mujer and mujeres, região and regiões), and
know nothing of cousins in the neighbouring language (educación and educação). So a word that is asked for is spelled in all
these ways first. What no document has costs nothing: such spellings are left out before anything is looked for.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from alliance.core.reference import fold
from search.stop_words import BY_LANGUAGE

LANGUAGES = ("es", "en", "pt", "fr")
# Shorter words have too many neighbours for their endings to mean anything.
SHORTEST = 4
MOST_SPELLINGS = 16

_FOLDED_STOP_WORDS = {language: frozenset(map(fold, words)) for language, words in BY_LANGUAGE.items()}
# The elided articles of French, as in "l'école": the word stands for itself.
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)

# (ending, what it may become), of folded words. All that fit are tried.
_Rules = tuple[tuple[str, tuple[str, ...]], ...]
_NUMBER: dict[str, _Rules] = {
    "es": (
        ("ces", ("z",)),
        ("z", ("ces",)),
        *((f"{letter}es", (letter,)) for letter in "lrndjyx"),
        *((letter, (f"{letter}es",)) for letter in "lrndjyx"),
        ("ia", ("ía", "ías")),
        ("ias", ("ía", "ías")),
    ),
    "pt": (
        ("cao", ("ção", "ções")),
        ("coes", ("ção", "ções")),
        ("ao", ("ão", "ões", "ãos")),
        ("oes", ("ão", "ões")),
        ("l", ("is",)),
        ("il", ("eis",)),
        ("ais", ("al",)),
        ("eis", ("el", "il")),
        ("ois", ("ol",)),
        ("uis", ("ul",)),
        ("m", ("ns",)),
        ("ns", ("m",)),
        ("ia", ("ía", "ias")),
    ),
    "en": (
        ("woman", ("women",)),
        ("women", ("woman",)),
        ("children", ("child",)),
        ("child", ("children",)),
        ("men", ("man",)),
    ),
    "fr": (),
}
# The same endings in the neighbouring language, to which the words are turned.
_COUSINS: dict[str, _Rules] = {
    "es": (
        ("cao", ("cion",)),
        ("coes", ("ciones",)),
        ("sao", ("sion",)),
        ("soes", ("siones",)),
        ("iao", ("ion",)),
        ("ioes", ("iones",)),
        ("stao", ("stion",)),
        ("stoes", ("stiones",)),
        ("dade", ("dad",)),
        ("dades", ("dades",)),
        ("agem", ("aje",)),
        ("agens", ("ajes",)),
        ("vel", ("ble",)),
        ("veis", ("bles",)),
        *((f"ment{end}", (f"mient{end}",)) for end in ("o", "os")),
        *((f"eir{end}", (f"er{end}",)) for end in ("o", "a", "os", "as")),
        *((f"ca{end}", (f"za{end}",)) for end in ("", "s")),
    ),
    "pt": (
        ("cion", ("ção",)),
        ("ciones", ("ções",)),
        ("sion", ("são", "ssão")),
        ("siones", ("sões", "ssões")),
        ("ion", ("ião", "ão")),
        ("iones", ("iões", "ões")),
        ("dad", ("dade",)),
        ("aje", ("agem",)),
        ("ajes", ("agens",)),
        ("ble", ("vel",)),
        ("bles", ("veis",)),
        *((f"mient{end}", (f"ment{end}",)) for end in ("o", "os")),
        *((f"er{end}", (f"eir{end}",)) for end in ("o", "a", "os", "as")),
        *((f"za{end}", (f"ça{end}",)) for end in ("", "s")),
    ),
}
# Letters inside a word: profesor and professor, español and espanhol, cuatro and quatro.
_INSIDE: dict[str, tuple[tuple[re.Pattern, str], ...]] = {
    "es": tuple(
        (re.compile(old), new) for old, new in (("ss", "s"), ("nh", "ñ"), ("lh", "j"), ("lh", "ll"), ("qua", "cua"))
    ),
    "pt": tuple(
        (re.compile(old), new)
        for old, new in (("(?<=[aeiou])s(?=[aeiouãõ])", "ss"), ("[ñ]", "nh"), ("ll", "lh"), ("cua", "qua"))
    ),
}


def cleaned(text: str) -> str:
    """Return the text as every engine can read it: letters with their accents in one piece, nothing that is no character."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    if "'" in text or "’" in text:
        text = _ELISION.sub("", text)
    return text.replace("\0", " ")


def is_silent(words: Iterable[str], language: str) -> bool:
    """Return whether none of the folded words says anything to a reader of ``language``; so does no word at all.

    A word is silent in the reader's own language, or in any two: "sur" is one in French only, and the south to the others.
    """
    return all(
        word in _FOLDED_STOP_WORDS.get(language, ()) or sum(word in stop for stop in _FOLDED_STOP_WORDS.values()) > 1
        for word in words
    )


@lru_cache(maxsize=4096)
def spellings(word: str, language: str) -> tuple[str, ...]:
    """Return how ``word`` may stand in a text of ``language``: as it is, in the other number, and as its cousins are spelled."""
    word = word.lower()
    forms = {word: None}
    if len(word) >= SHORTEST - 1:
        forms |= dict.fromkeys(_turned(word, _NUMBER.get(language, ())))
    if len(word) > SHORTEST and language in _COUSINS:
        cousins = dict.fromkeys((word, *_turned(word, _COUSINS[language])))
        for cousin in list(cousins):
            cousins |= dict.fromkeys(pattern.sub(new, cousin) for pattern, new in _INSIDE[language])
        for cousin in cousins:
            forms |= dict.fromkeys((cousin, *_turned(cousin, _NUMBER[language])))
    return tuple(forms)[:MOST_SPELLINGS]


def _turned(word: str, rules: _Rules) -> Iterator[str]:
    folded = fold(word)
    # What folding lengthens ("ß") cannot be turned letter by letter.
    if len(folded) != len(word):
        return
    for ending, others in rules:
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            for other in others:
                yield word[: -len(ending)] + other


def distance(one: str, other: str, at_most: int) -> int:
    """Return how many letters must be changed, added, left out or swapped with their neighbour; ``at_most`` + 1 for more."""
    letters, others = set(one), set(other)
    # Each letter that only one of them has is a change or an addition, which tells most words apart at once.
    if max(abs(len(one) - len(other)), len(letters - others), len(others - letters)) > at_most:
        return at_most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        two_before, before, row = before, row, [at + 1]
        for place, against in enumerate(other):
            cost = min(before[place + 1] + 1, row[place] + 1, before[place] + (letter != against))
            if at and place and letter == other[place - 1] and one[at - 1] == against:
                cost = min(cost, two_before[place - 1] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
    return min(row[-1], at_most + 1)
