"""What becomes of a page's translations when words are published: none is lost, and each says whether it is current.

wagtail-localize keeps the words of a translation string by string. When a sentence of the original changes, the old
translation is kept beside the new sentence until somebody has looked at it (`alliance.core.page_strings`). Facts wait for no
translator (`carry_facts`). A language without a translation gets an alias, a page that follows the original
(`ensure_aliases`). Address and place in the tree are the same in every language (`follow_address`, `follow_move`).
"""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from alliance.core.models import EditorialPage, Origin
from alliance.core.page_strings import KEPT, TO_BE_CHECKED, update_source

__all__ = ["KEPT", "digest_of", "published"]

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
    translation = translation_of(page)
    if translation:
        _note(page, *_state_of(translation, page))
    elif original := _original_beside(page):
        # Written without the side-by-side view: nobody can tell sentence by sentence what it stands for.
        _note(page, Origin.HUMAN, original.words_digest)
    else:
        _note(page, Origin.ORIGINAL, digest_of(page))
        _hand_on(page)
        carry_facts(page)
        follow_address(page)
        ensure_aliases(page)


def translation_of(page: EditorialPage) -> Translation | None:
    """Return what wagtail-localize knows of a page as a translation; None of an original, and of a page that follows one."""
    return (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
        .select_related("source__locale", "target_locale")
        .first()
    )


def _original_beside(page: EditorialPage) -> EditorialPage | None:
    """Return the original of a page that is known to be none itself."""
    if page.words_origin == Origin.ORIGINAL:
        return None
    kin = type(page).objects.filter(translation_key=page.translation_key, alias_of=None, words_origin=Origin.ORIGINAL)
    return kin.exclude(pk=page.pk).first()


def _note(page: EditorialPage, origin: str, digest: str, language: str = "") -> None:
    page.words_origin, page.words_digest = origin, digest
    page.words_language = language or page.locale.language_code
    type(page).objects.filter(pk=page.pk).update(
        words_origin=origin, words_digest=digest, words_language=page.words_language
    )


def _hand_on(page: EditorialPage) -> None:
    """The translators of an original see its present words."""
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale=page.locale_id).first()
    if source is None:
        return
    if _translated_content(json.loads(source.content_json), page) == _translated_content(
        page.serializable_data(), page
    ):
        # Taking every string out of the page again would find the same ones.
        TranslationSource.objects.filter(pk=source.pk).update(
            content_json=page.to_json(), object_repr=str(page)[:200], last_updated_at=timezone.now()
        )
        return
    update_source(source)


def _translated_content(data: dict[str, Any], page: EditorialPage) -> list[Any]:
    """Return what a page holds in the fields that are translated."""
    return [data.get(each.field_name) for each in page.translatable_fields if each.is_translated(page)]


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
    target.slug = _free_slug(page.slug, target)


def _state_of(translation: Translation, page: EditorialPage) -> tuple[str, str, str]:
    """Return the origin of a translation's words, the digest of the original's that they stand for, and their language."""
    original = (
        type(page)._base_manager.filter(translation_key=page.translation_key, locale=translation.source.locale_id)
    ).first()
    stored = type(page).objects.filter(pk=page.pk).values_list("words_digest", flat=True).first() or ""
    segments = StringSegment.objects.filter(source=translation.source)
    used = segments.get_translations(translation.target_locale)
    machine = Q(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE) & ~Q(context__path__in=NAMES)
    counts = used.aggregate(
        sound=Count("pk", filter=Q(has_error=False)),
        by_machine=Count("pk", filter=machine),
        to_check=Count("pk", filter=TO_BE_CHECKED),
    )
    origin = Origin.MACHINE if counts["by_machine"] else Origin.HUMAN
    if not translation.enabled or original is None:
        # Edited as a page of its own: it stands for what it stood for.
        return origin, stored, ""
    if not counts["sound"] and segments.exists():
        # Sent to translators, and nothing has come back: the words are still the original's.
        return Origin.HUMAN, "", translation.source.locale.language_code
    untranslated = segments.annotate_translation(translation.target_locale).filter(translation=None).exists()
    if not untranslated and not counts["to_check"]:
        return origin, original.words_digest, ""
    return origin, "" if stored == original.words_digest else stored, ""


def follow_address(page: EditorialPage) -> int:
    """What is not published as a translation has the slug of its original too; returns how many changed.

    Those that are published take it over with the facts.
    """
    kin = type(page).objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    changed = 0
    for each in kin.exclude(slug=page.slug).filter(~Q(alias_of=None) | Q(live=False)):
        wanted = _free_slug(page.slug, each)
        if each.slug == wanted:
            continue
        each.slug = wanted
        each.save(clean=False)
        if each.alias_of_id is None:
            draft = each.get_latest_revision_as_object()
            draft.slug = each.slug
            draft.save_revision(clean=False)
        changed += 1
    return changed


def _free_slug(slug: str, page: Page) -> str:
    return find_available_slug(page.get_parent(), slug, ignore_page_id=page.pk)


def follow_move(page: Page) -> int:
    """What a page is in other languages stands below the same page as it; returns how many were moved.

    A language whose tree lacks that page is left as it was.
    """
    parent = page.get_parent()
    moved = 0
    for key in (
        Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).values_list("pk", flat=True)
    ):
        # Read anew each time: a move writes the paths of the pages beside it.
        each = Page.objects.get(pk=key)
        above = Page.objects.filter(translation_key=parent.translation_key, locale=each.locale_id).first()
        if above and not each.is_child_of(above):
            each.move(above, pos="last-child")
            moved += 1
    return moved


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
