"""Courses and lessons for tests: a few as editors publish them, many made at once."""

import uuid

from django.utils import timezone
from wagtail.models import Page

from tests.factories.pages import publish
from training.pages import CoursePage, LessonPage


def modules(*titles: str) -> list[dict]:
    """The value of a course's modules."""
    return [{"type": "module", "value": {"title": each, "about": ""}, "id": str(uuid.uuid4())} for each in titles]


def course(track: Page, **fields) -> CoursePage:
    """A published course of two modules."""
    return publish(track, "training.CoursePage", **{"modules": modules("Why", "How"), **fields})


def lesson(of: CoursePage, **fields) -> LessonPage:
    """A published lesson."""
    return publish(of, "training.LessonPage", **{"lead": "A lead.", **fields})


def many(parent: Page, model: type[Page], number: int, **fields) -> None:
    """So many more pages below ``parent`` in its language, live, without revisions or translations."""
    parent = Page.objects.get(pk=parent.pk)
    now = timezone.now()
    for _each in range(number):
        slug = f"many-{uuid.uuid4().hex[:12]}"
        page = model(title=slug, slug=slug, locale=parent.locale, words_language="es", first_published_at=now, **fields)
        parent.add_child(instance=page)
