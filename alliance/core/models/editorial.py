"""Pages that staff write: words in one language, and translations that know what they were made from.

A language without a translation has an alias, a page that follows the original; it says in which language its words are.
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, TranslatableField

from alliance.core.blocks import SOURCE_BLOCKS
from alliance.core.checks_before_publishing import EditorialForm
from alliance.core.formatting import source_date
from alliance.core.linked_data import source

from .country import Country
from .pages import PublicPageMixin
from .picture import Picture
from .records import Origin, site_language
from .vocabulary import Term, Vocabulary


class EditorialQuerySet(PageQuerySet):
    """Pages that staff write."""

    def visible_to(self, user) -> Self:
        """Pages that ``user`` may read on the site: the published ones without a restriction on them or above.

        As Wagtail's `public`, which reads the restrictions with a query of its own each time.
        """
        here = models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
        closed = PageViewRestriction.objects.alias(here=here).filter(here__startswith=models.F("page__path"))
        return self.live().filter(~models.Exists(closed))

    def in_language(self, language: str | None = None) -> Self:
        """Pages of the tree of ``language`` (default: the active one)."""
        return self.filter(locale__language_code=language or site_language())

    def with_state_of_words(self) -> Self:
        """With what their language labels say, without a query a page: `EditorialPage.is_outdated`."""
        original = self.model._base_manager.filter(
            translation_key=models.OuterRef("translation_key"), words_origin=Origin.ORIGINAL, alias_of=None
        )
        return self.annotate(original_digest=models.Subquery(original.values("words_digest")[:1]))

    def outdated(self) -> Self:
        """Translations that are older than their originals; not pages that still wait for their first one."""
        translated = self.with_state_of_words().exclude(words_origin=Origin.ORIGINAL)
        translated = translated.filter(words_language=models.F("locale__language_code"))
        return translated.exclude(original_digest=None).exclude(original_digest=models.F("words_digest"))


class EditorialPage(PublicPageMixin, Page):
    """Title, lead, picture and sources of a page, and where its words come from."""

    lead = models.TextField(
        _("lead"),
        max_length=600,
        blank=True,
        help_text=_("Two or three sentences. Lists, feeds and shared links show them."),
    )
    cover = models.ForeignKey(
        Picture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cover_alt = models.CharField(
        _("what the picture shows"),
        max_length=250,
        blank=True,
        help_text=_("For people who do not see it: “Two girls solder a circuit at a long table.”"),
    )
    sources = StreamField(SOURCE_BLOCKS, verbose_name=_("sources"), blank=True)

    words_language = models.CharField(max_length=5, blank=True, editable=False)
    words_origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.ORIGINAL, editable=False)
    # Of an original: its own words as last published. Of a translation: those of the original that it was made from.
    words_digest = models.CharField(max_length=32, blank=True, editable=False)

    objects = PageManager.from_queryset(EditorialQuerySet)()
    base_form_class = EditorialForm

    # There may be hundreds of a kind: their section lists them.
    in_footer = False

    TRANSLATED = ("title", "lead", "cover_alt", "seo_title", "search_description")
    SHARED = ("slug", "cover", "sources", "show_in_menus")

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs) -> None:
        """As Wagtail's; and the page notes the language of its words, which an alias takes over from what it follows."""
        super().full_clean(*args, **kwargs)
        self._note_language()

    def minimal_clean(self) -> None:
        """As Wagtail's, for drafts; and the page notes the language of its words."""
        super().minimal_clean()
        self._note_language()

    def _note_language(self) -> None:
        """A page made from one in another language has that one's words until a translation is published."""
        if self.alias_of_id is None and self.locale_id:
            here = self.locale.language_code
            self.words_language = self.words_language or here
            if self.words_language != here and self.words_origin == Origin.ORIGINAL:
                self.words_origin, self.words_digest = Origin.HUMAN, ""

    def update_aliases(self, **kwargs) -> None:
        """As Wagtail's; but the languages that follow a page wait for its hour with it. Wagtail would show them at once."""
        if self.live:
            super().update_aliases(**kwargs)

    @property
    def meta_description(self) -> str:
        """What editors wrote for search results, else the lead."""
        return self.search_description or self.lead

    @cached_property
    def is_outdated(self) -> bool:
        """Whether this is a translation of words that have changed since. No query after `with_state_of_words`."""
        if self.words_origin == Origin.ORIGINAL:
            return False
        if not hasattr(self, "original_digest"):
            here = type(self)._base_manager.filter(pk=self.pk)
            self.original_digest = EditorialQuerySet.with_state_of_words(here).values_list("original_digest").first()[0]
        return self.original_digest not in (None, self.words_digest)

    @cached_property
    def word_languages(self) -> list[str]:
        """The languages in which this page has words of its own, in the site's order. One query."""
        pages = type(self)._base_manager.filter(translation_key=self.translation_key, alias_of=None, live=True)
        pages = pages.filter(words_language=models.F("locale__language_code"))
        present = set(pages.values_list("locale__language_code", flat=True))
        return [code for code, _name in settings.LANGUAGES if code in present]

    def machine_data(self) -> dict:
        """What machines are told of the page, in schema.org's terms; types say more of theirs."""
        return {
            "@type": "WebPage",
            "name": self.title,
            "description": self.meta_description,
            "inLanguage": self.words_language or self.locale.language_code,
            "datePublished": self.first_published_at and self.first_published_at.isoformat(),
            "dateModified": self.last_published_at and self.last_published_at.isoformat(),
            "citation": [
                source(block.value["url"], block.value["title"], block.value["published"]) for block in self.sources
            ],
        }

    def label(self) -> dict | None:
        """What the language label says of the words, for ``components/language_label.html``; None where it says nothing."""
        wanted = self.locale.language_code
        if self.words_language and self.words_language != wanted:
            return {"origin": Origin.ORIGINAL, "language": self.words_language, "wanted": wanted}
        if self.words_origin == Origin.ORIGINAL:
            return None
        return {"origin": "outdated" if self.is_outdated else self.words_origin, "language": wanted, "wanted": ""}


