"""The search in the Wagtail admin."""

from django import forms
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from alliance.core.offered import OfferedChooserViewSet
from alliance.core.viewsets import LANGUAGES, RecordIndexView
from search.forms import PickForm
from search.models import AskedWords, Click, Concept, Pick, Synonym
from search.views.effect import EffectView


def term_in(language: str):
    """Return what gives a concept's term in one language."""

    def term(concept: Concept) -> str:
        return next((row.term for row in concept.terms.all() if row.language == language), "")

    return term


def said(row: Synonym) -> str:
    """Return the other words of a row in one line."""
    return ", ".join(row.lines)


class WordsEditView(EditView):
    """The edit screen of words, with the way to what they do."""

    @property
    def header_more_buttons(self) -> list:
        url = reverse(f"{self.model.snippet_viewset.url_namespace}:effect", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button(gettext("See what it does"), url=url, icon_name="view", priority=40),
        ]


class WordsViewSet(SnippetViewSet):
    """Words that editors keep, each with a view of what they do to the answers."""

    edit_view_class = WordsEditView
    chooser_viewset_class = OfferedChooserViewSet
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 100

    def get_urlpatterns(self) -> list:
        effect = self.construct_view(EffectView)
        return [*super().get_urlpatterns(), path("effect/<int:pk>/", effect, name="effect")]


class ConceptViewSet(WordsViewSet):
    """The glossary: by which words the same thing is found in four languages."""

    model = Concept
    icon = "openquote"
    url_namespace = "glossary"
    index_view_class = RecordIndexView
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


class PickViewSet(WordsViewSet):
    """What stands first for some words."""

    model = Pick
    icon = "pick"
    url_namespace = "search_picks"
    ordering = ["words", "sort_order", "pk"]
    list_display = ["words", Column("address", label=_("Address")), Column("sort_order", label=_("Order"))]
    search_fields = ["words", "address"]
    edit_handler = ObjectList(
        [FieldPanel("words"), FieldPanel("address"), FieldPanel("sort_order")], base_form_class=PickForm
    )


class SynonymViewSet(WordsViewSet):
    """Words that mean the same, outside of the glossary."""

    model = Synonym
    icon = "link"
    url_namespace = "search_synonyms"
    ordering = ["word"]
    list_display = [
        "word",
        Column("language", label=_("Language")),
        Column("lines", label=_("Other words"), accessor=said),
    ]
    list_filter = ["language"]
    search_fields = ["word", "other_words"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("word"), FieldPanel("language")]),
            FieldPanel("other_words", widget=forms.Textarea(attrs={"rows": 6})),
        ]
    )


class CountViewSet(SnippetViewSet):
    """Counts, to be looked at."""

    chooser_viewset_class = OfferedChooserViewSet
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 100


class AskedWordsViewSet(CountViewSet):
    """What is asked, and how much is found: what finds nothing comes first."""

    model = AskedWords
    icon = "search"
    url_namespace = "asked_words"
    ordering = ["found", "-times", "-day", "pk"]
    list_display = [
        "words",
        Column("language", label=_("Language"), sort_key="language"),
        Column("found", label=_("Found"), sort_key="found"),
        Column("times", label=_("Times"), sort_key="times"),
        Column("day", label=_("Day"), sort_key="day"),
    ]
    list_filter = {"language": ["exact"], "found": ["exact", "lte"], "day": ["gte"]}
    list_export = ["words", "language", "found", "times", "day"]
    search_fields = ["words"]


class ClickViewSet(CountViewSet):
    """What is opened from the answers, and from which place."""

    model = Click
    icon = "crosshairs"
    url_namespace = "search_clicks"
    ordering = ["-times", "-day", "pk"]
    list_display = [
        "words",
        Column("key", label=_("Opened"), sort_key="key"),
        Column("rank", label=_("Place"), sort_key="rank"),
        Column("times", label=_("Times"), sort_key="times"),
        Column("day", label=_("Day"), sort_key="day"),
    ]
    list_export = ["words", "key", "rank", "times", "day"]
    search_fields = ["words", "key"]


class SearchGroup(SnippetViewSetGroup):
    """By which words things are found, and what is asked."""

    menu_label = _("Search")
    menu_icon = "search"
    menu_name = "search_words"
    menu_order = 170
    items = (AskedWordsViewSet, ClickViewSet, PickViewSet, SynonymViewSet, ConceptViewSet)
