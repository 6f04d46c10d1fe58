"""Numbers, shares, dates and names of languages as a reader of the active language expects them.

Digits are grouped with a narrow no-break space from five digits on: neutral between the region's comma and point.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import get_decimal_symbol
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
_SPACED_PERCENT = {"es", "fr"}
# The Caribbean writes 22 November 2026, not November 22, 2026.
_REGIONAL = {"en": "en_001"}
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=16)
def _locale_of(language: str) -> Locale:
    return Locale.parse(_REGIONAL.get(language, language.replace("-", "_")))


def active_locale() -> Locale:
    """Return the Babel locale of the language the reader sees now."""
    return _locale_of(get_language() or settings.LANGUAGE_CODE)


def number(value: int | float | Decimal | str | None) -> str:
    """Return ``value`` with digits grouped from five on and the language's decimal sign; words come back unchanged."""
    if value is None or value == "":
        return ""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    fraction = fraction.rstrip("0")
    if len(whole) > 4:
        whole = f"{int(whole):_}".replace("_", NARROW_SPACE)
    sign = "\u2212" if exact < 0 else ""
    return sign + whole + (get_decimal_symbol(active_locale()) + fraction if fraction else "")


def _as_percent(share: Fraction, digits: int) -> str:
    hundredfold = Decimal(share.numerator * 100) / Decimal(share.denominator)
    rounded = hundredfold.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    symbol = get_decimal_symbol(active_locale())
    space = NO_BREAK_SPACE if active_locale().language in _SPACED_PERCENT else ""
    return f"{rounded:f}".replace(".", symbol) + space + "%"


def percent(share: float | Decimal | Fraction | None, digits: int = 0) -> str:
    """Return a share between 0 and 1 as a percentage, half rounded up; empty when there is no share."""
    if share is None or share == "":
        return ""
    return _as_percent(Fraction(str(share)), digits)


def percent_of(part: int, whole: int, digits: int = 0) -> str:
    """Return ``part`` of ``whole`` as an exact percentage, half rounded up; empty when ``whole`` is 0."""
    return _as_percent(Fraction(part, whole), digits) if whole else ""


def semicolon() -> str:
    """Return the sign between entries that may hold commas; French keeps it on the line with a no-break space."""
    return f"{NO_BREAK_SPACE};" if active_locale().language == "fr" else ";"


def joined(entries: Iterable[object]) -> str:
    """Return several answers as one line, as the active language writes it."""
    return f"{semicolon()} ".join(str(entry) for entry in entries)


def long_date(value: date | datetime | None) -> str:
    """Return a day as words: "22 de noviembre de 2026". Times are read in the reader's zone."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, format="long", locale=active_locale())


def source_date(value: str | date | None) -> str:
    """Return a date as exact as its source: a year, a month, or a day; text that is no date comes back unchanged."""
    if not value:
        return ""
    if isinstance(value, date):
        return long_date(value)
    match = _PARTIAL_DATE.fullmatch(str(value).strip())
    if not match:
        return str(value)
    year, month, day = match.groups()
    try:
        moment = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return str(value)
    if day:
        return long_date(moment)
    if month:
        return format_skeleton("yMMMM", moment, locale=active_locale())
    return year


def language_name(code: str) -> str:
    """Return the name of a language in the active one ("portugués"), or its code where it has none."""
    return active_locale().languages.get(code, code)


def short_address(url: str, length: int = 64) -> str:
    """Return a web address without its scheme, cut with an ellipsis: what a reader needs to recognise the source."""
    address = re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
    return address if len(address) <= length else address[: length - 1] + "…"
