"""Counting dots, beside a calculation made in another way."""

from fractions import Fraction as F

import pytest

from members.rooms.counting import Sheet, agreement, per_country, per_person, ranks

SHEETS = [
    Sheet("CL", {1: 3, 2: 2}),
    Sheet("CL", {1: 5}),
    Sheet("HT", {2: 1}),
    Sheet("", {3: 2}),
]


def test_each_dot_counts_once_per_person():
    assert per_person(SHEETS, [1, 2, 3, 4]) == {1: 8, 2: 3, 3: 2, 4: 0}


def test_each_country_counts_one_whatever_its_delegation():
    assert per_country(SHEETS, [1, 2, 3, 4]) == {1: F(8, 10), 2: F(12, 10), 3: 0, 4: 0}


def test_ties_share_a_place_and_the_next_is_left_out():
    assert ranks({1: F(5), 2: F(7), 3: F(5), 4: F(1)}) == {1: 2, 2: 1, 3: 2, 4: 4}


@pytest.mark.parametrize(
    ("other", "index"),
    [
        ({1: 9, 2: 5, 3: 1}, F(1)),
        ({1: 1, 2: 5, 3: 9}, F(-1)),
        ({1: 5, 2: 9, 3: 1}, F(1, 3)),
        ({1: 5, 2: 5, 3: 1}, F(2, 3)),
    ],
)
def test_the_agreement_of_two_orders(other, index):
    assert agreement({1: F(3), 2: F(2), 3: F(1)}, {key: F(value) for key, value in other.items()}) == index


def test_what_both_leave_tied_they_put_alike():
    assert agreement({1: F(1), 2: F(1), 3: F(0)}, {1: F(4), 2: F(4), 3: F(2)}) == 1
    assert agreement({1: F(1)}, {1: F(1)}) is None
