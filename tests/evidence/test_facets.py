"""The dimensions: which codes they know, and what they call them."""

import pytest
from django.http import QueryDict

from alliance.core.models import Vocabulary
from evidence import facets
from evidence.facets import BY_KEY, DIMENSIONS, EDITION_DIMENSIONS, canonical
from evidence.selection import Selection
from tests.factories.core import CountryFactory, TermFactory

pytestmark = pytest.mark.django_db


def test_the_library_is_divided_by_eleven_dimensions_and_an_edition_by_ten():
    assert [dimension.key for dimension in DIMENSIONS] == [
        "context",
        "target",
        "country",
        "technology",
        "level",
        "purpose",
        "beneficiary",
        "organisation",
        "year",
        "language",
        "reach",
    ]
    assert [dimension.key for dimension in EDITION_DIMENSIONS] == [
        "context",
        "target",
        "country",
        "technology",
        "level",
        "purpose",
        "beneficiary",
        "organisation",
        "reach",
        "stage",
    ]


def test_a_country_is_known_in_small_letters_too():
    CountryFactory(code="MX")
    assert canonical(BY_KEY["country"], "mx") == "MX"
    assert canonical(BY_KEY["country"], "QQ") is None


def test_a_merged_term_leads_to_its_heir():
    heir = TermFactory(vocabulary=Vocabulary.TECHNOLOGY, code="tablet")
    TermFactory(vocabulary=Vocabulary.TECHNOLOGY, code="tablets", merged_into=heir)
    assert canonical(BY_KEY["technology"], "tablets") == "tablet"
    assert canonical(BY_KEY["technology"], "typewriter") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2020", "2020"),
        ("1950", "1950"),
        ("1949", None),
        ("2101", None),
        ("02020", None),
        ("２０２０", None),
        ("x", None),
        ("9" * 5000, None),  # more digits than Python turns into a number
    ],
)
def test_a_year_is_four_digits_of_our_time(typed, meant):
    assert canonical(BY_KEY["year"], typed) == meant


def test_reach_is_stated_for_students_or_for_teachers():
    assert canonical(BY_KEY["reach"], "students") == "students"
    assert canonical(BY_KEY["reach"], "families") is None
    assert list(BY_KEY["reach"].labels("en").values()) == ["students reached are stated", "teachers reached are stated"]


def test_labels_come_in_the_order_of_the_vocabulary_and_in_the_language_asked_for():
    TermFactory(vocabulary=Vocabulary.LEVEL, code="primary", sort_order=2, label_fr="Primaire")
    TermFactory(vocabulary=Vocabulary.LEVEL, code="early_childhood", sort_order=1, label_fr="Petite enfance")
    assert BY_KEY["level"].labels("fr") == {"early_childhood": "Petite enfance", "primary": "Primaire"}
    assert BY_KEY["year"].labels() == {}


def test_the_result_of_the_call_filters_editions_only():
    TermFactory(vocabulary=Vocabulary.PRACTICE_STATUS, code="selected")
    query = QueryDict("stage=selected")
    assert Selection.from_query(query).choice == {}
    chosen = Selection.from_query(query, facets.EDITION_DIMENSIONS)
    assert chosen.choice == {"stage": ("selected",)}
    assert chosen.query() == "?stage=selected"


def test_a_year_means_nothing_for_an_edition():
    chosen = Selection.from_query(QueryDict("year=2020"), facets.EDITION_DIMENSIONS)
    assert chosen.is_empty
