"""The search in the Wagtail admin."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from alliance.core.viewsets import LANGUAGES, RecordIndexView
from search.models import Concept


def term_in(language: str):
    """Return what gives a concept's term in one language."""

    def term(concept: Concept) -> str:
        return next((row.term for row in concept.terms.all() if row.language == language), "")

    return term


class ConceptViewSet(SnippetViewSet):
    """The glossary: by which words the same thing is found in four languages."""

    model = Concept
    icon = "openquote"
    url_namespace = "glossary"
    index_view_class = RecordIndexView
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 100
    ordering = ["code"]
    list_display = [
        "code",
        Column("category", label=_("Category"), accessor="get_category_display", sort_key="category"),
        *(Column(f"term_{code}", label=code, accessor=term_in(code)) for code in LANGUAGES),
    ]
    list_filter = ["category"]
    search_fields = ["code", "terms__term", "terms__other_words"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("category")]),
            InlinePanel(
                "terms",
                panels=[
                    FieldRowPanel([FieldPanel("language"), FieldPanel("term")]),
                    FieldPanel("other_words", widget=forms.Textarea(attrs={"rows": 6})),
                ],
                label=_("Language"),
                heading=_("What it is called"),
                min_num=1,
            ),
            FieldPanel("related", widget=forms.SelectMultiple(attrs={"size": 12})),
        ]
    )

    def get_queryset(self, request) -> QuerySet:
        return Concept.objects.prefetch_related("terms")


class SearchGroup(SnippetViewSetGroup):
    """By which words things are found."""

    menu_label = _("Search")
    menu_icon = "search"
    menu_name = "search_words"
    menu_order = 170
    items = (ConceptViewSet,)
