"""Marking what was looked for in words that the reader may see. They come from the database, never from the index."""

import re
from collections.abc import Callable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from search.word_forms import WORD, root

SNIPPET = 220
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def marked(words: str, sought: frozenset[str]) -> SafeString:
    """Return ``words`` escaped, with those whose root is ``sought`` in ``<mark>``."""
    parts, at = [], 0
    for found in WORD.finditer(words):
        if root(found[0]) in sought:
            parts += [escape(words[at : found.start()]), "<mark>", escape(found[0]), "</mark>"]
            at = found.end()
    parts.append(escape(words[at:]))
    return mark_safe("".join(parts).replace("</mark> <mark>", " "))  # noqa: S308 - every piece is escaped above


def snippet(lead: str, body: Callable[[], str], sought: frozenset[str], *, length: int = SNIPPET) -> SafeString:
    """Return the lead, or the sentence of the body that has more of what is sought, at most ``length`` characters, marked.

    The body is asked for only where the lead has not all that is sought.
    """
    best, most = lead, _met(lead, sought)
    for sentence in _SENTENCE.split(body()) if most < len(sought) else ():
        met = _met(sentence, sought)
        if met > most:
            best, most = sentence, met
    return marked(_cut(best, sought, length), sought)


def _met(words: str, sought: frozenset[str]) -> int:
    return len({root(word) for word in WORD.findall(words)} & sought)


def _cut(words: str, sought: frozenset[str], length: int) -> str:
    """Return about ``length`` characters of ``words`` from shortly before the first that is sought, cut between words."""
    words = words.strip()
    if len(words) <= length:
        return words
    first = next((found.start() for found in WORD.finditer(words) if root(found[0]) in sought), 0)
    start = 0 if first < length * 2 // 3 else words.rfind(" ", 0, first - length // 3) + 1
    end = len(words) if len(words) - start <= length else words.rfind(" ", start, start + length)
    end = end if end > start else start + length
    return f"{'… ' if start else ''}{words[start:end].rstrip(' ,;:')}{' …' if end < len(words) else ''}"
