"""What a document is worth by itself: a small factor that only decides between documents that fit equally well."""

from datetime import date

from django.utils import timezone

# This year's is worth a little more, and each year before a little less, down to what stays for good.
NEW, PER_YEAR, OLD = 1.08, 0.02, 0.92
# A document that says nothing but its title, and one that leaves no field empty.
BARE, WHOLE = 0.9, 1.1
# What networks have put on their shelves; more than five say no more than five.
PER_MENTION, MOST_MENTIONS = 0.006, 5
LEAST, MOST = 0.8, 1.2


def worth(*, dated: date | None, completeness: float, mentions: int = 0) -> float:
    """Return the factor, 0.8 to 1.2: by age in years, by the share of fields that are filled, by who pointed there.

    Without a date, age neither helps nor harms. The age changes with the calendar year; the worker's daily comparison then
    renews what is indexed.
    """
    age = max(0, timezone.localdate().year - dated.year) if dated else None
    freshness = 1.0 if age is None else max(OLD, NEW - PER_YEAR * age)
    fullness = BARE + (WHOLE - BARE) * min(1.0, max(0.0, completeness))
    popularity = 1 + PER_MENTION * min(mentions, MOST_MENTIONS)
    return round(min(MOST, max(LEAST, freshness * fullness * popularity)), 4)


def share(*fields: object) -> float:
    """Return the share of the fields that say something."""
    return sum(map(bool, fields)) / len(fields)
