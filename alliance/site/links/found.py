"""The links inside the site that published pages and records hold, read from what is stored.

Wagtail's reference index forgets what pointed to a page when that page is deleted, and knows nothing of typed addresses.
So the stored words are read themselves, without the objects around them: a query for each table that holds links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model, Q, QuerySet, URLField
from django.utils.http import urlsplit
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site, get_page_models
from wagtail.snippets.blocks import SnippetChooserBlock

from alliance.core.models import Record

PAGE, DOCUMENT, ADDRESS = "page", "document", "address"
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Link:
    """Where a link leads: ``kind`` is one of the above or the label of a record, ``target`` a key or an address."""

    kind: str
    target: str
    words: str = ""


class _Anchors(HTMLParser):
    """Collects the links of formatted words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict, list[str]]] = []
        self._is_open = False

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append((dict(attrs), []))
            self._is_open = True

    def handle_endtag(self, tag):
        if tag == "a":
            self._is_open = False

    def handle_data(self, data):
        if self._is_open:
            self.found[-1][1].append(data)


def own_hosts() -> set[str]:
    """Return the names under which this site is reached."""
    return {urlsplit(settings.SITE_URL).netloc, *Site.objects.values_list("hostname", flat=True)} - {"localhost"}


class Finder:
    """Reads links out of stored values."""

    def __init__(self) -> None:
        self.hosts = own_hosts()

    def published(self) -> Iterator[tuple[type[Model], int, Link]]:
        """Return the base model and key of each published page and record with a link, and the link."""
        for model in get_page_models():
            # Pages that follow another have its words; who mends the one mends them all.
            yield from self._in_table(Page, model.objects.filter(live=True, alias_of=None), "pk")
        for model in (each for each in apps.get_models() if issubclass(each, Record)):
            yield from self._in_table(model, model._default_manager.filter(live=True), "pk")
            for relation in get_all_child_relations(model):
                key = relation.field.name
                rows = relation.related_model._default_manager.filter(**{f"{key}__live": True})
                yield from self._in_table(model, rows, relation.field.attname)

    def _in_table(self, model: type[Model], rows: QuerySet, key: str) -> Iterator[tuple[type[Model], int, Link]]:
        fields = [each for each in rows.model._meta.concrete_fields if _may_hold_links(each)]
        if not fields:
            return
        # Most rows have no link at all: the database leaves them out.
        holds = Q()
        for field in fields:
            if isinstance(field, RichTextField):
                holds |= Q(**{f"{field.name}__contains": "<a "})
            elif isinstance(field, StreamField):
                holds |= Q(pk__isnull=False)
            else:
                for host in self.hosts:
                    holds |= Q(**{f"{field.name}__contains": f"//{host}"})
        values = rows.order_by().filter(holds).values_list(key, *(each.name for each in fields))
        for pk, *found in values.iterator():
            for field, value in zip(fields, found, strict=True):
                for link in self.in_field(field, value):
                    yield model, pk, link

    def in_field(self, field: Field, value: Any) -> Iterator[Link]:
        """Return the links of one stored value of a field."""
        if isinstance(field, StreamField):
            yield from self.in_block(field.stream_block, value.raw_data)
        elif isinstance(field, RichTextField):
            yield from self.in_words(value)
        else:
            yield from self._at(value)

    def in_block(self, block: blocks.Block, value: Any) -> Iterator[Link]:
        """Return the links of the stored value of a block, and of those inside it."""
        if not value:
            return
        if isinstance(block, blocks.StreamBlock):
            for each in value:
                if each["type"] in block.child_blocks:
                    yield from self.in_block(block.child_blocks[each["type"]], each["value"])
        elif isinstance(block, blocks.StructBlock):
            for name, child in block.child_blocks.items():
                yield from self.in_block(child, value.get(name))
        elif isinstance(block, blocks.ListBlock):
            for each in value:
                # Loaded content may stand there without the names that the editor gives to items.
                is_named = isinstance(each, dict) and each.get("type") == "item"
                yield from self.in_block(block.child_block, each["value"] if is_named else each)
        elif isinstance(block, blocks.RichTextBlock):
            yield from self.in_words(value)
        elif isinstance(block, blocks.URLBlock):
            yield from self._at(value)
        elif isinstance(block, blocks.PageChooserBlock):
            yield Link(PAGE, str(value))
        elif isinstance(block, DocumentChooserBlock):
            yield Link(DOCUMENT, str(value))
        elif isinstance(block, SnippetChooserBlock):
            yield Link(block.target_model._meta.label_lower, str(value))

    def in_words(self, html: str) -> Iterator[Link]:
        """Return the links of formatted words as they are stored."""
        anchors = _Anchors()
        anchors.feed(html)
        for attributes, words in anchors.found:
            text = " ".join("".join(words).split())[:LONGEST_WORDS]
            if kind := attributes.get("linktype"):
                yield Link(kind, attributes.get("id") or "", text)
            else:
                yield from self._at(attributes.get("href") or "", text)

    def _at(self, address: str, words: str = "") -> Iterator[Link]:
        """Return the link of an address, if it is one of this site."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return
        is_ours = parts.netloc in self.hosts if parts.netloc else parts.path.startswith("/")
        if is_ours and parts.scheme in ("", "http", "https"):
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            yield Link(ADDRESS, path, words)


def _may_hold_links(field: Field) -> bool:
    return isinstance(field, StreamField | RichTextField | URLField)
