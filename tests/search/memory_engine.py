"""An engine that keeps everything in memory: obeys the protocol with the least that tests of indexing need."""

from collections.abc import Iterable, Iterator

from alliance.core.reference import fold
from search.types import Answer, Document, EngineUnavailableError, Health, Hit, Question


class MemoryIndex:
    """Documents by key."""

    def __init__(self, engine: "MemoryEngine"):
        self.engine = engine
        self.documents: dict[str, Document] = {}

    def write(self, documents: Iterable[Document]) -> int:
        written = {document.key: document for document in documents}
        self.documents.update(written)
        self.engine.writes.append(sorted(written))
        return len(written)

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.documents.pop(key, None)

    def put_in_place(self) -> None:
        self.engine.index, self.engine.new = self, None

    def discard(self) -> None:
        self.engine.new = None


class MemoryEngine:
    """One index at a time, and another in the making."""

    name = "memory"

    @classmethod
    def from_settings(cls) -> "MemoryEngine":
        return cls()

    def __init__(self):
        self.writes: list[list[str]] = []
        self.is_down = False
        self.index: MemoryIndex | None = None
        self.new: MemoryIndex | None = None

    @property
    def documents(self) -> dict[str, Document]:
        if self.is_down or self.index is None:
            raise EngineUnavailableError("down")
        return self.index.documents

    def ask(self, question: Question) -> Answer:
        met = [each for each in self.documents.values() if self._meets(each, question)]
        hits = tuple(Hit(document.key, document.quality) for document in met)
        return Answer(hits=hits[question.start : question.start + question.size], total=len(hits))

    @staticmethod
    def _meets(document: Document, question: Question) -> bool:
        said = fold(" ".join([document.names, *(f"{w.title} {w.lead} {w.body}" for w in document.words.values())]))
        return (
            not question.readers.isdisjoint(document.readers)
            and document.key not in question.hidden
            and all(clause.text in said for clause in question.clauses)
        )

    def similar(self, key: str, question: Question) -> Answer:
        return Answer()

    def near_words(self, word: str, limit: int = 5) -> list[str]:
        return []

    def write(self, documents: Iterable[Document]) -> int:
        assert self.documents is not None
        return self.index.write(documents)

    def remove(self, keys: Iterable[str]) -> None:
        assert self.documents is not None
        self.index.remove(keys)

    def digests(self) -> Iterator[tuple[str, str]]:
        return ((key, document.digest) for key, document in self.documents.items())

    def begin(self) -> MemoryIndex:
        if self.is_down or self.new is not None:
            raise EngineUnavailableError("down, or another index is in the making")
        self.new = MemoryIndex(self)
        return self.new

    def health(self) -> Health:
        if self.is_down:
            raise EngineUnavailableError("down")
        return Health(len(self.index.documents) if self.index else 0, self.index is not None)