class DatePrecision(models.TextChoices):
    """How exactly a source gives a date."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


_SHOWN = {DatePrecision.DAY: "%Y-%m-%d", DatePrecision.MONTH: "%Y-%m", DatePrecision.YEAR: "%Y"}


def partial_date(value: date | None, precision: str) -> str:
    """Return a date as 2024, 2024-07 or 2024-07-15, no more exact than it is known."""
    return value.strftime(_SHOWN[DatePrecision(precision)]) if value else ""


def shown_date(value: date | None, precision: str) -> str:
    """Return a date in words of the active language, no more exact than it is known."""
    return source_date(partial_date(value, precision))


class TopicsMixin(models.Model):
    """What a page is about: topics, countries, organisations."""

    topics = ParentalManyToManyField(
        Term,
        verbose_name=_("topics"),
        blank=True,
        limit_choices_to={"vocabulary": Vocabulary.TOPIC, "merged_into": None},
        related_name="+",
    )
    countries = ParentalManyToManyField(Country, verbose_name=_("countries"), blank=True, related_name="+")
    organisations = models.TextField(
        _("organisations"), blank=True, help_text=_("One in each line, as they call themselves.")
    )

    SHARED = ("topics", "countries", "organisations")

    class Meta:
        abstract = True

    @property
    def organisation_names(self) -> list[str]:
        """The organisations, in the editors' order."""
        return [line.strip() for line in self.organisations.splitlines() if line.strip()]


def words_and_facts(words: tuple[str, ...], facts: tuple[str, ...]) -> list[SynchronizedField | TranslatableField]:
    """Return what wagtail-localize does with each field: words are translated, facts are the same in every language."""
    return [TranslatableField(name) for name in words] + [SynchronizedField(name, overridable=False) for name in facts]


COVER_PANEL = MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Picture"))
SOURCES_PANEL = FieldPanel("sources", help_text=_("Where the facts were read. Readers see them under the text."))
