"""The page types that stand above every app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page

from alliance.core.blocks import PROSE_BLOCKS
from alliance.core.models import PublicPageMixin, RecordIndexMixin
from alliance.site.views import country, home


class HomePage(PublicPageMixin, Page):
    """The first page of a language."""

    headline = models.CharField(
        _("headline"),
        max_length=160,
        help_text=_("Follows the number of practices: “… practices of digital education”."),
    )
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("introduction")], heading=_("Head")),
    ]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs) -> dict:
        """Figures, findings and records of the day."""
        return {**super().get_context(request, *args, **kwargs), "body": home.body(request, self)}

    template = "pages/home.html"


class CountryIndexPage(RecordIndexMixin, RoutablePageMixin, Page):
    """Countries and territories."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["site.HomePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("countries")

    @path("")
    def countries(self, request):
        """All countries with what each has."""
        return country.show_list(request, self)

    @path("compare/")
    def compare(self, request):
        """Two to four countries side by side."""
        return country.compare(request, self)

    @path("<str:code>/", name="country")
    def country(self, request, code):
        """One country."""
        return country.show(request, self, code)


class PlainPage(PublicPageMixin, Page):
    """Words for people: about, accessibility, privacy."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(PROSE_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    template = "pages/plain.html"

    class Meta:
        verbose_name = _("plain page")
