"""Documents and questions for the engines, written in one line each."""

from datetime import date

from search.readers import PUBLIC
from search.types import Clause, Document, Question, Words


def document(key: str, es: str = "", *, quality: float = 1.0, dated: str = "", names: str = "", **more) -> Document:
    """Return a document. ``es``, and ``en=`` and its like, are "title | lead | body".

    ``codes`` and ``readers`` are handed on as they are; the readers are everyone unless given.
    """
    said = {"es": es} | {code: more.pop(code, "") for code in ("en", "pt", "fr")}
    return Document(
        key=key,
        kind=key.partition(":")[0],
        slug=key.replace(":", "-"),
        words={code: Words(*map(str.strip, text.split("|", 2))) for code, text in said.items() if text},
        names=names,
        quality=quality,
        dated=date.fromisoformat(dated) if dated else None,
        **more,
    )


def clauses(text: str, **details) -> tuple[Clause, ...]:
    """Return a clause for each word of ``text``, each with the same details."""
    return tuple(Clause(word, **details) for word in text.split())


def question(text: str = "", *, readers=(PUBLIC,), language: str = "es", **more) -> Question:
    """Return a question for all words of ``text``, or for the clauses given."""
    more.setdefault("clauses", clauses(text))
    return Question(readers=frozenset(readers), language=language, **more)
