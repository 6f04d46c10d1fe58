"""Blocks of running text, used by every page that holds words for people."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

WORDS = ["bold", "italic", "link", "document-link", "ul", "ol"]
PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-\d{2}(-\d{2})?)?$", _("Write a year, a year and month, or a day: 2024, 2024-07 or 2024-07-15.")
)


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


class TextBlock(blocks.RichTextBlock):
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


class PictureBlock(blocks.StructBlock):
    """A picture that says what it shows."""

    picture = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what it shows"),
        max_length=250,
        help_text=_("For people who do not see it: “Two girls solder a circuit at a long table.”"),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False, help_text=_("Who, where and when."))

    class Meta:
        label = _("Picture")
        icon = "image"
        template = _template("picture")
        description = _("A picture with its words and credit.")


class FigureBlock(blocks.StructBlock):
    """A number with what it counts and where it was read."""

    value = blocks.CharBlock(
        label=_("number"), max_length=20, help_text=_("As the source prints it: 340 000 or 57.5 %.")
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


class DocumentBlock(blocks.StructBlock):
    """A file to download, with its size before the click."""

    document = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what is in it"), max_length=200, required=False)

    class Meta:
        label = _("Document")
        icon = "doc-full"
        template = _template("document")
        description = _("A file to download; its kind and size are shown.")


class MediaBlock(blocks.StructBlock):
    """Video or sound that loads only when somebody asks for it."""

    file = DocumentChooserBlock(label=_("file"), help_text=_("MP4 or WebM for video, MP3, OGG or M4A for sound."))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    length = blocks.CharBlock(
        label=_("length"), max_length=20, required=False, help_text=_("Minutes and seconds: 6:40")
    )
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=["bold", "italic", "ul", "ol"],
        help_text=_("Everything that is said, for those who read."),
    )

    class Meta:
        label = _("Video or sound")
        icon = "media"
        template = _template("media")
        description = _("Loads only when asked; its size is shown, the transcript is beside it.")


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
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("url")):
            raise blocks.StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose a page or write an address, one of the two."))}
            )
        return cleaned


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


class AccordionBlock(blocks.StructBlock):
    """Questions with answers that open."""

    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("title"), max_length=160)),
                ("text", blocks.RichTextBlock(label=_("text"), features=WORDS)),
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
        description = _("Rows and columns, with a heading for each column.")

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
