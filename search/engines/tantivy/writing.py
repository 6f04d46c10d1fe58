"""Changing an index, and making a new one beside it."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.engines.analysis import cleaned
from search.engines.tantivy.folder import PAUSE, Folder, answering
from search.engines.tantivy.schema import opened, stored
from search.types import Document

# Memory and threads of somebody who writes a few documents, and of somebody who writes all.
FEW, MANY = (50_000_000, 1), (200_000_000, 2)


def writer_of(index: tantivy.Index, how: tuple[int, int], patience: float) -> tantivy.IndexWriter:
    """Return a writer. Another one that is open is waited for."""
    until = time.monotonic() + patience
    while True:
        try:
            return index.writer(*how)
        except ValueError as problem:
            if "LockBusy" not in str(problem) or time.monotonic() >= until:
                raise
            time.sleep(PAUSE)


@contextmanager
def changing(folder: Folder) -> Iterator[tantivy.IndexWriter]:
    """Give a writer for the index in use; after the block everybody finds what was written, or, if it fails, nothing of it."""
    with folder.locked("write"), answering():
        path = folder.current()
        folder.check(path)
        # Only the files of a new index may be missing.
        (path / "meta.json").stat()
        writer = writer_of(opened(str(path)), FEW, folder.patience)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()


def put(writer: tantivy.IndexWriter, documents: Iterable[Document]) -> int:
    """Put documents in, each in the place of the one with its key; return how many."""
    count = 0
    for document in documents:
        writer.delete_documents_by_term("key", cleaned(document.key))
        writer.add_document(stored(document))
        count += 1
    return count


def take_out(writer: tantivy.IndexWriter, keys: Iterable[str]) -> None:
    """Take documents out."""
    for key in keys:
        writer.delete_documents_by_term("key", cleaned(key))


class TantivyNewIndex:
    """An index in the making. It holds the lock of those who make one until it is put in place or discarded."""

    def __init__(self, folder: Folder):
        self._folder = folder
        self._lock: int | None = folder.lock("rebuild", patience=0)
        try:
            with answering():
                folder.tidy()
                self._path: Path = folder.new()
                self._writer = writer_of(opened(str(self._path)), MANY, folder.patience)
        except BaseException:
            self._release()
            raise

    def write(self, documents: Iterable[Document]) -> int:
        with answering():
            return put(self._writer, documents)

    def remove(self, keys: Iterable[str]) -> None:
        with answering():
            take_out(self._writer, keys)

    def put_in_place(self) -> None:
        try:
            with answering():
                self._writer.commit()
                self._writer.wait_merging_threads()
                # Whoever is changing the old index finishes first, and then sees that there is another one.
                with self._folder.locked("write"):
                    self._folder.use(self._path)
        finally:
            self._release()

    def discard(self) -> None:
        try:
            with answering():
                self._writer.rollback()
                self._writer.wait_merging_threads()
                shutil.rmtree(self._path)
        finally:
            self._release()

    def _release(self) -> None:
        """Give the lock back, once: an index that could not be put in place is discarded, and its number is another file's then."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)
