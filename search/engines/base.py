"""What every engine can do. Each of them passes the suite in tests/search/engines/test_conformance.py."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from search.types import Answer, Document, Health, Question


class NewIndex(Protocol):
    """An index in the making, beside the one that readers use."""

    def write(self, documents: Iterable[Document]) -> int:
        """Put documents in, in bulk; one with a key that is there already replaces it. Return how many."""

    def remove(self, keys: Iterable[str]) -> None:
        """Take documents out."""

    def put_in_place(self) -> None:
        """Have all readers, in every process, use this index from now on, in one step; the old one is deleted."""

    def discard(self) -> None:
        """Delete this index; the one in use stays."""


class Engine(Protocol):
    """An index that can be asked and changed. Every method raises `EngineUnavailableError` where it cannot answer."""

    name: str

    def ask(self, question: Question) -> Answer:
        """Return what fits the question and may be seen by its readers."""

    def similar(self, key: str, question: Question) -> Answer:
        """Return documents that speak of the same things as the one with ``key``, which is not among them.

        ``question`` gives readers, language, filters and size; its clauses are not looked at. Empty for an unknown key.
        """

    def near_words(self, word: str, limit: int = 5) -> list[str]:
        """Return words of the index that are spelled almost like ``word`` (folded), the most frequent first.

        The word itself is among them if it stands there. Only documents that everybody may see are looked at.
        """

    def write(self, documents: Iterable[Document]) -> int:
        """Put documents in or replace them; whoever asks after this returns finds them. Return how many."""

    def remove(self, keys: Iterable[str]) -> None:
        """Take documents out; whoever asks after this returns does not find them. Unknown keys are no error."""

    def digests(self) -> Iterator[tuple[str, str]]:
        """Yield the key and the digest of every document, to compare the index with the database."""

    def begin(self) -> NewIndex:
        """Start a new, empty index beside the present one. One at a time: a second one raises `EngineUnavailableError`."""

    def health(self) -> Health:
        """Return how the index is. An index that is not there yet, or damaged, is not current and has no documents."""
