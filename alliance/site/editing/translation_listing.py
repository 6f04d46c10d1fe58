"""Lists of pages in the admin say in which state the words are in each language, and can be filtered by it."""

import django_filters
from django.conf import settings
from django.forms import RadioSelect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from alliance.site.editing.translation_states import OPEN_STATES, WordsState, in_state, states_of


class LanguagesColumn(Column):
    """For each language of the site the state of a page's words, and the way to them."""

    cell_template_name = "admin/translation_states_cell.html"

    def get_value(self, instance: Page) -> list[dict]:
        """Return what the cell shows; nothing for a section, whose words are written in each language by itself."""
        return getattr(instance, "words_states", [])


LANGUAGES_COLUMN = LanguagesColumn("words_states", label=_("Languages"), width="22%")


def show_states(pages: list[Page]) -> None:
    """Each page knows the state of its words in every language. One query."""
    found = states_of(pages)
    names = dict(settings.LANGUAGES)
    for page in pages:
        page.words_states = [
            {
                "code": code,
                "name": names[code],
                "state": state,
                "label": WordsState(state).label,
                "url": pk and reverse("wagtailadmin_pages:edit", args=[pk]),
            }
            for code, (state, pk) in found.get(str(page.translation_key), {}).items()
        ]


class TranslationFilter(django_filters.ChoiceFilter):
    """Pages with words in a state, and the originals that have a translation in it."""

    def filter(self, qs, value):
        """Return the pages that are asked for."""
        return in_state(qs, value) if value else qs


class PagesFilterSet(GenericPageFilterSet):
    """Wagtail's filters, and by what there is to do for translators."""

    translation = TranslationFilter(
        label=_("Translation"),
        choices=[(state.value, state.label) for state in OPEN_STATES],
        empty_label=_("Any"),
        widget=RadioSelect,
    )


class PagesIndexView(ExplorableIndexView):
    """The list of the pages below a page, with the state of their words."""

    base_filterset_class = PagesFilterSet
    base_columns = [*ExplorableIndexView.base_columns[:-1], LANGUAGES_COLUMN, ExplorableIndexView.base_columns[-1]]

    def get_context_data(self, **kwargs) -> dict:
        """Wagtail's, with the states of the pages shown."""
        context = super().get_context_data(**kwargs)
        show_states(context["object_list"])
        return context


class PagesViewSet(PageViewSet):
    """Wagtail's views of pages, with our list."""

    model = Page
    index_view_class = PagesIndexView
    filterset_class = PagesFilterSet
