"""What the kinds of records have in common."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat

from alliance.core.models import Origin
from alliance.core.reference import fold

VISITOR = AnonymousUser()

_ACCENTED = "áàâãäåéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ"
_PLAIN = "aaaaaaeeeeiiiiooooouuuucnaaaaaaeeeeiiiiooooouuuucn"


class Folded(Func):
    """A text in small letters without the accents of the site's languages."""

    function = "LOWER"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        """With the function that exchanges letters."""
        template = f"TRANSLATE(LOWER(%(expressions)s), '{_ACCENTED}', '{_PLAIN}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler, connection, **context):
        """With our own function, which each connection is told of; SQLite's knows no letters but those of English."""
        connection.ensure_connection()
        connection.connection.create_function("FOLDED", 1, fold, deterministic=True)
        return self.as_sql(compiler, connection, function="FOLDED", **context)


def saying(rows: QuerySet, words: Iterable[str], *columns: str) -> QuerySet:
    """Return the rows that have every word, folded as it is, in one of the columns."""
    parts = [part for column in columns for part in (Value(" "), column)]
    rows = rows.alias(said=Folded(Concat(Value(""), *parts, output_field=TextField())))
    for word in words:
        rows = rows.filter(said__contains=word)
    return rows


def numbers_of(rows: QuerySet) -> list[str]:
    """Return the numbers of the rows, in their own order."""
    return [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def pks_of(numbers: Iterable[str]) -> list[int]:
    """Return the primary keys that the numbers are; what is no number is nobody's."""
    return [int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 19]


def texts_in(rows: QuerySet, language: str, owner: str, *columns: str) -> dict[int, Any]:
    """Return for each owner the row of its words that `Record.text` chooses: of ``language``, else the original, else any.

    The rows have ``pk``, ``language`` and the columns, in one query.
    """
    found = rows.order_by("-pk").values_list("pk", "language", "origin", owner, *columns, named=True)
    # The best come last and stay.
    ranked = sorted(found, key=lambda row: (row.language == language, row.origin == Origin.ORIGINAL))
    return {getattr(row, owner): row for row in ranked}


def day_of(moment: datetime | None) -> date | None:
    """Return the day of a moment, in UTC whoever asks."""
    return moment.date() if moment else None


def found_in(rows: QuerySet, texts: QuerySet, link: str, limit: int) -> list[str]:
    """Return the numbers of at most ``limit`` of the rows to which one of ``texts`` belongs."""
    return numbers_of(rows.filter(pk__in=texts.values(link)))[:limit]


def itself(row: Model) -> list[str]:
    """Return the number of the row itself, for `Kind.concerned`."""
    return [str(row.pk)]


def owner(link: str) -> Callable[[Model], list[str]]:
    """Return what gives the number of the row that a row belongs to, for `Kind.concerned`."""
    return lambda row: [str(getattr(row, link))]


def all_with(model: type[Model], lookup: str) -> Callable[[Model], list[str]]:
    """Return what gives the numbers of all rows of ``model`` that lead to a row by ``lookup``, for `Kind.concerned`."""
    return lambda row: numbers_of(model._base_manager.filter(**{lookup: row.pk}).distinct())
