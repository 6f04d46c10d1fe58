"""How long one reader has waited for engines: whoever asks them several times for one answer waits no longer for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

# Seconds that went by in the blocks of `one_answer`, of which the outermost counts.
_waited: ContextVar[float | None] = ContextVar("waited", default=None)


@contextmanager
def one_answer() -> Iterator[None]:
    """Inside, all questions to engines that may be slow share one patience. Also a decorator."""
    if _waited.get() is not None:
        yield
        return
    token = _waited.set(0.0)
    try:
        yield
    finally:
        _waited.reset(token)


def left_of(patience: float) -> float:
    """Return how much of the patience is left: all of it where nobody said that several questions are one answer's."""
    return patience - (_waited.get() or 0.0)


@contextmanager
def counted() -> Iterator[None]:
    """Count the time inside as time waited."""
    start = monotonic()
    try:
        yield
    finally:
        waited = _waited.get()
        if waited is not None:
            _waited.set(waited + monotonic() - start)
