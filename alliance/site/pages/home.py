"""The first page of each language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from alliance.core.models import LanguageRootMixin, PublicPageMixin
from alliance.site.views import home


class HomePage(LanguageRootMixin, PublicPageMixin, Page):
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
