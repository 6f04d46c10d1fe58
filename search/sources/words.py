"""Plain words out of what is stored: text rows, formatted words, stories."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.table_block.blocks import TableBlock

from alliance.core import reference
from alliance.core.models import Origin, RecordText
from alliance.core.models.records import plain_words
from search.types import Words

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def joined(*parts: str | None) -> str:
    """Return the parts that say something as plain words, one in each line."""
    return lines(*(plain_words(part) for part in parts if part))


def lines(*texts: str) -> str:
    """Return plain texts that say something, one below the other."""
    return "\n".join(filter(None, texts))


def names(*parts: str | None) -> str:
    """Return names, each once whatever its case."""
    found: dict[str, str] = {}
    for part in parts:
        if part and part.strip():
            found.setdefault(part.strip().casefold(), part.strip())
    return ", ".join(found.values())


def country_names() -> dict[str, list[str]]:
    """Return code -> names of each published country in every language of the site. To be asked once for many documents."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for code, name in reference.country_names(language).items():
            found.setdefault(code, []).append(name)
    return found


def spoken(rows: Iterable[RecordText], said: Callable[[RecordText], Words]) -> dict[str, Words]:
    """Return what text rows say, by language of the site; a row that only repeats another's words is left out.

    Where somebody wrote in none of the site's languages, their words stand under the site's own: they are found as they are.
    """
    ordered = sorted(rows, key=lambda row: (row.origin != Origin.ORIGINAL, row.language))
    found: dict[str, Words] = {}
    for row in [row for row in ordered if row.language in LANGUAGES] or ordered[:1]:
        words = said(row)
        if words != Words() and words not in found.values():
            found[row.language if row.language in LANGUAGES else settings.LANGUAGE_CODE] = words
    return found


def codes(**facets: str | Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """Return the codes of each facet that has any, each once and in one order whatever the database's."""
    found = {}
    for facet, values in facets.items():
        present = sorted({str(value) for value in ((values,) if isinstance(values, str) else values or ()) if value})
        if present:
            found[facet] = tuple(present)
    return found


def story(value: StreamValue) -> str:
    """Return the words of a story as they were typed. What blocks choose or count is not looked at: that costs queries."""
    return joined(*_typed(value.stream_block, [*value.raw_data]))


def _typed(block: blocks.Block, value: Any) -> Iterator[str]:
    if not value:
        return
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            if child["type"] in block.child_blocks:
                yield from _typed(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, blocks.StructBlock):
        for name, each in block.child_blocks.items():
            yield from _typed(each, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for child in value:
            yield from _typed(block.child_block, child["value"] if _is_item(child) else child)
    elif isinstance(block, TableBlock):
        for row in [[value.get("table_caption")], *(value.get("data") or [])]:
            yield " ".join(str(cell) for cell in row if cell)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock):
        yield str(value)


def _is_item(child: Any) -> bool:
    """Whether a part of a list is stored with its identity, as all are that were stored of late."""
    return isinstance(child, dict) and child.get("type") == "item" and "value" in child
