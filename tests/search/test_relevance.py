"""The graded set can be trusted, and the embedded engine answers it well."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from alliance.site.demo_people import make_demo_people
from search.kinds import all_kinds
from search.services.finding import search
from tests.content import made_indices, real_content, searchable  # noqa: F401 - fixtures of this module
from tests.search.relevance import Graded, graded_questions, ndcg, recall

# What both engines are held to; `make bench BENCH=relevance` prints what they reach.
LEAST_NDCG = 0.85


def answers_to(question: Graded) -> list[str]:
    with translation.override(question.language):
        found = search(question.text, user=AnonymousUser(), language=question.language, size=10)
    return [f"{find.kind}/{find.slug}" for find in found.finds]


def test_measures_of_the_literature():
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == 1
    assert ndcg(["x", "y"], grades) == 0
    assert ndcg(["b", "a"], grades) == pytest.approx((3 + 7 / 1.5849625) / (7 + 3 / 1.5849625 + 1 / 2), rel=1e-6)
    assert recall(["a", "x"], grades) == 0.5
    assert recall([f"{n}" for n in range(20)], {f"{n}": 3 for n in range(20)}) == 1


def test_the_set_asks_in_four_languages_and_says_why():
    questions = graded_questions()
    assert len(questions) >= 80
    assert {question.language for question in questions} == {"es", "en", "pt", "fr"}
    assert len({(question.language, question.text) for question in questions}) == len(questions)
    assert all(question.why and max(question.grades.values()) >= 2 for question in questions)


@pytest.mark.django_db
def test_every_graded_answer_exists(searchable):  # noqa: F811 - the fixture imported above
    make_demo_people()
    known = set()
    for kind in all_kinds():
        numbers = list(kind.numbers())
        known |= {f"{kind.name}/{document.slug}" for document in kind.documents(numbers)}
    assert {key for question in graded_questions() for key in question.grades} - known == set()


@pytest.mark.django_db
def test_the_embedded_engine_answers_well(searchable):  # noqa: F811 - the fixture imported above
    scores = [ndcg(answers_to(question), question.grades) for question in graded_questions()]
    assert sum(scores) / len(scores) >= LEAST_NDCG
