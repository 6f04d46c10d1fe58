"""Better spelling, offered where the typed words find little: of words that stand in public documents, and only if it helps."""

from dataclasses import replace

from alliance.core.reference import fold
from search.engines.choose import engine
from search.types import EngineUnavailableError, Question
from search.understanding import Understood, understand
from search.weights import needed_of
from search.word_forms import words_of

# With fewer finds than these somebody may have misspelt a word.
FEW = 5
SHORTEST = 4


def better(text: str, understood: Understood, exactly: int, question: Question) -> str | None:
    """Return ``text`` with misspelt words replaced, if that leads the same reader to something; else None.

    ``exactly``: how many finds the words have as they were typed.
    """
    if exactly >= FEW:
        return None
    try:
        replaced = _replaced(text, understood)
        if replaced is None:
            return None
        meant = understand(replaced)
        loose = sum(not clause.phrase for clause in meant.clauses)
        corrected = replace(
            question,
            clauses=meant.clauses,
            excluded=meant.excluded,
            needed=needed_of(loose),
            facets=(),
            start=0,
            size=1,
        )
        # Its readers are the same, so a word is offered only if it leads to something that they may see.
        return replaced if engine().ask(corrected).total > 0 else None
    except EngineUnavailableError:
        return None


def _replaced(text: str, understood: Understood) -> str | None:
    """Return the text with each word that no public document has replaced by the nearest that one has, or None."""
    replacements = {}
    for clause in understood.clauses:
        for word in words_of(clause.text):
            if len(word) < SHORTEST or not word.isalpha():
                continue
            near = engine().near_words(fold(word))
            if near and fold(word) not in near:
                replacements[word] = near[0]
    for word, other in replacements.items():
        text = text.replace(word, other)
    return text if replacements else None
