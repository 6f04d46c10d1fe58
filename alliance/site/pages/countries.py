"""The section of countries and territories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from alliance.core.models import RecordIndexMixin
from alliance.site.views import country


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
