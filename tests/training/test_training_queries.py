"""What the pages of training cost as there are more courses and lessons."""

from functools import partial

import pytest

from alliance.core import cache
from tests.factories.pages import story, track
from tests.queries import queries_made_and_kept
from tests.training.courses import course, lesson, many
from training.pages import CoursePage, LessonPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queries(client, monkeypatch):
    """Counts the queries of an address: when it is printed, and when it was printed before."""
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more

    return partial(queries_made_and_kept, client)


def test_the_list_takes_as_many_queries_for_a_hundred_courses_as_for_five(queries):
    found = track(slug="data")
    counts = []
    for more in (5, 95):
        many(found, CoursePage, more, provider="IIEP", languages="es")
        counts.append((queries("/es/training/"), queries("/es/training/?language=es"), queries("/es/training/data/")))
    assert CoursePage.objects.count() == 100
    assert counts == [((14, 7), (12, 7), (10, 7))] * 2


def test_a_course_and_a_lesson_take_as_many_queries_for_thirty_lessons_as_for_three(queries):
    page = course(track(slug="data"), slug="read")
    lesson(page, slug="first", body=story("Lea esto."))
    counts = []
    for more in (2, 27):
        many(page, LessonPage, more, minutes=10)
        counts.append((queries("/es/training/data/read/"), queries("/es/training/data/read/first/")))
    assert LessonPage.objects.filter(locale__language_code="es").count() == 30
    assert counts == [((11, 7), (10, 7))] * 2
