"""The page types of the evidence section. They hold addresses; what an address shows is in `evidence.views`."""

from django.db import models
from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from alliance.core.models import RecordIndexMixin
from evidence.selection import moved_query
from evidence.views import documents, editions, export, library, practice, programme, statistics


class SectionPage(RecordIndexMixin, RoutablePageMixin, Page):
    """A section with a word of introduction."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        """Lead addresses that name a merged term to those that name its heir, on every page that filters."""
        moved = moved_query(request.GET)
        if moved is not None:
            return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
        return super().serve(request, *args, **kwargs)


class EvidenceIndexPage(SectionPage):
    """The library: list, practices, comparison, map, downloads."""

    subpage_types = ["evidence.ProgrammeIndexPage", "evidence.StatisticsPage"]

    class Meta:
        verbose_name = _("evidence library")

    @path("")
    def library(self, request):
        """The list with its filters."""
        return library.show(request, self)

    @path("map/")
    def map(self, request):
        """The same selection by country."""
        return library.show_map(request, self)

    @path("compare/")
    def compare(self, request):
        """Two to four practices side by side."""
        return practice.compare(request, self)

    @path("export.csv", name="export_csv")
    def export_csv(self, request):
        """The current selection as CSV."""
        return export.as_csv(request)

    @path("export.json", name="export_json")
    def export_json(self, request):
        """The current selection as JSON."""
        return export.as_json(request)

    @path("<slug:slug>/", name="practice")
    def practice(self, request, slug):
        """One practice."""
        return practice.show(request, self, slug)

    @path("<slug:slug>/versions/", name="practice_versions")
    def practice_versions(self, request, slug):
        """Its published versions and what changed between two of them."""
        return practice.versions(request, self, slug)

    @path("<slug:slug>/v/<int:number>/", name="practice_version")
    def practice_version(self, request, slug, number):
        """It as published under this number."""
        return practice.show_version(request, self, slug, number)

    @path("<slug:slug>/v/<int:number>/cite.<str:style>", name="practice_version_citation")
    def practice_version_citation(self, request, slug, number, style):
        """How to cite this version, for reference managers."""
        return documents.citation(request, slug, style, number)

    @path("<slug:slug>/brief.pdf", name="practice_brief")
    def practice_brief(self, request, slug):
        """Two pages for somebody in a hurry."""
        return documents.brief(request, slug)

    @path("<slug:slug>/cite.<str:style>", name="practice_citation")
    def practice_citation(self, request, slug, style):
        """How to cite it, for reference managers."""
        return documents.citation(request, slug, style)


class ProgrammeIndexPage(SectionPage):
    """National programmes."""

    parent_page_types = ["evidence.EvidenceIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("national programmes")

    @path("")
    def programmes(self, request):
        """All programmes by country and age."""
        return programme.show_list(request, self)

    @path("<slug:slug>/", name="programme")
    def programme(self, request, slug):
        """One programme."""
        return programme.show(request, self, slug)


class StatisticsPage(SectionPage):
    """Figures of the living library and of the frozen editions."""

    parent_page_types = ["evidence.EvidenceIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("statistics")

    @path("")
    def living(self, request):
        """The library as it is today."""
        return statistics.show(request, self, edition=None)

    @path("figure.csv", name="living_csv")
    def living_csv(self, request):
        """One figure of the living library as CSV."""
        return statistics.figure_csv(request, edition=None)

    @path("<slug:edition>/", name="edition")
    def edition(self, request, edition):
        """A frozen edition."""
        return statistics.show(request, self, edition=edition)

    @path("<slug:edition>/figure.csv", name="edition_csv")
    def edition_csv(self, request, edition):
        """One figure of an edition as CSV."""
        return statistics.figure_csv(request, edition=edition)

    @path("<slug:edition>/records/", name="edition_records")
    def edition_records(self, request, edition):
        """The rows that an edition's figures count."""
        return editions.records(request, self, edition)

    @path("<slug:edition>/records/export.csv", name="edition_records_csv")
    def edition_records_csv(self, request, edition):
        """Those rows as CSV."""
        return editions.records_csv(request, edition)
