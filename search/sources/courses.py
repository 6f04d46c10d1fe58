"""Courses, as they are found: with the words of their lessons."""

from django.utils.translation import gettext_lazy as _

from search.sources.pages import PageSource
from search.sources.words import lines, story
from training.pages import CoursePage, LessonPage


def _body(page: CoursePage) -> str:
    return lines(page.audience, story(page.competencies), story(page.modules), story(page.body))


def _lesson(page: LessonPage) -> str:
    return lines(page.lead, story(page.body))


COURSES = PageSource(
    name="course",
    label=_("Course"),
    plural=_("Courses"),
    model=CoursePage,
    body=_body,
    names=lambda page: [page.provider, *page.organisation_names],
    facts=lambda page: [page.provider],
    below=LessonPage,
    body_below=_lesson,
).kind()
