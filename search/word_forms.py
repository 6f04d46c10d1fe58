"""The forms of words: what a word and its plural, its other gender or its cousin in a neighbouring language have in common.

Engines analyse text with the stemmer of its language. This is for comparing single words whose language nobody said.
"""

import re
from functools import lru_cache

from alliance.core.reference import fold

# Letters and digits; "micro:bit", "covid-19" and "l'école" are told apart where readers would.
WORD = re.compile(r"[^\W_]+(?:[:][^\W_]+)*")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)

# The same ending in Spanish, Portuguese, French and English: educación, educação, éducation; diversidad, diversité, diversity.
_COUSINS = (
    ("ciones", "cion"),
    ("coes", "cion"),
    ("cao", "cion"),
    ("tions", "cion"),
    ("tion", "cion"),
    ("siones", "sion"),
    ("soes", "sion"),
    ("sao", "sion"),
    ("sions", "sion"),
    ("idades", "idad"),
    ("idade", "idad"),
    ("ites", "idad"),
    ("ite", "idad"),
    ("ities", "idad"),
    ("ity", "idad"),
    ("ncias", "ncia"),
    ("ncia", "ncia"),
    ("nces", "ncia"),
    ("nce", "ncia"),
    ("ncies", "ncia"),
    ("ncy", "ncia"),
    ("agens", "aj"),
    ("agem", "aj"),
    ("ages", "aj"),
    ("age", "aj"),
    ("aux", "al"),
    ("ais", "al"),
)
# Spanish writes one letter where its neighbours write two: professor, programme, littérature.
_DOUBLED = re.compile(r"([fmnpst])\1")
_SHORTEST = 4
# Words whose roots are kept in memory: texts say the same few thousand again and again. About six megabytes when full.
_MOST_KEPT = 32_768


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` as written, without the elided articles of French: "l'école" is "école"."""
    return WORD.findall(_ELISION.sub(" ", text))


@lru_cache(maxsize=_MOST_KEPT)
def root(word: str) -> str:
    """Return what a word shares with its plural, its other gender and its cousins: "profesoras" and "profesor" are one.

    Cruder than a stemmer and the same for all languages; never longer than the folded word, never shorter than four letters
    unless the word is.
    """
    written = fold(word)
    folded = _DOUBLED.sub(r"\1", written)
    for ending, common in _COUSINS:
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            return folded[: -len(ending)] + common
    if written.endswith("ss"):
        return folded
    if len(folded) > _SHORTEST + 1 and folded.endswith("es") and folded[-3] not in "aeiou":
        folded = folded[:-2]
    elif len(folded) > _SHORTEST and folded.endswith("s"):
        folded = folded[:-1]
    if len(folded) > _SHORTEST and folded[-1] in "aeo":
        folded = folded[:-1]
    return folded


def roots_of(text: str) -> tuple[str, ...]:
    """Return the roots of the words of ``text``, in their order."""
    return tuple(root(word) for word in words_of(text))
