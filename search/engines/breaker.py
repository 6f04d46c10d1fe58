"""A circuit breaker: an engine that failed several times in a row is left alone for a while, so that nobody waits for it."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from search.engines.base import Engine, NewIndex
from search.types import Answer, Document, EngineUnavailableError, Health, Question

FAILURES = 3
REST = 10.0


class Breaker:
    """An engine behind a circuit breaker, one for each process; threads share it.

    After ``failures`` in a row it refuses at once for ``rest`` seconds. Then one caller tries, while the others are still
    refused: if that succeeds everybody may ask again, if not the rest begins anew.
    """

    def __init__(
        self,
        engine: Engine,
        failures: int = FAILURES,
        rest: float = REST,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.name = engine.name
        self._engine = engine
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until: float | None = None
        self._is_tried = False

    @property
    def is_open(self) -> bool:
        """Whether the engine is being left alone."""
        return self._open_until is not None

    def ask(self, question: Question) -> Answer:
        with self._guarded():
            return self._engine.ask(question)

    def similar(self, key: str, question: Question) -> Answer:
        with self._guarded():
            return self._engine.similar(key, question)

    def near_words(self, word: str, limit: int = 5) -> list[str]:
        with self._guarded():
            return self._engine.near_words(word, limit)

    def write(self, documents: Iterable[Document]) -> int:
        with self._guarded():
            return self._engine.write(documents)

    def remove(self, keys: Iterable[str]) -> None:
        with self._guarded():
            self._engine.remove(keys)

    def digests(self) -> Iterator[tuple[str, str]]:
        with self._guarded():
            yield from self._engine.digests()

    def begin(self) -> NewIndex:
        """Start a new index, as the engine does. Not counted: that another rebuild is at work is no failure."""
        return self._engine.begin()

    def health(self) -> Health:
        """Return how the index is. Always asked: whoever wants to know wants to know it now."""
        return self._engine.health()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        is_trial = self._enter()
        try:
            yield
        except EngineUnavailableError:
            self._count_failure()
            raise
        else:
            self._close()
        finally:
            if is_trial:
                self._is_tried = False

    def _enter(self) -> bool:
        """Return whether this call is the one that tries; raise if the engine is to be left alone."""
        with self._lock:
            if self._open_until is None:
                return False
            if self._is_tried or self._clock() < self._open_until:
                raise EngineUnavailableError(
                    f"{self.name} did not answer {self._failed} times and is left alone for a while"
                )
            self._is_tried = True
            return True

    def _count_failure(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._open_until = self._clock() + self._rest

    def _close(self) -> None:
        with self._lock:
            self._failed = 0
            self._open_until = None
