"""Blocks of running text, used by every page that holds words for people.

A template may read ``level``, the level of a heading in this text: 2 unless the page's template says otherwise.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail_localize.segments import StringSegmentValue

from alliance.core.file_blocks import DocumentBlock, MediaBlock, PictureBlock
from alliance.core.rich_text import WordsBlock

WORDS = ["bold", "italic", "link", "document-link", "ul", "ol"]
PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-\d{2}(-\d{2})?)?$", _("Write a year, a year and month, or a day: 2024, 2024-07 or 2024-07-15.")
)

MOST_ROWS, MOST_COLUMNS = 60, 12
_NUMBER = re.compile(r"[-−+]?[\d\s.,]*\d[\s.,]*%?")


def _template(name: str) -> str:
    return f"components/blocks/{name}.html"


class HeadingBlock(blocks.CharBlock):
    """A heading inside a text; its level follows from where it stands, so that levels are never skipped."""

    class Meta:
        label = _("Heading")
        icon = "title"
        template = _template("heading")
        preview_value = "What changed in the first year"
        description = _("Starts a part of the text.")


class TextBlock(WordsBlock):
    """Paragraphs and lists."""

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = _template("text")
        preview_value = "<p>Paragraphs, <b>bold</b> and <a href='https://example.org/'>links</a>.</p>"
        description = _("Paragraphs and lists.")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with who said them."""

    words = blocks.TextBlock(label=_("words"), max_length=600)
    who = blocks.CharBlock(label=_("who said it"), max_length=120)
    role = blocks.CharBlock(label=_("role"), max_length=160, required=False)

    class Meta:
        label = _("Quote")
        icon = "openquote"
        template = _template("quote")
        preview_value = {"words": "We began with three tablets.", "who": "Ana Paz", "role": "Teacher"}
        description = _("Somebody's words, with name and role.")


class FigureBlock(blocks.StructBlock):
    """A number with what it counts and where it was read."""

    value = blocks.CharBlock(
        label=_("number"), max_length=20, help_text=_("As the source prints it: 340,000 or 57.5%.")
    )
    label = blocks.CharBlock(label=_("what it counts"), max_length=120)
    year = blocks.IntegerBlock(label=_("year"), required=False, min_value=1900, max_value=2100)
    source_title = blocks.CharBlock(label=_("source"), max_length=200)
    source_url = blocks.URLBlock(label=_("address of the source"), required=False)

    class Meta:
        label = _("Figure with source")
        icon = "decimal"
        template = _template("figure")
        preview_value = {"value": "67", "label": "people took part", "year": 2025, "source_title": "UNESCO"}
        description = _("One large number, with unit, year and source.")


class ActionBlock(blocks.StructBlock):
    """One thing that the reader can do next."""

    label = blocks.CharBlock(
        label=_("words of the button"), max_length=60, help_text=_("Begin with a verb: “Read the guide”.")
    )
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or another address"), required=False)
    note = blocks.CharBlock(label=_("what happens then"), max_length=200, required=False)

    class Meta:
        label = _("Call to action")
        icon = "arrow-right"
        template = _template("action")
        preview_value = {"label": "Read the guide", "url": "https://example.org/", "note": "Six pages, PDF."}
        description = _("One button that leads on.")

    def clean(self, value):
        """Exactly one of page and address."""
        chosen = super().clean(value)
        if bool(chosen.get("page")) == bool(chosen.get("url")):
            raise blocks.StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose a page or write an address, one of the two."))}
            )
        return chosen

    def get_context(self, value, parent_context=None) -> dict:
        """With the address, in the reader's language; without one where the page is not published any more."""
        page = value.get("page") and value["page"].localized
        url = (page.url if page.live else "") if page else value.get("url")
        return {**super().get_context(value, parent_context), "url": url}


class ContactBlock(blocks.StructBlock):
    """Whom to ask."""

    name = blocks.CharBlock(label=_("name"), max_length=120)
    role = blocks.CharBlock(label=_("role or office"), max_length=160, required=False)
    email = blocks.EmailBlock(label=_("e-mail"), required=False)
    phone = blocks.CharBlock(label=_("telephone"), max_length=40, required=False)

    class Meta:
        label = _("Contact")
        icon = "mail"
        template = _template("contact")
        preview_value = {"name": "Regional office", "role": "Secretariat", "email": "office@example.org"}
        description = _("Whom to ask, with office and address.")

    def get_context(self, value, parent_context=None) -> dict:
        """With the telephone number as phones dial it."""
        digits = re.sub(r"[^+\d]", "", value.get("phone") or "")
        return {**super().get_context(value, parent_context), "tel": digits}


