"""Storing lessons that come from files: their texts are made of blocks, the same ones in each language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from alliance.core.content_loaders import LANGUAGES, References
from alliance.core.loading import Fields, Problem, Report, Row, RowRejected
from alliance.core.models import Origin
from alliance.core.page_loader import PageLoader
from alliance.core.page_rows import PageRow, blocks, identity, source_blocks
from evidence.models import Practice
from training.models import CoursePage, LessonPage


def lesson_rows(rows: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
    """Yield one row per lesson from the entries of lessons.json, with its course."""
    for entry in rows:
        if isinstance(entry, Problem):
            yield entry
            continue
        lessons = entry.data.get("lessons") if isinstance(entry.data, dict) else None
        if not isinstance(lessons, list):
            yield Problem(entry.file, entry.place, entry.key, "lessons", "must be a list of lessons")
            continue
        for number, data in enumerate(lessons, start=1):
            place = f"{entry.key} {number}"
            if isinstance(data, dict):
                told = {**data, "course": entry.key, "original": entry.data.get("original")}
                yield Row(entry.file, place, told, f"{entry.key}/{data.get('slug')}")
            else:
                yield Problem(entry.file, place, entry.key, "", "must be an object with named fields")


@dataclass
class LessonRow(PageRow):
    """What the files say of a lesson."""

    course: str = ""


class LessonLoader(PageLoader):
    """Loads the lessons of courses. New ones stand in the order of the file."""

    kind = "lesson"
    model = LessonPage

    def __init__(self, report: Report, references: References, **options: bool) -> None:
        super().__init__(report, references, **options)
        self._practices: dict[str, int] = dict(Practice.objects.values_list("slug", "pk"))

    def load(self, rows: Iterable[Row | Problem]) -> None:
        """The lessons stand in their courses."""
        self.load_each(lesson_rows(rows))

    def parent(self, found: LessonRow) -> Page:
        """The course, in the language of the original."""
        page = CoursePage.objects.filter(slug=found.course, locale=self._locale(found.original)).first()
        if page is None:
            raise RowRejected(("course", f"“{found.course}” is no course"))
        return page

    def read(self, row: Row) -> LessonRow:
        """Return what a lesson says, in each of its languages."""
        fields = Fields(row.data)
        found = LessonRow(
            course=fields.text("course"),
            slug=fields.slug(),
            original=fields.choice("original", LANGUAGES, required=True),
            facts={
                "module": fields.number("module", least=1, most=99) or 1,
                "minutes": fields.number("minutes", least=1, most=600),
                "sources": source_blocks(f"{self.kind}/{row.key}", fields),
            },
        )
        origins, words = fields.within("origin"), fields.within("words")
        for language in LANGUAGES:
            told = words.within(language) if words else None
            if told is None:
                continue
            found.words[language] = {
                "title": told.text("title", required=True, longest=255),
                "lead": told.text("lead", required=True, longest=600),
                "body": self._body(told, f"{self.kind}/{row.key}/body"),
            }
            if origins and origins.choice(language, Origin.values) == Origin.HUMAN:
                found.by_people[language] = set(found.words[language])
        if found.original and found.original not in found.words:
            fields.reject("words", f"lack {found.original}, the original language")
        fields.finish()
        return found

    def _body(self, told: Fields, owner: str) -> list[dict[str, Any]]:
        values = []
        for number, block in enumerate(told.each("body")):
            kinds = list(block.data)
            if len(kinds) != 1 or kinds[0] not in _READERS:
                block.ignore(*kinds)
                block.reject("", f"is none of {', '.join(_READERS)}")
            else:
                values.append((kinds[0], _READERS[kinds[0]](self, block, f"{owner}/{number}")))
        return blocks(owner, values)

    def _text(self, block: Fields, owner: str) -> str:
        return block.text("text", required=True)

    def _heading(self, block: Fields, owner: str) -> str:
        return block.text("heading", required=True)

    def _quote(self, block: Fields, owner: str) -> dict[str, Any]:
        quote = _inside(block, "quote")
        return {name: quote.text(name, required=name != "role") for name in ("words", "who", "role")}

    def _figure(self, block: Fields, owner: str) -> dict[str, Any]:
        figure = _inside(block, "figure")
        texts = {name: figure.text(name, required=True) for name in ("value", "label", "source_title")}
        return {**texts, "year": figure.year("year"), "source_url": figure.url("source_url")}

    def _practice(self, block: Fields, owner: str) -> dict[str, Any]:
        slug = block.text("practice", required=True)
        if slug and slug not in self._practices:
            block.reject("practice", f"“{slug}” is no practice of the library")
        return {"practice": self._practices.get(slug), "why": ""}

    def _practices_by_filter(self, block: Fields, owner: str) -> dict[str, Any]:
        chosen = _inside(block, "practices")
        most = chosen.number("most", least=1)
        return {
            "address": chosen.text("address", required=True),
            "title": chosen.text("title"),
            "most": 3 if most is None else most,
        }

    def _statistic(self, block: Fields, owner: str) -> dict[str, Any]:
        statistic = _inside(block, "statistic")
        names = {name: statistic.text(name, required=True) for name in ("basis", "figure")}
        return {**names, "then": statistic.number("then")}

    def _table(self, block: Fields, owner: str) -> dict[str, Any]:
        table = _inside(block, "table")
        caption, rows = table.text("caption"), table.data.get("rows") if table.has("rows") else None
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows) or len({*map(len, rows)}) != 1:
            table.reject("rows", "must be lists of cells, all of the same length")
            rows = []
        return {
            "data": [[str(cell) for cell in row] for row in rows],
            "table_caption": caption,
            "table_header_choice": "row",
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }

    def _accordion(self, block: Fields, owner: str) -> dict[str, Any]:
        items = [
            {"title": each.text("title", required=True), "text": each.text("text", required=True)}
            for each in block.each("accordion")
        ]
        return {
            "items": [
                {"type": "item", "value": item, "id": identity(f"{owner}/{number}")}
                for number, item in enumerate(items)
            ]
        }


def _inside(block: Fields, name: str) -> Fields:
    """Return the fields inside a block; of an empty one, none."""
    return block.within(name) or Fields({}, block, f"{name}.")


# Kinds of blocks, by their names in the file.
_READERS = {
    "heading": LessonLoader._heading,
    "text": LessonLoader._text,
    "quote": LessonLoader._quote,
    "figure": LessonLoader._figure,
    "practice": LessonLoader._practice,
    "practices": LessonLoader._practices_by_filter,
    "statistic": LessonLoader._statistic,
    "table": LessonLoader._table,
    "accordion": LessonLoader._accordion,
}
