"""What every loader of content needs: rows with their place, fields with their problems, a report, and a memory.

A row is loaded whole or not at all. What is wrong with it is said with file, row, field and reason.
"""

import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from alliance.core.models import LoadedRow

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_is_url = URLValidator(schemes=["http", "https"])


class Outcome(models.TextChoices):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Row:
    """What a file says of one record, and where."""

    file: str
    place: str
    data: Any
    key: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a row, or a whole file, was not loaded."""

    file: str
    place: str
    key: str
    field: str
    reason: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place, f"({self.key})" if self.key else "") if part)
        line = ": ".join(part for part in (self.file, where, self.field, self.reason) if part)
        return line.encode(errors="replace").decode()


class RowRejected(Exception):
    """A row cannot be loaded; ``reasons`` are pairs of field and reason."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in reasons))
        self.reasons = reasons

    def problems(self, row: Row) -> list[Problem]:
        """The reasons, with the row's place."""
        return [Problem(row.file, row.place, row.key, name, reason) for name, reason in self.reasons]


@dataclass
class Report:
    """What became of every row of every file, in the order in which files were read."""

    files: dict[str, Counter] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    on_row: Callable[[], None] = lambda: None

    def opened(self, file: str) -> None:
        """The file is named even when nothing comes of it."""
        self.files.setdefault(file, Counter())

    def add(self, file: str, outcome: Outcome, *, is_row: bool = True) -> None:
        """Count one row, or something that a row named."""
        self.opened(file)
        self.files[file][outcome] += 1
        if is_row:
            self.on_row()

    def reject(self, problems: Iterable[Problem]) -> None:
        """Count one row as rejected, for these reasons."""
        problems = list(problems)
        self.add(problems[0].file, Outcome.REJECTED)
        self.problems.extend(problems)

    @property
    def rejected(self) -> int:
        """How many rows were not loaded."""
        return sum(counts[Outcome.REJECTED] for counts in self.files.values())

    def lines(self) -> list[str]:
        """A line per file."""
        width = max(map(len, self.files), default=0)
        return [
            f"{file:<{width}}  " + ", ".join(f"{outcome.value} {counts[outcome]}" for outcome in Outcome)
            for file, counts in self.files.items()
        ]


class Fields:
    """Reads the fields of a row; collects everything that is wrong, so that one look at the report is enough.

    A field that the row does not name counts as empty. Names that no loader asked for are rejected: a misspelt field
    would otherwise be lost without a word.
    """

    def __init__(self, data: Any, outer: "Fields | None" = None, path: str = "") -> None:
        self.data = data if isinstance(data, dict) else {}
        self.path = path
        self.reasons: list[tuple[str, str]] = outer.reasons if outer else []
        self._asked: set[str] = set()
        self._inner: list[Fields] = []
        self._is_object = isinstance(data, dict)
        if not self._is_object:
            self.reasons.append((path.rstrip("."), "must be an object with named fields"))

    def reject(self, name: str, reason: str) -> None:
        """Note that the field is wrong; of what is no object it is enough to have said that."""
        if self._is_object:
            self.reasons.append((self.path + name, reason))

    def has(self, name: str) -> bool:
        """Whether the row names the field."""
        self._asked.add(name)
        return name in self.data

    def finish(self) -> None:
        """Pass when nothing was wrong. Raises RowRejected."""
        self._name_the_unknown()
        if self.reasons:
            raise RowRejected(*self.reasons)

    def ignore(self, *names: str) -> None:
        """These fields are known and not loaded."""
        self._asked.update(names)

    def text(self, name: str, *, required: bool = False, longest: int | None = None) -> str:
        """The field's words without spaces around them; "" when it is empty."""
        value = self._get(name)
        if value is None or value == "":
            if required:
                self.reject(name, "is missing")
            return ""
        if not isinstance(value, str):
            self.reject(name, f"must be text, not {_kind(value)}")
            return ""
        value = value.strip()
        if longest and len(value) > longest:
            self.reject(name, f"is longer than {longest} characters")
        return value

    def slug(self, name: str = "slug", longest: int = 120) -> str:
        """The record's address."""
        value = self.text(name, required=True, longest=longest)
        if value and not _SLUG.fullmatch(value):
            self.reject(name, f"“{value}” may hold small letters, digits and single hyphens only")
        return value

    def choice(self, name: str, choices: Iterable[str], *, required: bool = False) -> str:
        """One of the choices, or ""."""
        value = self.text(name, required=required)
        if value and value not in choices:
            self.reject(name, f"“{value}” is none of {', '.join(choices)}")
            return ""
        return value

    def number(self, name: str, *, least: int = 0, most: int = 2_147_483_647) -> int | None:
        """A whole number within bounds, or None."""
        value = self._get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value.strip()):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.reject(name, f"must be a whole number, not {_kind(value)}")
            return None
        if not least <= value <= most:
            self.reject(name, f"{value} is not between {least} and {most}")
            return None
        return value

    def decimal(self, name: str, places: int, digits: int) -> Decimal | None:
        """A number with this many decimal places, or None."""
        value = self._get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            self.reject(name, f"must be a number, not {_kind(value)}")
            return None
        try:
            number = Decimal(str(value)).quantize(Decimal(1).scaleb(-places))
        except InvalidOperation:
            self.reject(name, f"“{value}” is not a number")
            return None
        if abs(number) >= Decimal(1).scaleb(digits - places):
            self.reject(name, f"{value} is too large")
            return None
        return number

    def year(self, name: str) -> int | None:
        """A year that a practice or programme can have, or None."""
        return self.number(name, least=1950, most=2100)

    def date(self, name: str) -> datetime.date | None:
        """A full date as in 2024-11-30, or None."""
        value = self.text(name)
        if not value:
            return None
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.reject(name, f"“{value}” is not a date like 2024-11-30")
            return None

    def url(self, name: str, *, required: bool = False, longest: int = 600) -> str:
        """A web address, or ""."""
        value = self.text(name, required=required, longest=longest)
        if value:
            try:
                _is_url(value)
            except ValidationError:
                self.reject(name, f"“{value}” is not a web address")
        return value

    def words(self, name: str) -> list[str]:
        """A list of texts without empty ones."""
        value = self._get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.reject(name, f"must be a list of texts, not {_kind(value)}")
            return []
        return [item.strip() for item in value if item.strip()]

    def flag(self, name: str) -> bool:
        """True or false; an empty field is false."""
        value = self._get(name)
        if not isinstance(value, bool | None):
            self.reject(name, f"must be true or false, not {_kind(value)}")
        return value is True

    def within(self, name: str) -> Self | None:
        """The fields of an object inside this row; its problems count for this row. None when it is empty."""
        value = self._get(name)
        if value is None:
            return None
        return self._inside(value, f"{self.path}{name}.")

    def each(self, name: str) -> list[Self]:
        """The fields of every object in a list."""
        value = self._get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.reject(name, f"must be a list, not {_kind(value)}")
            return []
        return [self._inside(item, f"{self.path}{name}[{number}].") for number, item in enumerate(value)]

    def _inside(self, value: Any, path: str) -> Self:
        inner = type(self)(value, self, path)
        self._inner.append(inner)
        return inner

    def _name_the_unknown(self) -> None:
        for name in self.data:
            if name not in self._asked:
                self.reject(str(name), "is no field of this file")
        for inner in self._inner:
            inner._name_the_unknown()

    def _get(self, name: str) -> Any:
        self._asked.add(name)
        return self.data.get(name)