class AccordionBlock(blocks.StructBlock):
    """Questions with answers that open."""

    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("title"), max_length=160)),
                ("text", WordsBlock(label=_("text"), features=WORDS)),
            ]
        ),
        label=_("parts"),
        min_num=1,
    )

    class Meta:
        label = _("Parts that open")
        icon = "list-ul"
        template = _template("accordion")
        preview_value = {"items": [{"title": "Who can take part?", "text": "<p>Every ministry.</p>"}]}
        description = _("Questions with their answers, closed at first.")


class SourceBlock(blocks.StructBlock):
    """Where a fact was read, with dates as exact as the source gives them."""

    url = blocks.URLBlock(label=_("address"), max_length=600)
    title = blocks.CharBlock(label=_("title"), max_length=250, required=False)
    published = blocks.CharBlock(label=_("published"), max_length=10, required=False, validators=[PARTIAL_DATE])
    accessed = blocks.DateBlock(label=_("read on"), required=False)
    to_check = blocks.BooleanBlock(
        label=_("address to be checked"),
        required=False,
        help_text=_("The text was read through a copy; open the address once to confirm it."),
    )

    class Meta:
        label = _("Source")
        icon = "link"


class RowsBlock(TableBlock):
    """A small table, whose cells are translated one by one."""

    class Meta:
        label = _("Table")
        icon = "table"
        template = _template("table")
        preview_value = {
            "data": [["Year", "Schools"], ["2024", "12"], ["2025", "48"]],
            "table_caption": "Schools that took part",
            "table_header_choice": "row",
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }
        description = _("Rows and columns, with a heading for each column.")

    def clean(self, value):
        """As Wagtail's; and a page of a spreadsheet is a document, not a table to read."""
        chosen = super().clean(value)
        rows = (chosen or {}).get("data") or []
        if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
            sentence = ngettext(
                "A table holds at most %(rows)s row and %(columns)s columns. Attach a larger one as a document.",
                "A table holds at most %(rows)s rows and %(columns)s columns. Attach a larger one as a document.",
                MOST_ROWS,
            )
            raise ValidationError(sentence % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}, code="too_large")
        return chosen

    def render(self, value, context=None) -> SafeString:
        """The table; on a phone each cell stands under the name of its column."""
        shown = {**(context or {}), **_shown_table(value or {})}
        return mark_safe(render_to_string(self.meta.template, shown))  # noqa: S308 - made by a template

    def get_translatable_segments(self, value) -> list[StringSegmentValue]:
        """The caption and each cell that holds words, for wagtail-localize."""
        cells = [
            StringSegmentValue(f"{row}-{column}", words)
            for row, cells in enumerate((value or {}).get("data") or [])
            for column, words in enumerate(cells)
            if words
        ]
        caption = (value or {}).get("table_caption")
        return [StringSegmentValue("caption", caption), *cells] if caption else cells

    def restore_translated_segments(self, value, segments):
        """The table with its words replaced by their translations."""
        translated = {**value, "data": [list(row) for row in value["data"]]}
        for segment in segments:
            if segment.path == "caption":
                translated["table_caption"] = segment.render_text()
                continue
            row, column = map(int, segment.path.split("-"))
            translated["data"][row][column] = segment.render_text()
        return translated


def _shown_table(value: dict) -> dict:
    """Return caption, column heads and rows of a table; columns of nothing but numbers say so."""
    rows = [[str(cell or "").strip() for cell in row] for row in value.get("data") or []]
    head = rows.pop(0) if rows and value.get("first_row_is_table_header") else []
    columns = []
    for at in range(max(map(len, [head, *rows]), default=0)):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        # The first column names its row, even where the name is a year.
        is_number = at > 0 and bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)
        columns.append({"name": head[at] if at < len(head) else "", "is_number": is_number})
    return {
        "caption": value.get("table_caption") or "",
        "head": columns if head else [],
        "rows": [list(zip(columns, row, strict=False)) for row in rows],
        "names_rows": bool(value.get("first_col_is_header")),
    }


PROSE_BLOCKS = [("heading", HeadingBlock(max_length=120)), ("text", TextBlock(features=WORDS))]
GENERAL_BLOCKS = [
    *PROSE_BLOCKS,
    ("quote", QuoteBlock()),
    ("picture", PictureBlock()),
    ("figure", FigureBlock()),
    ("table", RowsBlock()),
    ("accordion", AccordionBlock()),
    ("document", DocumentBlock()),
    ("media", MediaBlock()),
    ("action", ActionBlock()),
    ("contact", ContactBlock()),
]
SOURCE_BLOCKS = [("source", SourceBlock())]
