"""Blocks that show evidence as it is on the day of reading: figures of the registry, practices, lists of practices."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from alliance.core.blocks import GENERAL_BLOCKS
from alliance.core.file_blocks import FromLibrary
from alliance.core.models import site_language
from evidence import drawn, population, statistics
from evidence.basis import Basis
from evidence.models import Practice
from evidence.practice_facts import line_of
from evidence.practice_lines import printed_lines
from evidence.selection import Selection
from evidence.services.listing import Listing

LIBRARY = "library"
MOST_PRACTICES = 10


def _bases() -> list[tuple[str, str]]:
    return [(LIBRARY, _("Living library")), *((each.slug, each.title) for each in population.editions())]


def _figures() -> list[tuple[str, str]]:
    """Return every figure that the library or an edition has, by its label."""
    found = {}
    for edition in (*population.editions(), None):
        for name in statistics.names(edition):
            found[name] = statistics.figure(name, edition).label
    return list(found.items())


class StatisticBlock(blocks.StructBlock):
    """A figure of the registry, counted when it is read and linked to the list that it counts."""

    basis = blocks.ChoiceBlock(label=_("counted from"), choices=_bases, default=LIBRARY)
    figure = blocks.ChoiceBlock(label=_("figure"), choices=_figures)
    then = blocks.IntegerBlock(
        label=_("what it was on the day of the text"),
        required=False,
        min_value=0,
        help_text=_("Readers then see how it has changed. Leave it empty if the text names no number."),
    )

    class Meta:
        label = _("Living statistic")
        icon = "history"
        template = "components/blocks/statistic.html"
        preview_value = {"basis": LIBRARY, "figure": "practices", "then": 131}
        description = _("Counted on the day of reading, with the way to exactly these records.")

    def clean(self, value):
        """The figure is one that this basis has."""
        cleaned = super().clean(value)
        if _figure_of(cleaned) is None:
            raise blocks.StructBlockValidationError(
                block_errors={"figure": ValidationError(_("This figure is not counted from here: choose another."))}
            )
        return cleaned

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        figure = _figure_of(value)
        if figure is None:
            return context
        if figure.value is None:
            return context | {"chart": drawn.bars(figure) | {"unit": figure.basis.noun(figure.basis.total)}}
        return context | {"number": drawn.number(figure), "today": timezone.localdate(), "basis": figure.basis}


def _figure_of(value):
    """Return the figure that the block names; None where its edition or the figure is not there any more."""
    edition = next((each for each in population.editions() if each.slug == value["basis"]), None)
    if edition is None and value["basis"] != LIBRARY:
        return None
    try:
        return statistics.figure(value["figure"], edition)
    except statistics.UnknownFigure:
        return None


class PracticeBlock(FromLibrary, blocks.StructBlock):
    """A practice of the library as it stands there today; nothing once it is withdrawn."""

    chosen = "practice"
    practice = SnippetChooserBlock("evidence.Practice", label=_("practice"))
    why = blocks.CharBlock(label=_("why read it"), max_length=200, required=False)

    class Meta:
        label = _("Practice")
        icon = "doc-full-inverse"
        template = "components/blocks/practice.html"
        preview_value = {"why": "It works without a connection."}
        description = _("A practice from the library, always as it stands there.")

    def bulk_to_python(self, values) -> list:
        """As Wagtail's, with what a line shows: in two more queries for all practices of a text, not two for each."""
        found = super().bulk_to_python(values)
        prefetch_related_objects([each["practice"] for each in found if each.get("practice")], "country", "texts")
        return found

    def newest(self):
        return Practice.objects.visible_to(None).order_by("-first_published_at").first()

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        practice = value.get("practice")
        return context | {"record": line_of(practice) if practice and practice.live else None}


class QueryBlock(blocks.CharBlock):
    """Filters of a list, the same in every language."""

    def get_translatable_segments(self, value) -> list:
        """None: wagtail-localize copies it."""
        return []


class PracticeListBlock(blocks.StructBlock):
    """The first practices of a selection of the library, and the way to all of them."""

    address = QueryBlock(
        label=_("address of the list"),
        max_length=500,
        help_text=_("Choose filters in the library and copy the address of the page."),
    )
    title = blocks.CharBlock(label=_("title"), max_length=120, required=False)
    most = blocks.IntegerBlock(label=_("how many at most"), default=3, min_value=1, max_value=MOST_PRACTICES)

    class Meta:
        label = _("Practices by filter")
        icon = "list-ul"
        template = "components/blocks/practices.html"
        preview_value = {"address": "?context=rural", "title": "Rural schools", "most": 3}
        description = _("The first practices of a selection, and the way to all of them.")

    def clean(self, value):
        """The address names filters that the library knows."""
        cleaned = super().clean(value)
        selection = _selection_of(cleaned["address"])
        if selection.unknown or selection.is_empty:
            raise blocks.StructBlockValidationError(
                block_errors={"address": ValidationError(_("This is not the address of a list with filters."))}
            )
        return cleaned

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        listing = Listing(_selection_of(value["address"]), asks_search=False)
        language = site_language()
        ids = listing.ids(language, stop=value["most"])
        return context | {
            "total": listing.total,
            "url": Basis.of(None).list_url + listing.selection.query(),
            "lines": printed_lines(listing, ids, user=None, language=language),
        }


def _selection_of(address: str) -> Selection:
    """Return the selection that the query of an address states; its language and site do not matter."""
    return Selection.from_query(QueryDict(urlsplit(address).query))


STORY_BLOCKS = [
    *GENERAL_BLOCKS,
    ("statistic", StatisticBlock()),
    ("practice", PracticeBlock()),
    ("practices", PracticeListBlock()),
]
