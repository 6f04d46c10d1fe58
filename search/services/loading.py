"""Documents out of the database, in batches."""

import logging
from collections.abc import Iterable, Iterator

from django.db import DatabaseError

from alliance.core.cache import forget_content_version
from search.kinds import Kind, all_kinds
from search.types import Document

logger = logging.getLogger(__name__)

BATCH = 200


def in_batches(things: Iterable, size: int = BATCH) -> Iterator[list]:
    """Yield the things in lists of at most ``size``."""
    batch = []
    for each in things:
        batch.append(each)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def documents_of(kind: Kind, numbers: list[str]) -> tuple[list[Document], list[str]]:
    """Return the documents of these numbers as the database has them now, and the numbers of those that cannot be made.

    One that cannot be made holds up no other; what is wrong with it is logged.
    """
    # Names of countries are kept in memory for a second; what is indexed must not be older than the change that asks for it.
    forget_content_version()
    try:
        return kind.documents(numbers), []
    except DatabaseError:
        raise
    except Exception:
        if len(numbers) == 1:
            logger.exception("The document %s:%s cannot be made", kind.name, numbers[0])
            return [], list(numbers)
    made, broken = [], []
    for number in numbers:
        documents, failed = documents_of(kind, [number])
        made += documents
        broken += failed
    return made, broken


def all_documents(size: int = BATCH) -> Iterator[list[Document]]:
    """Yield every document that belongs in the index now, in batches."""
    for kind in all_kinds():
        for numbers in in_batches(list(kind.numbers()), size):
            yield documents_of(kind, numbers)[0]
