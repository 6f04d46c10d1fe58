"""The evidence library in the Wagtail admin: its lists, and the vocabularies that it is told in."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from alliance.core.models import Term, Vocabulary
from alliance.core.reference import fold
from alliance.core.viewsets import (
    LANGUAGES_COLUMN,
    CountryFilter,
    CountryViewSet,
    InstitutionViewSet,
    RecordFilterSet,
    RecordIndexView,
    RecordViewSet,
    TermFilter,
)
from evidence import panels
from evidence.models import MANY_TERM_VOCABULARIES, Edition, EditionRecord, LibraryRow, Practice, Programme
from evidence.views.merging import MergeTermView

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class PracticeFilterSet(RecordFilterSet):
    """Filters of the list of practices."""

    country = CountryFilter(field_name="country")
    context = TermFilter(Vocabulary.CONTEXT, field_name="context")
    level = TermFilter(Vocabulary.LEVEL, field_name="terms")
    technology = TermFilter(Vocabulary.TECHNOLOGY, field_name="terms")
    purpose = TermFilter(Vocabulary.PURPOSE, field_name="terms")
    target_group = TermFilter(Vocabulary.TARGET_GROUP, field_name="terms")

    class Meta:
        model = Practice
        fields: list[str] = []


class PracticeIndexView(RecordIndexView):
    """The list of practices: published words are found without their accents too, in any language."""

    def holding(self, word: str) -> Q:
        published = LibraryRow.objects.filter(practice=OuterRef("pk"), words__contains=fold(word))
        return super().holding(word) | Q(Exists(published))

    def cell(self, item: Practice, field: str) -> object:
        if field in MANY_TERM_VOCABULARIES:
            return ", ".join(term.code for term in item.terms_of(field))
        return super().cell(item, field)


class PracticeViewSet(RecordViewSet):
    """Practices."""

    model = Practice
    icon = "doc-full-inverse"
    index_view_class = PracticeIndexView
    ordering = ["-pk"]
    list_display = [
        "__str__",
        Column("country", label=_("Country"), accessor="country", sort_key="country__name"),
        Column("context", label=_("Context"), accessor="context", sort_key="context__sort_order"),
        LANGUAGES_COLUMN,
        LiveStatusTagColumn(label=_("State")),
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_export = [
        "slug",
        "__str__",
        "original_text.language",
        "country.code",
        "locality",
        "institution.name",
        "start_year",
        "end_year",
        "context.code",
        *MANY_TERM_VOCABULARIES,
        "students_reached",
        "teachers_reached",
        "evidence_kind.code",
        "live",
        "has_unpublished_changes",
        "editor_notes",
    ]
    export_headings = {
        "__str__": _("title"),
        "original_text.language": _("original language"),
        "country.code": _("country"),
        "institution.name": _("organisation"),
        "context.code": _("context"),
        "evidence_kind.code": _("kind of evidence"),
        **{vocabulary: vocabulary.label for vocabulary in MANY_TERM_VOCABULARIES},
    }
    export_filename = "practices"
    search_fields = ["slug", "locality", "institution__name", "texts__title"]
    filterset_class = PracticeFilterSet
    edit_handler = panels.PRACTICE

    def get_queryset(self, request) -> QuerySet:
        return super().get_queryset(request).with_words().select_related("institution", "evidence_kind")


class ProgrammeFilterSet(RecordFilterSet):
    """Filters of the list of national programmes."""

    country = CountryFilter(field_name="country")
    status = TermFilter(Vocabulary.PROGRAMME_STATUS, field_name="status")

    class Meta:
        model = Programme
        fields: list[str] = []


class ProgrammeViewSet(RecordViewSet):
    """National programmes."""

    model = Programme
    icon = "date"
    ordering = ["country__name", "pk"]
    list_display = [
        "__str__",
        Column("country", label=_("Country"), accessor="country", sort_key="country__name"),
        Column("years", label=_("First year"), accessor="start_year", sort_key="start_year"),
        LANGUAGES_COLUMN,
        LiveStatusTagColumn(label=_("State")),
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_export = [
        "slug",
        "__str__",
        "country.code",
        "institution.name",
        "start_year",
        "end_year",
        "status.code",
        "live",
    ]
    export_headings = {
        "__str__": _("name"),
        "country.code": _("country"),
        "institution.name": _("lead institution"),
        "status.code": _("status"),
    }
    export_filename = "programmes"
    search_fields = ["slug", "institution__name", "texts__name"]
    filterset_class = ProgrammeFilterSet
    edit_handler = panels.PROGRAMME

    def get_queryset(self, request) -> QuerySet:
        return super().get_queryset(request).with_words().select_related("institution", "status")


class TermIndexView(IndexView):
    """The list of terms, each with the way to merge it."""

    def get_list_more_buttons(self, instance: Term) -> list:
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("change") and MergeTermView.takes(instance):
            url = reverse("vocabulary_terms:merge", args=[instance.pk])
            buttons.append(MenuItem(_("Merge into…"), url=url, icon_name="link", priority=40))
        return buttons


class TermEditView(EditView):
    """The edit screen of a term, with the way to merge it."""

    @property
    def header_more_buttons(self) -> list:
        buttons = list(super().header_more_buttons)
        if MergeTermView.takes(self.object):
            url = reverse("vocabulary_terms:merge", args=[self.object.pk])
            buttons.append(Button(_("Merge into…"), url=url, icon_name="link", priority=40))
        return buttons


class TermViewSet(SnippetViewSet):
    """The terms of the vocabularies."""

    model = Term
    icon = "tag"
    url_namespace = "vocabulary_terms"
    index_view_class = TermIndexView
    edit_view_class = TermEditView
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 100
    ordering = ["vocabulary", "sort_order", "code"]
    list_display = [
        "label",
        Column("code", label=_("Code"), sort_key="code"),
        Column("vocabulary", label=_("Vocabulary"), accessor="get_vocabulary_display", sort_key="vocabulary"),
        Column("sort_order", label=_("Order"), sort_key="sort_order"),
        Column("merged_into", label=_("Merged into"), accessor="merged_into", sort_key="merged_into"),
    ]
    list_filter = ["vocabulary"]
    list_export = ["vocabulary", "code", *(f"label_{language}" for language in LANGUAGES), "sort_order"]
    search_fields = ["code", *(f"label_{language}" for language in LANGUAGES)]

    def get_queryset(self, request) -> QuerySet:
        return Term.objects.select_related("merged_into")

    def get_urlpatterns(self) -> list:
        merge = self.construct_view(MergeTermView)
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", merge, name="merge")]


class EditionViewSet(SnippetViewSet):
    """Frozen mappings: what is said about them can be edited, their records cannot."""

    model = Edition
    icon = "history"
    copy_view_enabled = False
    list_display = ["title", "frozen_date", "received", "is_assumed"]
    ordering = ["-frozen_date"]


class EditionRecordViewSet(SnippetViewSet):
    """The records that an edition's figures are counted from, to be looked at."""

    model = EditionRecord
    icon = "list-ul"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["edition", "code", "stage", "codes", "students_reached", "teachers_reached", "is_counted"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["code"]
    list_display = ["code", "edition", "codes", "is_counted"]
    list_filter = ["edition", "is_counted"]
    list_export = ["edition.slug", "code", "stage", "codes", "students_reached", "teachers_reached", "is_counted"]
    search_fields = ["code", "codes"]

    def get_queryset(self, request) -> QuerySet:
        return EditionRecord.objects.select_related("edition")


class EvidenceGroup(SnippetViewSetGroup):
    """What the library holds."""

    menu_label = _("Evidence")
    menu_icon = "doc-full-inverse"
    menu_name = "evidence"
    menu_order = 150
    items = (PracticeViewSet, ProgrammeViewSet, EditionViewSet, EditionRecordViewSet)


class ReferenceGroup(SnippetViewSetGroup):
    """What the library is told in: countries, organisations, vocabularies."""

    menu_label = _("Reference")
    menu_icon = "list-ul"
    menu_name = "reference"
    menu_order = 160
    items = (CountryViewSet, InstitutionViewSet, TermViewSet)
