"""Numbers, shares and dates in the four languages."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from alliance.core import formatting

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8500, "8500"),
        (11000, f"11{NARROW}000"),
        (1234567, f"1{NARROW}234{NARROW}567"),
        (Decimal("12.50"), "12,5"),
        (-20000, f"\u221220{NARROW}000"),
        ("2020", "2020"),
        ("about ten", "about ten"),
        (0, "0"),
        (None, ""),
    ],
)
def test_numbers_are_grouped_from_five_digits_on(value, expected):
    with translation.override("es"):
        assert formatting.number(value) == expected


@pytest.mark.parametrize(("language", "expected"), [("es", "Rural; Radio"), ("fr", f"Rural{NO_BREAK}; Radio")])
def test_entries_are_joined_as_the_language_writes_it(language, expected):
    with translation.override(language):
        assert formatting.joined(["Rural", "Radio"]) == expected


def test_the_decimal_sign_is_the_language_s():
    with translation.override("en"):
        assert formatting.number(2.5) == "2.5"


@pytest.mark.parametrize(
    ("language", "expected"), [("es", f"57,5{NO_BREAK}%"), ("fr", f"57,5{NO_BREAK}%"), ("pt", "57,5%"), ("en", "57.5%")]
)
def test_a_percentage_follows_the_language(language, expected):
    with translation.override(language):
        assert formatting.percent_of(103, 179, 1) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (66, "37%"),
        (39, "22%"),
        (18, "10%"),
        (97, "54%"),
        (59, "33%"),
        (23, "13%"),
        (93, "52%"),
        (73, "41%"),
        (7, "4%"),
        (141, "79%"),
    ],
)
def test_published_shares_of_179_come_out_as_printed(part, expected):
    with translation.override("en"):
        assert formatting.percent_of(part, 179) == expected


def test_halves_are_rounded_up_exactly():
    with translation.override("en"):
        assert formatting.percent_of(1, 8) == "13%"
        assert formatting.percent(Fraction(5, 1000)) == "1%"
        assert formatting.percent(0.125) == "13%"
        assert formatting.percent_of(1, 0) == ""


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("2021", "es", "2021"),
        ("2022-07", "es", "julio de 2022"),
        ("2022-06-30", "es", "30 de junio de 2022"),
        ("2022-06-30", "en", "30 June 2022"),
        ("2022-06-30", "pt", "30 de junho de 2022"),
        ("2022-06-30", "fr", "30 juin 2022"),
        (date(2022, 6, 30), "fr", "30 juin 2022"),
        ("spring of 2020", "en", "spring of 2020"),
        ("2022-13", "en", "2022-13"),
        ("", "en", ""),
    ],
)
def test_a_source_s_date_is_as_exact_as_the_source(value, language, expected):
    with translation.override(language):
        assert formatting.source_date(value) == expected


def test_languages_are_named_in_the_reader_s_own():
    with translation.override("es"):
        assert formatting.language_name("pt") == "portugués"
        assert formatting.language_name("xx") == "xx"


def test_an_address_is_shortened_without_its_scheme():
    assert formatting.short_address("https://www.example.org/a/") == "example.org/a"
    assert formatting.short_address("https://example.org/" + "a" * 100, 20) == "example.org/aaaaaaa…"
