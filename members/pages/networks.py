"""The section of networks: list and pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Page

from alliance.core.models import RecordIndexMixin
from members.views import networks


class NetworkIndexPage(RecordIndexMixin, RoutablePageMixin, Page):
    """The networks that the alliance joins."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types = []

    class Meta:
        verbose_name = _("networks")

    @path("")
    def all_networks(self, request):
        """The list with its filters."""
        return networks.show_list(request, self)

    @path("<slug:slug>/", name="network")
    def network(self, request, slug):
        """One network."""
        return networks.show(request, self, slug)

    @path("<slug:slug>/people/")
    def people(self, request, slug):
        """All people of a network."""
        return networks.people(request, self, slug)

    @path("<slug:slug>/announcements/")
    def announcements(self, request, slug):
        """All announcements of a network."""
        return networks.announcements(request, self, slug)

    @re_path(r"^(?P<slug>[-\w]+)/announcements/(?P<pk>\d{1,18})/$")
    def announcement(self, request, slug, pk):
        """One announcement."""
        return networks.announcement(request, self, slug, pk)

    @path("<slug:slug>/report/")
    def report(self, request, slug):
        """The network's year in figures."""
        return networks.report(request, self, slug)

    @re_path(r"^(?P<slug>[-\w]+)/report-(?P<year>\d{4})\.csv$")
    def report_csv(self, request, slug, year):
        """The same as a table."""
        return networks.report_csv(request, self, slug, year)

    @re_path(r"^(?P<slug>[-\w]+)/files/(?P<pk>\d{1,18})/$")
    def file(self, request, slug, pk):
        """A file of a network."""
        return networks.hand_out(request, self, slug, pk)
