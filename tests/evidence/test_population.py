"""Counting with bitmaps gives what counting row by row gives, whatever was put in, changed or taken out."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.core.cache import bump_content_version
from evidence import population
from evidence.facets import BY_KEY
from evidence.models import EditionRecord, LibraryRow
from evidence.population import Population, positions
from evidence.services.publishing import practice_withdrawn
from tests.factories.evidence import EditionFactory, EditionRecordFactory, published_practice

VALUES = {
    "country": ("CL", "MX", "PE"),
    "context": ("rural", "urban"),
    "technology": ("computer", "radio_tv", "tablet"),
    "reach": ("students", "teachers"),
}
KEYS = tuple(VALUES)
numbers = st.none() | st.integers(0, 2**31 - 1)


@st.composite
def rows(draw):
    """What a `CountedRow` says, beside its id: codes, students, teachers, counted."""
    codes = [f"country:{draw(st.sampled_from(VALUES['country']))}"]
    codes += [f"context:{each}" for each in draw(st.lists(st.sampled_from(VALUES["context"]), max_size=1))]
    codes += [f"technology:{each}" for each in draw(st.sets(st.sampled_from(VALUES["technology"])))]
    return " ".join(codes), draw(numbers), draw(numbers), draw(st.booleans())


batches = st.lists(st.dictionaries(st.integers(1, 40), rows(), max_size=20), min_size=1, max_size=4)
choices = st.fixed_dictionaries(
    {}, optional={key: st.lists(st.sampled_from(codes), unique=True).map(tuple) for key, codes in VALUES.items()}
)


class Naive:
    """The same questions, answered by looking at every row."""

    def __init__(self, records):
        self.records = {pk: row for pk, row in records.items() if row[3]}

    def carried(self, pk):
        codes, students, teachers, _counted = self.records[pk]
        reach = [f"reach:{who}" for who, value in (("students", students), ("teachers", teachers)) if value]
        return {*codes.split(), *reach}

    def matching(self, choice, leaving_out=""):
        asked = {key: codes for key, codes in choice.items() if codes and key != leaving_out}
        return {
            pk
            for pk in self.records
            if all(any(f"{key}:{code}" in self.carried(pk) for code in codes) for key, codes in asked.items())
        }


def put_all(parts):
    """Return a population that took in the batches one after the other, and the rows as they stand at the end."""
    people, records = Population(), {}
    for part in parts:
        people = people.copy()
        people.put([(pk, *row) for pk, row in part.items()])
        records |= part
    return people, Naive(records)


@given(batches, choices)
def test_a_selection_finds_the_records_that_carry_its_codes(parts, choice):
    people, naive = put_all(parts)
    assert set(people.members(people.matching(choice))) == naive.matching(choice)
    assert people.count(choice) == len(naive.matching(choice))


@given(batches, choices)
def test_a_facet_count_is_what_the_click_gives(parts, choice):
    people, naive = put_all(parts)
    counts = people.facet_counts(choice)
    for key, codes in VALUES.items():
        for code in codes:
            clicked = {**choice, key: (code,)}
            assert counts[key].get(code, 0) == len(naive.matching(clicked)) == people.count(clicked)


@given(batches, choices)
def test_a_cross_counts_the_records_that_carry_both(parts, choice):
    people, naive = put_all(parts)
    crossed = people.crossed(BY_KEY["country"], BY_KEY["technology"], people.matching(choice))
    found = naive.matching(choice)
    for country, technology in product(VALUES["country"], VALUES["technology"]):
        both = [pk for pk in found if {f"country:{country}", f"technology:{technology}"} <= naive.carried(pk)]
        assert crossed.get((country, technology), 0) == len(both)


@given(batches, choices)
def test_reach_is_the_exact_sum_of_what_is_stated(parts, choice):
    people, naive = put_all(parts)
    found = naive.matching(choice)
    for at, who in ((1, "students"), (2, "teachers")):
        stated = [naive.records[pk][at] for pk in found if naive.records[pk][at]]
        assert people.reach(who, people.matching(choice)) == (sum(stated), len(stated))


@given(batches)
def test_carrying_counts_the_records_that_say_anything_of_a_dimension(parts):
    people, naive = put_all(parts)
    for key in KEYS:
        saying = [pk for pk in naive.records if any(word.startswith(f"{key}:") for word in naive.carried(pk))]
        assert people.carrying(BY_KEY[key], people.everyone) == len(saying)


@given(batches)
def test_taking_in_changes_gives_what_reading_everything_gives(parts):
    people, naive = put_all(parts)
    fresh = Population()
    fresh.put([(pk, *row) for pk, row in naive.records.items()])
    assert set(people.members(people.everyone)) == set(fresh.members(fresh.everyone))
    assert {code: set(people.members(bits)) for code, bits in people.bits.items()} == {
        code: set(fresh.members(bits)) for code, bits in fresh.bits.items()
    }
    assert {digit: set(people.members(bits)) for digit, bits in people.digits.items()} == {
        digit: set(fresh.members(bits)) for digit, bits in fresh.digits.items()
    }


@given(batches, batches)
def test_a_copy_changes_nothing_of_what_it_was_copied_from(before, after):
    people, _naive = put_all(before)
    facts = (list(people.ids), dict(people.position), list(people.codes), dict(people.bits), people.everyone)
    changed = people.copy()
    for part in after:
        changed.put([(pk, *row) for pk, row in part.items()])
    assert facts == (people.ids, people.position, people.codes, people.bits, people.everyone)


@given(batches, st.sets(st.integers(1, 60)))
def test_a_bitmap_of_ids_holds_those_that_are_counted(parts, ids):
    people, naive = put_all(parts)
    assert set(people.members(people.bitmap(ids))) == ids & naive.records.keys()


@given(st.sets(st.integers(0, 5000)))
def test_positions_are_the_set_bits_from_the_lowest_up(at):
    assert list(positions(sum(1 << each for each in at))) == sorted(at)


def same_as_read_anew(held: Population) -> bool:
    """Whether a population that was kept up to date holds what a process that starts now reads."""
    population.forget()
    fresh = population.library()
    return {code: set(held.members(bits)) for code, bits in held.bits.items()} == {
        code: set(fresh.members(bits)) for code, bits in fresh.bits.items()
    }


@pytest.fixture
def nothing_held():
    population.forget()
    yield
    population.forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_held")
class TestLibrary:
    def test_a_process_reads_only_what_changed_since(self, django_assert_num_queries):
        first = published_practice(slug="first", codes=["technology:tablet"], students_reached=10)
        assert population.library().count({}) == 1
        second = published_practice(slug="second", codes=["technology:tablet"], students_reached=5)
        with django_assert_num_queries(3):  # the version, whether anything is newer, the newer rows
            library = population.library()
        assert library.members(library.matching({"technology": ("tablet",)})) == [first.pk, second.pk]
        assert library.reach("students", library.everyone) == (15, 2)
        with django_assert_num_queries(1):
            population.library()
        assert same_as_read_anew(library)

    def test_a_withdrawn_practice_is_counted_no_more_and_comes_back(self):
        practice = published_practice(slug="first", codes=["technology:tablet"], students_reached=10)
        population.library()
        practice.live = False
        practice.save()
        practice_withdrawn(practice=practice)
        library = population.library()
        assert library.count({}) == 0
        assert library.reach("students", library.everyone) == (0, 0)
        LibraryRow.objects.update(is_counted=True, change=bump_content_version())
        assert population.library().count({"technology": ("tablet",)}) == 1

    def test_a_deleted_practice_is_gone_even_when_another_came_at_the_same_time(self):
        practice = published_practice(slug="first", codes=["technology:tablet"])
        population.library()
        practice.delete()
        other = published_practice(slug="second", codes=["technology:robotics"])
        library = population.library()
        assert library.members(library.everyone) == [other.pk]
        assert same_as_read_anew(library)

    def test_what_a_reader_holds_does_not_change_under_them(self):
        published_practice(slug="first", codes=["technology:tablet"])
        held = population.library()
        published_practice(slug="second", codes=["technology:tablet"])
        population.library()
        assert held.count({"technology": ("tablet",)}) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_held")
def test_editions_are_counted_apart_from_each_other_and_from_the_library():
    first, second = EditionFactory(), EditionFactory()
    EditionRecordFactory(edition=first, codes="country:CL context:rural stage:selected")
    EditionRecordFactory(edition=first, codes="country:CL context:urban stage:admissible")
    EditionRecordFactory(edition=second, codes="country:PE context:rural stage:selected")
    bump_content_version()
    assert population.edition(first.pk).count({"stage": ("selected",)}) == 1
    assert population.edition(second.pk).count({}) == 1
    assert population.library().count({}) == 0
    assert EditionRecord.objects.count() == 3
