"""Documents and pictures made by typst from data, never from built markup."""

import json
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

Compile = Callable[..., bytes]
"""``compile(data, **options)``: what a template makes of the data; the options are typst's."""


class Typesetter:
    """One template. A compiler keeps its fonts between uses and works on one document at a time."""

    def __init__(self, template: Path) -> None:
        self.template = template
        self._lock = threading.Lock()
        self._compiler: typst.Compiler | None = None

    def make(self, work: Callable[[Compile], bytes]) -> bytes:
        """Return what ``work`` makes with the function that it is given.

        A character for which the fonts have no sign stops the compilation: then the work is done again with Latin letters
        only, and in the last resort with those of ASCII.
        """
        with self._lock:
            if self._compiler is None:
                # Only the fonts that come with typst, so that the result is the same on every machine.
                self._compiler = typst.Compiler(self.template, root=settings.BASE_DIR, ignore_system_fonts=True)
            for repertoire in (without_controls, latin):
                try:
                    return work(self._compile_in(repertoire))
                except typst.TypstError as error:
                    if "could not be displayed" not in error.message:
                        raise
            return work(self._compile_in(ascii_only))

    def query(self, label: str) -> Any:
        """Return the value that the document made last holds under this label. Only inside of `make`'s work."""
        return self._compiler.query(label, field="value", one=True)

    def _compile_in(self, repertoire: Callable[[str], str]) -> Compile:
        def compile_data(data: dict, **options) -> bytes:
            return self._compiler.compile(sys_inputs={"data": json.dumps(_mapped(data, repertoire))}, **options)

        return compile_data


def without_controls(words: str) -> str:
    """Return words without control characters."""
    return "".join(" " if unicodedata.category(each) == "Cc" else each for each in words)


def latin(words: str) -> str:
    """Return words with whatever is neither Latin, a digit, an accent nor punctuation as a question mark."""
    return "".join(each if _is_latin(each) else "?" for each in without_controls(unicodedata.normalize("NFC", words)))


def ascii_only(words: str) -> str:
    """Return words without accents, and with every other sign as a question mark."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
    return without_controls(plain).encode("ascii", "replace").decode()


def _is_latin(character: str) -> bool:
    # Up to U+036F stand Latin letters, their extensions and the accents that combine with them; then the further
    # extensions, and the general punctuation with the currency signs.
    code = ord(character)
    return code <= 0x036F or 0x1E00 <= code <= 0x1EFF or 0x2010 <= code <= 0x20BF


def _mapped(value, change: Callable[[str], str]):
    """Return nested lists and dictionaries with every text in them changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(each, change) for each in value]
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    return value
