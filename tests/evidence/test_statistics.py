"""The registry of figures: how each is counted, rounded, put into a sentence, and what a page of them costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from alliance.core import cache
from alliance.core.cache import bump_content_version
from evidence import population, statistics
from evidence.models import Edition, EditionRecord, LibraryRow
from evidence.statistics import UnknownFigure, cross, figure, names
from tests.factories.evidence import EditionFactory, EditionRecordFactory, published_practice, term
from tests.factories.many import many_practices

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_held():
    """What other tests counted is forgotten, before and after."""
    population.forget()
    with translation.override("es"):
        yield
    population.forget()


def plain(text: str) -> str:
    """Text with ordinary spaces."""
    return re.sub(r"[\u00a0\u202f\s]+", " ", text).strip()


# --- The registry -----------------------------------------------------------------------------------------------------
def test_the_registry_lists_what_can_be_counted_from_library_and_edition():
    assert set(names()) - set(names(Edition())) == {"by_year", "by_language"}
    assert set(names(Edition())) - set(names()) == {"received", "selected", "special_mentions", "by_stage"}
    assert set(names()) | set(names(Edition())) == set(statistics.REGISTRY)


@pytest.mark.parametrize("name", ["selected", "received", "by_stage", "by_moon", ""])
def test_a_name_that_is_no_figure_of_the_library_is_refused(name):
    with pytest.raises(UnknownFigure):
        figure(name)


@pytest.mark.parametrize(
    ("rows", "columns"), [("technology", "technology"), ("technology", "moon"), ("stage", "target"), ("", "")]
)
def test_only_two_different_known_dimensions_are_crossed(rows, columns):
    with pytest.raises(UnknownFigure):
        cross(rows, columns)


def test_shares_are_rounded_half_up():
    edition = EditionFactory()
    for number in range(8):
        EditionRecordFactory(edition=edition, codes=f"country:CL context:{'rural' if number == 0 else 'urban'}")
    term("context:rural"), term("context:urban")
    bump_content_version()
    assert [plain(row.share) for row in figure("by_context", edition).rows] == ["88 %", "13 %"]  # 87.5 and 12.5


def test_a_reach_of_zero_is_no_statement_and_nothing_stated_is_not_zero():
    published_practice(slug="silent", students_reached=0)
    students = figure("students")
    assert (students.value, students.stating, students.rows, students.url) == (None, 0, [], "")


def test_an_empty_library_has_no_finding_and_no_share():
    assert figure("practices").value == 0
    assert figure("by_country").title == "País"
    assert {row.share for row in figure("by_country").rows} <= {""}


def test_a_value_that_the_list_does_not_know_is_counted_without_a_link():
    practice = published_practice(slug="one", context="rural")
    row = LibraryRow.objects.get(practice=practice)
    row.codes = row.codes.replace("country:CL", "country:QQ")
    row.change = bump_content_version()
    row.save()
    assert [(row.code, row.count, row.url) for row in figure("by_country").rows if row.count] == [("QQ", 1, "")]


# --- Sentences --------------------------------------------------------------------------------------------------------
def library_of(**counts: int) -> None:
    for code, count in counts.items():
        for number in range(count):
            published_practice(slug=f"{code}-{number}".replace("_", "-"), codes=[f"technology:{code}"])


def test_the_most_frequent_value_is_named_with_its_share():
    library_of(tablet=3, robotics=1)
    with translation.override("en"):
        found = figure("by_technology")
        assert found.title == "Most used: tablet en, in 75%"
        assert found.finding.codes == ("tablet",)


def test_two_that_share_the_first_place_are_both_named():
    library_of(tablet=2, robotics=2, computer=1)
    with translation.override("en"):
        found = figure("by_technology")
        assert set(found.finding.codes) == {"tablet", "robotics"}
        assert found.title.endswith(", 40% each")


def test_where_more_than_two_share_the_first_place_nothing_is_claimed():
    library_of(tablet=1, robotics=1, computer=1)
    with translation.override("en"):
        assert figure("by_technology").title == "Technology"


def test_half_of_the_dated_practices_began_in_the_year_that_the_sentence_names():
    for number, year in enumerate((2001, 2010, 2015, 2020, None)):
        published_practice(slug=f"p{number}", start_year=year)
    with translation.override("en"):
        assert figure("by_year").title == "50% of those with a date began in 2015 or later"
        assert figure("by_year").not_stated == 1


# --- Downloads --------------------------------------------------------------------------------------------------------
def test_a_cell_that_a_spreadsheet_would_run_is_defused(client):
    published_practice(slug="one", codes=["technology:formula"])
    formula = term("technology:formula")
    formula.label_es = "=HYPERLINK(1)"
    formula.save()
    bump_content_version()
    text = client.get("/es/evidence/statistics/figure.csv?name=by_technology").content.decode()
    assert "\r\nformula,'=HYPERLINK(1),1,1," in text


# --- Cost -------------------------------------------------------------------------------------------------------------
def edition_of(count: int) -> Edition:
    edition = EditionFactory(slug="large")
    have = edition.records.count()
    change = bump_content_version()
    EditionRecord.objects.bulk_create(
        EditionRecord(
            edition=edition, code=f"L-{number}", codes="country:CL context:rural level:primary", change=change
        )
        for number in range(have, have + count)
    )
    return edition


@pytest.mark.django_db(transaction=True)
def test_the_pages_take_the_same_queries_with_100_and_with_10_000_records(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more
    base = "/es/evidence/statistics/"
    addresses = (base, f"{base}large/", f"{base}large/records/?context=rural")
    counts = []
    for more in (100, 9_900):
        many_practices(more)
        edition_of(more)
        taken = []
        for address in addresses:
            client.get(address)  # what a process keeps in memory is read once
            with CaptureQueriesContext(connection) as queries:
                # with this cookie the answer does not come from the visitors' page cache
                assert client.get(address, headers={"Cookie": "messages=x"}).status_code == 200
            taken.append(len(queries))
        counts.append(taken)
    assert counts == [[7, 7, 8], [7, 7, 8]]
