"""Static files of production: hashed, compressed, and the style sheet in one request."""

import posixpath
import re
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "ui/ui.css"
_IMPORT = re.compile(r'@import url\("(?P<part>[^"]+)"\) layer\((?P<layer>[\w-]+)\);\n?')
_PARTS_OF_SCRIPTS = ("ui/js/*.js", ((r'(?P<matched>from "(?P<url>\./[\w-]+\.js)")', 'from "%(url)s"'),))
_URL = re.compile(r"url\((?P<address>[^)\"'#:]+)\)")


def bundle(read, name: str) -> tuple[str, list[str]]:
    """Return the style sheet ``name`` with its layered imports written out, and the names of the parts.

    ``read(name)`` gives the text of a file. Addresses inside a part keep pointing at the same file.
    """
    folder, parts = posixpath.dirname(name), []

    def write_out(match: re.Match) -> str:
        part = posixpath.join(folder, match["part"])
        parts.append(part)
        inner = posixpath.dirname(match["part"])
        text = _URL.sub(lambda found: f"url({posixpath.normpath(posixpath.join(inner, found['address']))})", read(part))
        return f"@layer {match['layer']} {{\n{text}}}\n"

    return _IMPORT.sub(write_out, read(name)), parts


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins what ``ui/ui.css`` imports, then hashes and compresses every file (brotli and gzip).

    Our own scripts import each other by their hashed names, so that no page gets the parts of two versions.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, _PARTS_OF_SCRIPTS)

    def post_process(self, paths: dict, dry_run: bool = False, **options) -> Iterator:
        """Hand the joined sheet, in place of the one with imports, to the hashing; its parts need none of their own."""
        if not dry_run and BUNDLE in paths:

            def read(name: str) -> str:
                storage, path = paths[name]
                with storage.open(path) as file:
                    return file.read().decode()

            text, parts = bundle(read, BUNDLE)
            joined = InMemoryStorage()
            joined.save(BUNDLE, ContentFile(text.encode()))
            paths = {name: source for name, source in paths.items() if name not in parts}
            paths[BUNDLE] = (joined, BUNDLE)
        yield from super().post_process(paths, dry_run=dry_run, **options)
