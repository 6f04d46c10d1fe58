"""The records that those who hold a country's seat write for it, and how their words and facts become plain values and back.

A lower app knows countries; a higher one that has more registers them at start. Values are plain text, so that two drafts can
be compared, one field at a time: ``fact.ministry_name``, ``words.es.introduction``, ``rows.sources``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import ForeignKey, Model, QuerySet
from django.utils import timezone

from alliance.core.light_text import html_of, text_of
from alliance.core.models import TEXT_LANGUAGES, Country, Origin, Record, RecordText

Value = str | list[dict[str, str]]
Values = dict[str, Value]
TYPING = "country_record"
"""The form under which what is typed for a country is kept until it is saved (`alliance.core.drafts`)."""
SITE_LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Rows:
    """Rows below a record: steps, sources. ``labels`` are columns per language, written in the record's ``language_field``."""

    name: str
    title: str
    fields: tuple[str, ...]
    needed: str
    labels: tuple[str, ...] = ()
    language_field: str = ""

    def column(self, record: Record, name: str) -> str:
        """Return the column that holds ``name`` as it was written."""
        if name not in self.labels:
            return name
        language = getattr(record, self.language_field)
        return f"{name}_{language if language in SITE_LANGUAGES else settings.LANGUAGE_CODE}"


@dataclass(frozen=True)
class Kind:
    """One kind of record. ``of_country`` gives those of a country, drafts as well.

    ``rich`` are the words with formatting, ``name_word`` is what no language goes without, ``languages`` are facts that are one.
    """

    name: str
    model: type[Record]
    title: str
    of_country: Callable[[Country], QuerySet]
    slug_field: str
    facts: tuple[str, ...]
    words: tuple[str, ...]
    rich: frozenset[str]
    public_path: Callable[[Record], str]
    country_id: Callable[[Record], int]
    rows: tuple[Rows, ...] = ()
    name_word: str = ""
    languages: frozenset[str] = frozenset()
    named: Callable[[Record], str] = str

    @property
    def text_model(self) -> type[RecordText]:
        return self.model.texts.rel.related_model

    def path(self, seat_code: str, record: Record) -> str:
        """Return where the record is written, without a language."""
        slug = f"{getattr(record, self.slug_field)}/" if self.slug_field else ""
        return f"/my/seat/{seat_code}/{self.name}/{slug}"


def drafts_key(kind: Kind, pk: int) -> str:
    """Return what is typed about, for `alliance.core.drafts`."""
    return f"{kind.name}.{pk}"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Have those who hold a seat write this kind of record too."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return every kind, in the order of registration."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind | None:
    """Return the kind of this name."""
    return _kinds.get(name)


def kind_of(record: Model) -> Kind | None:
    """Return the kind that ``record`` is of."""
    return next((kind for kind in _kinds.values() if isinstance(record, kind.model)), None)


def languages_for(record: Record) -> list[str]:
    """Return the languages that a record can be written in: the site's, its country's, and those that it has."""
    country = record if isinstance(record, Country) else record.country
    present = {row.language for row in record.texts.all()} | set(country.official_languages.split())
    return [code for code, _name in TEXT_LANGUAGES if code in SITE_LANGUAGES or code in present]


