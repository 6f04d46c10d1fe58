"""Reading content files: JSON, JSON lines and CSV, row by row, so that one broken row does not hide the others."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alliance.core.loading import Problem, Row

# Bytes that are no UTF-8 become these characters while reading, and the rows that hold them are rejected.
_BROKEN = range(0xDC80, 0xDD00)
# The field that names a row, whichever it has.
KEYS = ("slug", "code", "iso2", "id")
_NO_UTF8 = "is not UTF-8; save the file with the encoding UTF-8"


def read_json(path: Path, name: str) -> Iterator[Row | Problem]:
    """Yield the rows of a JSON array, or of a file with one JSON object a line.

    A broken line is one problem. An array that is broken anywhere is one problem of the whole file, with its line.
    """
    text = _text_of(path)
    if text is None:
        yield Problem(name, "", "", "", _NO_UTF8)
    elif path.suffix == ".jsonl" or _is_lines(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield _row_of_line(name, number, line)
    else:
        try:
            rows = _parse(text)
        except ValueError as error:
            yield _no_json(name, error)
            return
        if not isinstance(rows, list):
            yield Problem(name, "", "", "", "must hold a list of rows")
            return
        for number, data in enumerate(rows, start=1):
            yield _row(name, f"row {number}", data)


def read_json_by_key(path: Path, name: str) -> Iterator[Row | Problem]:
    """Yield a row for each entry of a JSON object, with the entry's name as the row's key."""
    for row in read_json_object(path, name):
        if isinstance(row, Problem):
            yield row
        elif not isinstance(row.data, dict):
            yield Problem(name, "", "", "", "must hold an object with an entry for each record")
        else:
            for number, (key, data) in enumerate(row.data.items(), start=1):
                yield Row(name, f"entry {number}", data, key)


def read_json_object(path: Path, name: str) -> Iterator[Row | Problem]:
    """Yield the file's content as one row."""
    text = _text_of(path)
    if text is None:
        yield Problem(name, "", "", "", _NO_UTF8)
        return
    try:
        yield _row(name, "", _parse(text))
    except ValueError as error:
        yield _no_json(name, error)


def read_csv(path: Path, name: str, columns: Mapping[str, str], lists: set[str]) -> Iterator[Row | Problem]:
    """Yield the rows of a table with a header; commas, semicolons or tabs between cells, ``|`` or ``;`` within lists.

    ``columns`` leads from a header, as `column_name` writes it, to a field; ``lists`` are the fields that hold several
    values. Cells are taken as they are, also those that a spreadsheet would read as a formula.
    """
    text = _text_of(path)
    if text is None:
        yield Problem(name, "", "", "", _NO_UTF8)
        return
    header_line = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header_line.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(table, [])
        fields = [columns.get(column_name(title), "") for title in header]
        unknown = [title for title, field in zip(header, fields, strict=True) if not field and title.strip()]
        doubled = {field for field in fields if field and fields.count(field) > 1}
        if unknown or doubled:
            for title in unknown:
                yield Problem(name, "line 1", "", title, "is no known column; name its field with --map")
            for field in sorted(doubled):
                yield Problem(name, "line 1", "", field, "is given by more than one column")
            return
        start = table.line_num + 1
        for cells in table:
            place, start = f"line {start}", table.line_num + 1
            if any(cell.strip() for cell in cells):
                yield _row_of_cells(name, place, fields, cells, lists)
    except csv.Error as error:
        yield Problem(name, f"line {table.line_num}", "", "", f"is no CSV: {error}")


def column_name(title: str) -> str:
    """Return a header in small letters without accents, words joined by ``_``."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return "_".join("".join(character if character.isalnum() else " " for character in letters).split())


def _text_of(path: Path) -> str | None:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return content.decode("utf-8-sig", errors="surrogateescape").replace("\r\n", "\n")


def _is_lines(text: str) -> bool:
    """Whether the first line is a JSON object of its own and more follow."""
    first, _, rest = text.lstrip().partition("\n")
    return first.startswith("{") and first.rstrip().endswith("}") and bool(rest.strip())


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _no_json(name: str, error: ValueError, place: str = "") -> Problem:
    if isinstance(error, json.JSONDecodeError):
        return Problem(name, place or f"line {error.lineno}", "", "", f"is no JSON: {error.msg} (column {error.colno})")
    return Problem(name, place, "", "", f"is no JSON: {error}")


def _row_of_line(name: str, number: int, line: str) -> Row | Problem:
    try:
        return _row(name, f"line {number}", _parse(line))
    except ValueError as error:
        return _no_json(name, error, f"line {number}")


def _row_of_cells(name: str, place: str, fields: list[str], cells: list[str], lists: set[str]) -> Row | Problem:
    if len(cells) > len(fields) and any(cell.strip() for cell in cells[len(fields) :]):
        return Problem(name, place, "", "", f"has {len(cells)} cells under {len(fields)} columns")
    data: dict[str, Any] = {}
    for field, cell in zip(fields, cells, strict=False):
        if field in lists:
            data[field] = [item.strip() for item in cell.replace(";", "|").split("|") if item.strip()]
        elif field:
            data[field] = cell.strip()
    return _row(name, place, data)


def _row(name: str, place: str, data: Any) -> Row | Problem:
    """Return the row with its texts composed (NFC), or the problem of a text that no database takes."""
    keys = [data[field] for field in KEYS if isinstance(data.get(field), str)] if isinstance(data, dict) else []
    key = keys[0] if keys else ""
    for field, text in _texts(data):
        if any(ord(character) in _BROKEN for character in text):
            return Problem(name, place, key, field, _NO_UTF8)
        if "\x00" in text:
            return Problem(name, place, key, field, "holds the character NUL")
        if any(0xD800 <= ord(character) < 0xE000 for character in text):
            return Problem(name, place, key, field, "holds half a character (a lone surrogate)")
    return Row(name, place, _composed(data), key)


def _texts(data: Any, field: str = "") -> Iterator[tuple[str, str]]:
    match data:
        case str():
            if not data.isascii() or "\x00" in data:
                yield field, data
        case list():
            for number, item in enumerate(data):
                yield from _texts(item, f"{field}[{number}]")
        case dict():
            for name, value in data.items():
                yield from _texts(value, f"{field}.{name}" if field else name)


def _composed(data: Any) -> Any:
    match data:
        case str():
            return unicodedata.normalize("NFC", data)
        case list():
            return [_composed(item) for item in data]
        case dict():
            return {_composed(name): _composed(value) for name, value in data.items()}
    return data
