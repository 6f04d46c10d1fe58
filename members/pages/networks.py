"""The section of networks: list and pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
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