def values_of(kind: Kind, record: Record) -> Values:
    """Return what ``record`` says, as plain values."""
    values: Values = {f"fact.{name}": _fact(record, name) for name in kind.facts}
    texts = {row.language: row for row in record.texts.all()}
    for language in languages_for(record):
        for word in kind.words:
            values[f"words.{language}.{word}"] = _word(kind, texts.get(language), word)
    for rows in kind.rows:
        values[f"rows.{rows.name}"] = [
            {"pk": str(row.pk or ""), **{name: _fact(row, rows.column(record, name)) for name in rows.fields}}
            for row in getattr(record, rows.name).all()
        ]
    return values


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values say the same. Keys of rows are no words."""
    return _said(one) == _said(other)


def _said(value: Value | None) -> Value:
    if not isinstance(value, list):
        return "\n".join(" ".join(line.split()) for line in (value or "").splitlines()).strip()
    return [{name: " ".join(said.split()) for name, said in row.items() if name != "pk"} for row in value]


def changed(older: Values, newer: Values) -> list[str]:
    """Return the keys of what differs, in the order of ``newer``."""
    keys = dict.fromkeys([*newer, *older])
    return [key for key in keys if not same(older.get(key), newer.get(key))]


def write(kind: Kind, record: Record, values: Values, *, by) -> None:
    """``record``, unsaved, says ``values``. What they leave as it is keeps its form; translations note what they are made from."""
    before = values_of(kind, record)
    for name in kind.facts:
        _set_fact(record, name, values[f"fact.{name}"])
    _write_texts(kind, record, values, before, by)
    for rows in kind.rows:
        key = f"rows.{rows.name}"
        if not same(values[key], before[key]):
            getattr(record, rows.name).set(list(_written(rows, record, values[key])))


def _fact(row: Model, name: str) -> str:
    column = row._meta.get_field(name)
    value = getattr(row, column.attname)
    return "" if value is None else str(value)


def _set_fact(row: Model, name: str, value: str) -> None:
    column = row._meta.get_field(name)
    if value == "":
        cleared = None if column.null else ""
        setattr(row, column.attname, cleared)
    elif isinstance(column, ForeignKey):
        setattr(row, column.attname, int(value))
    else:
        setattr(row, column.attname, column.to_python(value))


def _word(kind: Kind, row: RecordText | None, name: str) -> str:
    words = getattr(row, name, "") or ""
    return text_of(words) if name in kind.rich else words


def _write_texts(kind: Kind, record: Record, values: Values, before: Values, by) -> None:
    rows = {row.language: row for row in record.texts.all()}
    touched: set[str] = set()
    for language in languages_for(record):
        for name in kind.words:
            key = f"words.{language}.{name}"
            if same(values[key], before[key]):
                continue
            row = rows.setdefault(language, kind.text_model(language=language, origin=Origin.HUMAN))
            setattr(row, name, html_of(values[key]) if name in kind.rich else values[key])
            touched.add(language)
    said = {language: row for language, row in rows.items() if _says_something(kind, row)}
    original = next((row for row in rows.values() if row.origin == Origin.ORIGINAL), None)
    if original is None and said:
        original = said.get(by.language) or next(iter(said.values()))
        original.origin = Origin.ORIGINAL
    for language in touched - {original.language if original else ""}:
        _take_note(rows[language], original, by)
    record.texts.set([row for row in rows.values() if row is original or row.language in said])


def _says_something(kind: Kind, row: RecordText) -> bool:
    return any(_word(kind, row, name).strip() for name in kind.words)


def _take_note(row: RecordText, original: RecordText, by) -> None:
    """A translation that somebody has rewritten was made by a person, from the original as it is now."""
    row.origin = Origin.HUMAN
    row.made_from = original.digest
    row.reviewed_by, row.reviewed_at = by, timezone.now()


def _written(rows: Rows, record: Record, values: list[dict[str, str]]) -> Iterator[Model]:
    """Yield the rows that ``values`` tell, those that were there already with what the form does not show."""
    present = list(getattr(record, rows.name).all())
    for at, value in enumerate(values):
        row = _found(rows, record, present, value)
        if row is None:
            row = rows_model(record, rows)()
        else:
            present = [each for each in present if each is not row]
        for name in rows.fields:
            column = rows.column(record, name)
            if name in rows.labels and _fact(row, column) != value[name]:
                # The other languages said something else: better the words as they were written than an old translation.
                for language in SITE_LANGUAGES:
                    setattr(row, f"{name}_{language}", "")
            _set_fact(row, column, value[name])
        row.sort_order = at
        yield row


def _found(rows: Rows, record: Record, present: list[Model], value: dict[str, str]) -> Model | None:
    """Return the row that a value was made from: by its key, else, where it was never published, by its words."""
    for row in present:
        if row.pk and str(row.pk) == value.get("pk"):
            return row
    column = rows.column(record, rows.needed)
    return next((row for row in present if not row.pk and _fact(row, column) == value[rows.needed]), None)


def rows_model(record: Record | type[Record], rows: Rows) -> type[Model]:
    """Return the model of these rows."""
    return record._meta.get_field(rows.name).related_model


@dataclass(frozen=True)
class Label:
    """What a value is called: the field's name, and the language of its words."""

    name: str
    language: str = ""


def label_of(kind: Kind, key: str) -> Label:
    """Return what the value with this key is called."""
    sort, _dot, rest = key.partition(".")
    if sort == "fact":
        return Label(str(kind.model._meta.get_field(rest).verbose_name))
    if sort == "words":
        language, _dot, name = rest.partition(".")
        return Label(str(kind.text_model._meta.get_field(name).verbose_name), language)
    return Label(str(next(rows.title for rows in kind.rows if rows.name == rest)))


def plain(kind: Kind, key: str, value: Value | None, named: Callable[[str, str], str]) -> str:
    """Return a value as one text, a row a line. ``named(field, key)`` gives the name of what a fact points at."""
    if isinstance(value, list):
        rows = next(rows for rows in kind.rows if f"rows.{rows.name}" == key)
        lines = ([named(f"{rows.name}.{name}", row[name]) for name in rows.fields if row[name]] for row in value)
        return "\n".join(" · ".join(line) for line in lines)
    return named(key.partition(".")[2], value or "") if key.startswith("fact.") else value or ""
