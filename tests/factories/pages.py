"""Pages that staff write, published below the sections of the first page tree."""

import datetime
import uuid

from django.apps import apps
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource


def section(model: str, language: str = "es") -> Page:
    """The section of this type in a language: ``section("site.NewsIndexPage")``."""
    return apps.get_model(model).objects.get(locale__language_code=language)


def story(*paragraphs: str) -> list[dict]:
    """The value of a text with these paragraphs, each a block that keeps its identity."""
    return [{"type": "text", "value": f"<p>{words}</p>", "id": str(uuid.uuid4())} for words in paragraphs]


def add(parent: Page, model: str, **fields) -> Page:
    """A live page below ``parent`` that nobody was told of. Without words it says the least that its type asks for."""
    number = parent.get_children().count() + 1
    page = apps.get_model(model)(**{"title": f"Title {number}", "slug": f"page-{number}", **fields})
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def publish(parent: Page, model: str, **fields) -> Page:
    """A published page below ``parent``, read anew."""
    page = add(parent, model, **fields)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def news(language: str = "es", **fields) -> Page:
    """A published news article."""
    fields = {"lead": "A lead.", "published_date": datetime.date(2026, 3, 4), **fields}
    return publish(section("site.NewsIndexPage", language), "site.NewsPage", **fields)


def event(language: str = "es", **fields) -> Page:
    """A published event."""
    fields = {"lead": "A lead.", "start_date": datetime.date(2026, 3, 4), **fields}
    return publish(section("site.EventIndexPage", language), "site.EventPage", **fields)


def track(language: str = "es", **fields) -> Page:
    """A published track."""
    return publish(section("training.TrainingIndexPage", language), "training.TrackPage", **fields)


def translate(page: Page, language: str, words: dict[str, str], *, by_machine: bool = False) -> Translation:
    """The page's published translation: for each string of the original (its HTML) the words of the other language."""
    source, _made = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code=language)
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        if segment.string.data in words:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={
                    "data": words[segment.string.data],
                    "translation_type": "machine" if by_machine else "manual",
                    "tool_name": "",
                },
            )
    translation.save_target(publish=True)
    return translation
