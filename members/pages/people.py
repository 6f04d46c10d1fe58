"""The section of people. Only the list is a page; each person's address is in `members.urls.profile`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from alliance.core.models import RecordIndexMixin
from members.views import people


class PeopleIndexPage(RecordIndexMixin, RoutablePageMixin, Page):
    """Who is who in the alliance, as far as each person shows it."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types = []

    class Meta:
        verbose_name = _("people")

    @path("")
    def directory(self, request):
        """The list with its filters."""
        return people.show_list(request, self)
