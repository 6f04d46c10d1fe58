"""The kept orders are those of a fresh sort, whatever was changed, added, withdrawn or deleted, and by which process."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.core.cache import bump_content_version
from evidence import population
from evidence.models import LibraryRow, Practice
from evidence.selection import SORTS
from evidence.services import ordering
from tests.factories.evidence import published_practice
from tests.factories.many import many_practices

pytestmark = pytest.mark.django_db
LANGUAGE = "es"
MANY = 12
# Few values, so that many rows are the same but for their primary key.
numbers = st.none() | st.integers(0, 3)
edits = st.fixed_dictionaries(
    {
        "completeness": st.integers(0, 3),
        "start_year": st.none() | st.integers(2000, 2002),
        "students_reached": numbers,
        "teachers_reached": numbers,
        "title_es": st.sampled_from(["¿uno?", "uno", "dos", "«dos»", "tres"]),
        "is_counted": st.booleans(),
    }
)
rounds = st.lists(
    st.tuples(st.dictionaries(st.integers(0, MANY - 1), edits, max_size=5), st.sets(st.sampled_from(SORTS))),
    min_size=1,
    max_size=4,
)


@pytest.fixture(autouse=True)
def nothing_held():
    population.forget()
    ordering._orders.clear()
    yield
    population.forget()
    ordering._orders.clear()


def in_order(name: str) -> list[int]:
    """The primary keys in the kept order."""
    library = population.library()
    return [library.ids[at] for at in ordering.order(library, name, LANGUAGE)]


def sorted_anew(name: str) -> list[int]:
    """The same by sorting every row, without what a process keeps."""

    def key(row: LibraryRow) -> tuple:
        students, teachers = row.students_reached or 0, row.teachers_reached or 0
        return {
            "complete": (-row.completeness, -(row.start_year or 0), row.pk),
            "newest": (-(row.start_year or 0), -row.pk),
            "oldest": (row.start_year or 9999, row.pk),
            "title": ([letter for letter in row.title_es if letter.isalnum()], row.pk),
            "reach": (-students, -teachers, row.pk),
        }[name]

    return [row.pk for row in sorted(LibraryRow.objects.filter(is_counted=True), key=key)]


def edit(row: LibraryRow, values: dict) -> None:
    """The row is written as another process writes it: nothing here hears of it but by the number of the change."""
    LibraryRow.objects.filter(pk=row.pk).update(**values, change=bump_content_version())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=rounds)
def test_after_any_edits_the_order_is_that_of_a_fresh_sort(rounds):
    Practice.objects.all().delete()
    many_practices(MANY)
    rows = list(LibraryRow.objects.order_by("pk"))
    for changes, looked_at in rounds:
        for number, values in changes.items():
            edit(rows[number], values)
        # An order that nobody asks for now has more to catch up on later.
        for name in looked_at:
            assert in_order(name) == sorted_anew(name)
    for name in SORTS:
        assert in_order(name) == sorted_anew(name)


def test_a_publish_reads_the_changed_rows_and_no_others(django_assert_num_queries):
    many_practices(30)
    in_order("complete")
    practice = published_practice(slug="fullest")
    edit(practice.library_row, {"completeness": 99})
    library = population.library()
    with django_assert_num_queries(1) as read:
        positions = ordering.order(library, "complete", LANGUAGE)
    assert library.ids[positions[0]] == practice.pk
    assert '"change" >' in read[0]["sql"]
    with django_assert_num_queries(0):
        ordering.order(library, "complete", LANGUAGE)


def test_what_a_reader_holds_does_not_change_under_them():
    many_practices(5)
    held, library = ordering.order(population.library(), "newest", LANGUAGE), population.library()
    before = list(held)
    published_practice(slug="new", start_year=2030)
    assert len(ordering.order(population.library(), "newest", LANGUAGE)) == 6
    assert list(held) == before
    # One who still has the state before gets its order, not positions that their library lacks.
    assert max(ordering.order(library, "newest", LANGUAGE)) == 4


def test_after_a_deletion_the_positions_are_those_of_the_new_library():
    many_practices(5)
    in_order("oldest")
    Practice.objects.order_by("pk").first().delete()
    bump_content_version()
    assert in_order("oldest") == sorted_anew("oldest")
    assert len(in_order("oldest")) == 4


def test_more_changes_than_are_worth_moving_one_by_one_are_sorted_anew(monkeypatch):
    monkeypatch.setattr(ordering, "MOST_MOVED", 3)
    many_practices(10)
    in_order("complete")
    for row in LibraryRow.objects.all()[:4]:
        edit(row, {"completeness": row.pk % 7})
    assert in_order("complete") == sorted_anew("complete")


def test_keys_are_kept_for_a_few_orders_only():
    many_practices(3)
    for language in ("es", "en", "pt", "fr"):
        ordering.order(population.library(), "title", language)
    assert in_order("reach") == sorted_anew("reach")
    assert list(ordering._orders) == [("title", "en"), ("title", "pt"), ("title", "fr"), ("reach", "")]
