"""News: the section, with its list and filters, and its articles."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from alliance.core.models import (
    COVER_PANEL,
    SOURCES_PANEL,
    DatePrecision,
    EditorialPage,
    PublicPageMixin,
    TopicsMixin,
    partial_date,
    shown_date,
    words_and_facts,
)
from alliance.site.pages.naming import NetworksMixin
from alliance.site.views import news
from evidence.blocks import STORY_BLOCKS


class NewsIndexPage(PublicPageMixin, Page):
    """All news, by year, topic and country."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["site.HomePage"]
    subpage_types = ["site.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news section")

    def serve(self, request, *args, **kwargs):
        """The list with its filters."""
        return news.show_list(request, self)


class NewsPage(NetworksMixin, TopicsMixin, EditorialPage):
    """Something that happened, with its sources."""

    published_date = models.DateField(_("date"), default=timezone.localdate)
    date_precision = models.CharField(
        _("how exact the date is"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    authors = models.CharField(_("authors"), max_length=250, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        COVER_PANEL,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("published_date"), FieldPanel("date_precision")]),
                FieldPanel("place"),
                FieldPanel("authors"),
            ],
            heading=_("When, where, by whom"),
        ),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("countries"), FieldPanel("organisations"), FieldPanel("networks")],
            heading=_("What it is about"),
        ),
        SOURCES_PANEL,
    ]
    translatable_fields = words_and_facts(
        (*EditorialPage.TRANSLATED, "place", "body"),
        (
            *EditorialPage.SHARED,
            *TopicsMixin.SHARED,
            *NetworksMixin.SHARED,
            "published_date",
            "date_precision",
            "authors",
        ),
    )
    parent_page_types = ["site.NewsIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("news article")

    @property
    def date_shown(self) -> str:
        """The date in words, as exact as it is known."""
        return shown_date(self.published_date, self.date_precision)

    def machine_data(self) -> dict:
        """The article, in schema.org's terms."""
        return {
            **super().machine_data(),
            "@type": "NewsArticle",
            "headline": self.title,
            "datePublished": partial_date(self.published_date, self.date_precision),
            "author": [{"@type": "Person", "name": name.strip()} for name in self.authors.split(",") if name.strip()],
            "about": [{"@type": "Organization", "name": name} for name in self.organisation_names],
            "contentLocation": self.place and {"@type": "Place", "name": self.place},
        }

    def serve(self, request, *args, **kwargs):
        """The article."""
        return news.show(request, self)
