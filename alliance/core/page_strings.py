"""The strings of an original as wagtail-localize keeps them: taken out of the page again, and no translation is lost.

wagtail-localize does the same one string at a time, and forgets which translation stood in the place of a sentence that
changed. Here the work grows with what changed, not with the length of the page.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, validate_translation_links

# What the editor's side-by-side view says of a kept translation, after "Translated with".
KEPT = {
    "es": "el original anterior: por revisar",
    "en": "the earlier original: to be checked",
    "pt": "o original anterior: a revisar",
    "fr": "l'original précédent : à vérifier",
}


@transaction.atomic
def update_source(source: TranslationSource) -> None:
    """Translators see the present words of the original, and what they wrote stands beside them."""
    page = source.get_source_instance()
    before = strings_of(source)
    source.content_json = page.to_json()
    source.schema_version = get_schema_version(page._meta.app_label)
    source.object_repr = str(page)[:200]
    source.last_updated_at = timezone.now()
    source.save(update_fields=["content_json", "schema_version", "object_repr", "last_updated_at"])
    found = source.as_instance()
    values = list(extract_segments(found))
    for kind in KINDS:
        _refresh(kind, source, found, [each for each in values if isinstance(each, kind.value)])
    keep_translations(source, before)


@dataclass(frozen=True)
class Kind:
    """A kind of segment, and by what a row of it and a value found in the page are known to be the same."""

    model: type[models.Model]
    value: type
    of_row: Callable[[Any], tuple]
    of_value: Callable[[Any], tuple]
    make: Callable[[TranslationSource, Any], Any]
    joined: tuple[str, ...] = ()


def _template_key(value: TemplateSegmentValue) -> tuple:
    return (uuid.uuid5(uuid.uuid5(Template.BASE_UUID_NAMESPACE, value.format), value.template),)


KINDS = (
    Kind(
        StringSegment,
        StringSegmentValue,
        lambda row: (row.string.data_hash, row.attrs),
        lambda value: (String._get_data_hash(value.string.data), _json(value.attrs)),
        lambda source, value: StringSegment.from_value(source, source.locale, value),
        ("string",),
    ),
    Kind(
        TemplateSegment,
        TemplateSegmentValue,
        lambda row: (row.template.uuid,),
        _template_key,
        TemplateSegment.from_value,
        ("template",),
    ),
    Kind(
        OverridableSegment,
        OverridableSegmentValue,
        lambda row: (row.data_json,),
        lambda value: (_json(value.data),),
        OverridableSegment.from_value,
    ),
    Kind(
        RelatedObjectSegment,
        RelatedObjectSegmentValue,
        lambda row: (row.object_id,),
        lambda value: (value.translation_key,),
        RelatedObjectSegment.from_value,
    ),
)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


def _refresh(kind: Kind, source: TranslationSource, page: models.Model, values: list[Any]) -> None:
    """The rows of a kind are those of the page. One that stays keeps its key: an open editor can still write to it."""
    rows: dict[tuple, list[Any]] = defaultdict(list)
    for row in kind.model.objects.filter(source=source).select_related("context", *kind.joined).order_by("order"):
        rows[(row.context.path, *kind.of_row(row))].append(row)
    shifted, new = [], []
    for value in values:
        same = rows[(value.path, *kind.of_value(value))]
        if not same:
            new.append(value)
        elif (row := same.pop(0)).order != value.order:
            row.order = value.order
            shifted.append(row)
    kind.model.objects.filter(pk__in=[row.pk for group in rows.values() for row in group]).delete()
    kind.model.objects.bulk_update(shifted, ["order"])
    for value in new:
        kind.make(source, value).context.get_field_path(page)


@dataclass(frozen=True)
class Place:
    """A string of an original where it stands."""

    string: int
    words: str


def strings_of(source: TranslationSource) -> dict[int, list[Place]]:
    """Return the strings of an original in their order, by the context (field or block) that they stand in."""
    found: dict[int, list[Place]] = defaultdict(list)
    segments = StringSegment.objects.filter(source=source).select_related("string").order_by("order")
    for segment in segments:
        found[segment.context_id].append(Place(segment.string_id, segment.string.data))
    return found


def keep_translations(source: TranslationSource, before: dict[int, list[Place]]) -> int:
    """Translations of strings that changed or moved since ``before`` stand beside the new ones; returns how many.

    A sentence that moved to another block takes its translation along. One that was changed gets the translation of the
    sentence that stood in its place, marked as to be checked. What a translator has written is never replaced.
    """
    after = strings_of(source)
    new = {
        (place.string, context): place.words
        for context, places in after.items()
        for place in places
        if place not in before.get(context, [])
    }
    if not new:
        return 0
    stood = {
        (now.string, context): old.string
        for context, places in after.items()
        for old, now in _replaced(before.get(context, []), places)
    }
    wanted = {string for string, _context in new} | set(stood.values())
    made: dict[tuple[int, int, int], StringTranslation] = {}
    memory = _Memory(source, wanted)
    for (string, context), words in new.items():
        for locale in memory.locales:
            if (locale, string, context) in memory.exact:
                continue
            moved = memory.anywhere.get((locale, string))
            earlier = memory.exact.get((locale, stood.get((string, context), 0), context))
            if moved or earlier:
                made[locale, string, context] = _again(moved or earlier, string, context, words, is_kept=not moved)
    StringTranslation.objects.bulk_create(made.values())
    return len(made)


class _Memory:
    """The translations of some strings of an original: by place, and wherever the page has them."""

    def __init__(self, source: TranslationSource, strings: set[int]) -> None:
        rows = StringTranslation.objects.filter(context__object_id=source.object_id, translation_of__in=strings)
        # The last one wins: what a person has written, rather than what is to be checked or comes from a machine.
        by_worth = sorted(
            rows.select_related("locale"),
            key=lambda row: (not row.has_error, not is_kept(row), row.translation_type == "manual", row.updated_at),
        )
        self.exact = {(row.locale_id, row.translation_of_id, row.context_id): row for row in by_worth}
        self.anywhere = {(row.locale_id, row.translation_of_id): row for row in by_worth}
        self.locales = {row.locale_id for row in by_worth}


def is_kept(translation: StringTranslation) -> bool:
    """Whether nobody has looked at a translation since the sentence of the original was changed."""
    return translation.tool_name in KEPT.values()


# The same for a query.
TO_BE_CHECKED = Q(tool_name__in=KEPT.values())


def _again(old: StringTranslation, string: int, context: int, words: str, *, is_kept: bool) -> StringTranslation:
    """Return a translation for another string, or for the same in another place."""
    return StringTranslation(
        translation_of_id=string,
        locale=old.locale,
        context_id=context,
        data=old.data,
        translation_type=old.translation_type,
        tool_name=KEPT[old.locale.language_code] if is_kept else old.tool_name,
        last_translated_by_id=old.last_translated_by_id,
        has_error=bool(fault_of(words, old.data)),
    )


def fault_of(original: str, words: str) -> str:
    """Return why ``words`` cannot stand for a string of an original (tags, links that it lacks), in words; "" if they can."""
    try:
        StringValue.from_translated_html(words)
        validate_translation_links(original, words)
    except ValueError as error:
        return str(error)
    return ""


def _replaced(before: list[Place], after: list[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield pairs of an old string and the one that now stands in its place.

    Strings are matched by what stands around them, so that a new sentence does not shift the others.
    """
    matcher = SequenceMatcher(a=[each.string for each in before], b=[each.string for each in after], autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "replace":
            yield from zip(before[old_from:old_to], after[new_from:new_to], strict=False)
