"""What becomes of a page's translations when words are published: none is lost, and each says whether it is current.

wagtail-localize keeps the words of a translation string by string. When a sentence of the original changes, it forgets which
translation stood in its place; here the old translation is kept beside the new sentence until somebody has looked at it
(`keep_translations`). Facts wait for no translator (`carry_facts`). A language without a translation gets an alias, a page
that follows the original (`ensure_aliases`).
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.conf import settings
from django.db import transaction
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Locale, Page
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from alliance.core.models import EditorialPage, Origin

# What the editor's side-by-side view says of a kept translation, after "Translated with".
KEPT = {
    "es": "el original anterior: por revisar",
    "en": "the earlier original: to be checked",
    "pt": "o original anterior: a revisar",
    "fr": "l'original précédent : à vérifier",
}

# A name in another language is not what a reader must be warned of: it does not make a page one translated by a machine.
NAMES = ("place",)


def digest_of(page: EditorialPage) -> str:
    """Return what stands for the words of a page: 32 hexadecimal digits that change when a word does."""
    words = [(each.path, each.render_html()) for each in extract_segments(page) if isinstance(each, StringSegmentValue)]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:32]


@transaction.atomic
def published(page: EditorialPage) -> None:
    """A page went live: it knows where its words come from, and other languages follow.

    Called after every publish. An original hands its new words to its translators; a translation notes whether all of
    its strings stand for the present words of the original.
    """
    if page.alias_of_id:
        return
    translation = (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
        .select_related("source")
        .first()
    )
    if translation is None:
        _note(page, Origin.ORIGINAL, digest_of(page))
        _hand_on(page)
        carry_facts(page)
        ensure_aliases(page)
    else:
        _note(page, *_state_of(translation, page))


def _note(page: EditorialPage, origin: str, digest: str) -> None:
    page.words_origin, page.words_digest, page.words_language = origin, digest, page.locale.language_code
    type(page).objects.filter(pk=page.pk).update(
        words_origin=origin, words_digest=digest, words_language=page.words_language
    )


def _hand_on(page: EditorialPage) -> None:
    """The translators of an original see its present words."""
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale=page.locale_id).first()
    if source:
        before = _strings(source)
        source.update_from_db()
        keep_translations(source, before)


def carry_facts(page: EditorialPage) -> int:
    """Published translations state the present facts of their original (days, hours, countries); returns how many changed.

    Their words stay, and so does what a translator has not published yet: readers of every language learn of a new hour at
    once, not when somebody has translated a sentence.
    """
    translated = Translation.objects.filter(source__object_id=page.translation_key).values("target_locale")
    kin = type(page).objects.filter(translation_key=page.translation_key, alias_of=None, live=True)
    changed = 0
    for target in kin.filter(locale__in=translated).exclude(pk=page.pk):
        if _facts(target) == _facts(page):
            continue
        draft = target.get_latest_revision_as_object() if target.has_unpublished_changes else None
        _copy_facts(page, target)
        target.save_revision(clean=False).publish()
        if draft is not None:
            _copy_facts(page, draft)
            draft.save_revision(clean=False)
        changed += 1
    return changed


def _shared_fields(page: EditorialPage) -> list[str]:
    return [each.field_name for each in page.translatable_fields if isinstance(each, SynchronizedField)]


def _facts(page: EditorialPage) -> list:
    """Return what is the same in every language."""
    content = page.serializable_data()
    shared = [content[name] for name in _shared_fields(page)]
    return [sorted(value) if isinstance(value, list) else value for value in shared]


def _copy_facts(page: EditorialPage, target: EditorialPage) -> None:
    for name in _shared_fields(page):
        many = isinstance(page._meta.get_field(name), ParentalManyToManyField)
        setattr(target, name, getattr(page, name).all() if many else getattr(page, name))


def _state_of(translation: Translation, page: EditorialPage) -> tuple[str, str]:
    """Return the origin of a translation's words and the digest of the original's that they stand for."""
    strings = StringSegment.objects.filter(source=translation.source)
    used = strings.get_translations(translation.target_locale)
    machine = used.filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    by_machine = machine.exclude(context__path__in=NAMES).exists()
    origin = Origin.MACHINE if by_machine else Origin.HUMAN
    original = (
        type(page).objects.filter(translation_key=page.translation_key, locale=translation.source.locale_id).first()
    )
    untranslated = strings.annotate_translation(translation.target_locale).filter(translation=None).exists()
    is_current = translation.enabled and not untranslated and not used.filter(tool_name__in=KEPT.values()).exists()
    stored = type(page).objects.filter(pk=page.pk).values_list("words_digest", flat=True).first()
    return origin, original.words_digest if original and is_current else stored or ""


@dataclass(frozen=True)
class _Place:
    """A string of an original where it stands."""

    string: int
    words: str


def _strings(source: TranslationSource) -> dict[int, list[_Place]]:
    """Return the strings of an original in their order, by the context (field or block) that they stand in."""
    found: dict[int, list[_Place]] = defaultdict(list)
    segments = StringSegment.objects.filter(source=source).select_related("string").order_by("order")
    for segment in segments:
        found[segment.context_id].append(_Place(segment.string_id, segment.string.data))
    return found


def keep_translations(source: TranslationSource, before: dict[int, list[_Place]]) -> int:
    """Translations of strings that were changed since ``before`` stand beside the new ones; returns how many were kept.

    Strings are matched in each field by what stands around them, so that a new paragraph does not shift the others.
    """
    kept = 0
    for context, places in _strings(source).items():
        for old, new in _replaced(before.get(context, []), places):
            for each in StringTranslation.objects.filter(translation_of=old.string, context=context):
                _made, is_new = StringTranslation.objects.get_or_create(
                    translation_of_id=new.string,
                    locale=each.locale,
                    context_id=context,
                    defaults={
                        "data": each.data,
                        "translation_type": each.translation_type,
                        "tool_name": KEPT[each.locale.language_code],
                        "last_translated_by": each.last_translated_by,
                    },
                )
                kept += is_new
    return kept


def _replaced(before: list[_Place], after: list[_Place]) -> list[tuple[_Place, _Place]]:
    """Return pairs of an old string and the one that now stands in its place."""
    matcher = SequenceMatcher(a=[each.string for each in before], b=[each.string for each in after], autojunk=False)
    pairs: list[tuple[_Place, _Place]] = []
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "replace":
            pairs += zip(before[old_from:old_to], after[new_from:new_to], strict=False)
    return pairs


def ensure_aliases(page: Page) -> list[Page]:
    """Every language has the page: a translation, or an alias that follows it. Returns the aliases that were made.

    A language whose tree lacks the parent is left out; it gets the page when the parent comes.
    """
    present = set(Page.objects.filter(translation_key=page.translation_key).values_list("locale", flat=True))
    parent = page.get_parent()
    made = []
    for locale in Locale.objects.filter(language_code__in=dict(settings.LANGUAGES)).exclude(pk__in=present):
        above = Page.objects.filter(translation_key=parent.translation_key, locale=locale).first()
        if above:
            made.append(
                page.create_alias(
                    parent=above, update_slug=page.slug, update_locale=locale, reset_translation_key=False
                )
            )
    return made
