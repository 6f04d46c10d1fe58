"""Where to begin: ways straight to an empty form."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from alliance.core.models import site_language
from alliance.site.pages import EventIndexPage, EventPage, NewsIndexPage, NewsPage
from training.pages import TrackPage, TrainingIndexPage

BEGINNINGS = (
    (NewsIndexPage, NewsPage, _("Write a news article"), "doc-full-inverse"),
    (EventIndexPage, EventPage, _("Announce an event"), "date"),
    (TrainingIndexPage, TrackPage, _("Begin a track of courses"), "folder-open-inverse"),
)


class BeginPanel(Component):
    """Ways straight to an empty form, in the section of the editor's language, for those who may write there."""

    name = "begin"
    template_name = "admin/begin.html"
    order = 50

    def __init__(self, user) -> None:
        self.user = user

    @cached_property
    def ways(self) -> list[dict]:
        """The forms that the user may open."""
        sections = {
            type(page): page
            for page in Page.objects.type(tuple(each[0] for each in BEGINNINGS))
            .filter(locale__language_code=site_language())
            .specific()
        }
        return [
            {"label": label, "icon": icon, "url": self._form_of(model, sections[section])}
            for section, model, label, icon in BEGINNINGS
            if section in sections and sections[section].permissions_for_user(self.user).can_add_subpage()
        ]

    def _form_of(self, model: type[Page], section: Page) -> str:
        return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, section.pk])

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        return {"ways": self.ways}