def _kind(value: Any) -> str:
    """What a value is, for somebody who reads JSON or a spreadsheet."""
    match value:
        case bool():
            return "true or false"
        case int() | float() | Decimal():
            return f"the number {value}"
        case str():
            return f"the text “{value[:40]}”"
        case list():
            return "a list"
        case dict():
            return "an object"
    return "nothing"


def digest_of(data: Any) -> str:
    """Return 32 hexadecimal digits that change whenever the data does."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


class Memory:
    """The rows of one kind that were loaded before, and what that means for a row at hand."""

    def __init__(self, kind: str, *, overwrite: bool = False) -> None:
        self.kind = kind
        self.overwrite = overwrite
        rows = LoadedRow.objects.filter(kind=kind).values_list("key", "digest", "state")
        self._known = {key: (digest, state) for key, digest, state in rows}

    def verdict(self, key: str, digest: str, state: Callable[[], str] | None) -> Outcome:
        """Return what has to be done with a row: CREATED, UPDATED or UNCHANGED.

        ``state`` gives the record's present state, None stands for no record. Raises RowRejected when the row has changed
        and so has the record, which somebody edited, deleted or made by hand.
        """
        known = self._known.get(key)
        if known and known[0] == digest and not (self.overwrite and self._differs(known, state)):
            return Outcome.UNCHANGED
        if state is None:
            if known and not self.overwrite:
                raise RowRejected(("", "was deleted since it was loaded; --overwrite makes it again"))
            return Outcome.CREATED
        if not self.overwrite and (known is None or known[1] != state()):
            reason = "was edited since it was loaded" if known else "exists already, made by hand"
            raise RowRejected(("", f"{reason}; --overwrite replaces it"))
        return Outcome.UPDATED

    def remember(self, key: str, digest: str, state: str) -> None:
        """Keep what was loaded, in the caller's transaction."""
        row = LoadedRow(kind=self.kind, key=key, digest=digest, state=state)
        if key in self._known:
            LoadedRow.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["kind", "key"], update_fields=["digest", "state"]
            )
        else:
            LoadedRow.objects.bulk_create([row])
        self._known[key] = (digest, state)

    def _differs(self, known: tuple[str, str], state: Callable[[], str] | None) -> bool:
        return state is None or known[1] != state()
