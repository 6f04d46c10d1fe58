"""Records in the Wagtail admin: what their lists have in common, and the reference data that every app uses."""

from collections.abc import Iterator

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.coreutils import multigetattr
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet
from wagtail.users.views.users import UserViewSet

from alliance.core.forms import CountryForm, PersonCreationForm, PersonEditForm, RecordForm, TextsPanel
from alliance.core.models import TEXT_LANGUAGES, Country, Institution, Origin, Record, Term, Vocabulary
from alliance.core.offered import OfferedChooserViewSet
from alliance.core.own_country import own_rows
from alliance.core.spreadsheets import harmless

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def text_panels(*words: str) -> list:
    """Return the panels of one language of a record: which language, where its words come from, and the words."""
    return [
        FieldRowPanel([FieldPanel("language", required_on_save=True), FieldPanel("origin", required_on_save=True)]),
        *(FieldPanel(name) for name in words),
        FieldPanel("is_checked"),
    ]


def languages_of(record: Record) -> str:
    """Return the codes of the languages that a record has, its original first: ``pt, en, es``."""
    rows = sorted(record.texts.all(), key=lambda row: (row.origin != Origin.ORIGINAL, row.language))
    return ", ".join(row.language for row in rows)


class RelatedFilter(django_filters.ModelMultipleChoiceFilter):
    """Records that lead to any of the chosen rows by ``field_name``, each once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, widget=forms.CheckboxSelectMultiple, **kwargs)

    def filter(self, queryset: QuerySet, value: list[Model]) -> QuerySet:
        if not value:
            return queryset
        found = queryset.model._default_manager.filter(**{f"{self.field_name}__in": value})
        return queryset.filter(pk__in=found.values("pk"))


class TermFilter(RelatedFilter):
    """Records that carry any of the chosen terms of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, *, field_name: str):
        queryset = Term.objects.current().of(vocabulary)
        super().__init__(field_name=field_name, label=vocabulary.label, queryset=queryset)


class CountryFilter(RelatedFilter):
    """Records of any of the chosen countries."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Country"), queryset=Country.objects.order_by("name"), **kwargs)


class RecordFilterSet(WagtailFilterSet):
    """What every list of records can be narrowed by."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("live", _("Published")),
            ("changed", _("Published, with newer changes")),
            ("draft", _("Not published")),
        ],
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="in_state",
    )
    original = django_filters.ChoiceFilter(
        label=_("Original language"),
        choices=TEXT_LANGUAGES,
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="written_in",
    )
    missing = django_filters.ChoiceFilter(
        label=_("Missing language"),
        choices=settings.LANGUAGES,
        empty_label=_("All"),
        widget=forms.RadioSelect,
        method="lacking",
    )
    machine = django_filters.BooleanFilter(
        label=_("Has a machine translation"), widget=BooleanRadioSelect, method="with_machine_translation"
    )
    outdated = django_filters.BooleanFilter(
        label=_("Has an outdated translation"), widget=BooleanRadioSelect, method="with_outdated_translation"
    )

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "changed":
            return queryset.filter(live=True, has_unpublished_changes=True)
        return queryset.filter(live=value == "live")

    def written_in(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(pk__in=self._with_text(origin=Origin.ORIGINAL, language=value))

    def lacking(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.exclude(pk__in=self._with_text(language=value))

    def with_machine_translation(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        found = self._with_text(origin=Origin.MACHINE)
        return queryset.filter(pk__in=found) if value else queryset.exclude(pk__in=found)

    def with_outdated_translation(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        found = self._meta.model.objects.with_outdated_translation().values("pk")
        return queryset.filter(pk__in=found) if value else queryset.exclude(pk__in=found)

    def _with_text(self, **conditions: str) -> QuerySet:
        rows = {f"texts__{key}": value for key, value in conditions.items()}
        return self._meta.model.objects.filter(**rows).values("pk")


class RecordIndexView(IndexView):
    """A list in which each word of the search must be found in some field, and downloads are harmless."""

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        for word in self.search_query.split():
            found = self.model._default_manager.filter(self.holding(word))
            queryset = queryset.filter(pk__in=found.values("pk"))
        return queryset

    def holding(self, word: str) -> Q:
        """Return the condition that ``word`` stands in one of the fields that are searched."""
        either = Q()
        for field in self.search_fields:
            either |= Q(**{f"{field}__icontains": word})
        return either

    def to_row_dict(self, item: Record) -> dict:
        """Return the cells of one row; a link that leads nowhere leaves its cell empty."""
        return {field: self.cell(item, field) for field in self.list_export}

    def cell(self, item: Record, field: str) -> object:
        """Return one cell: what the dotted path ``field`` leads to."""
        value: object = item
        for name in field.split("."):
            if value is None:
                return ""
            value = multigetattr(value, name)
        return value

    def stream_csv(self, queryset: QuerySet) -> Iterator[bytes]:
        """Write all lines at once: while the answer is being sent, the reader's language is not active any more."""
        return iter(list(super().stream_csv(queryset)))

    def write_csv_row(self, writer, row_dict: dict) -> bytes:
        return super().write_csv_row(writer, {field: harmless(value) for field, value in row_dict.items()})


class RecordViewSet(SnippetViewSet):
    """A kind of record in the admin. Subclasses name the model, columns, filters and panels."""

    index_view_class = RecordIndexView
    chooser_viewset_class = OfferedChooserViewSet
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request) -> QuerySet:
        return own_rows(request.user, self.model.objects.with_editing_state().prefetch_related("texts"))


LANGUAGES_COLUMN = Column("languages", label=_("Languages, the original first"), accessor=languages_of)


class InstitutionFilterSet(RecordFilterSet):
    """Filters of the list of institutions."""

    country = CountryFilter(field_name="country")
    kind = TermFilter(Vocabulary.ORGANISATION_TYPE, field_name="kind")

    class Meta:
        model = Institution
        fields: list[str] = []


class CountryFilterSet(RecordFilterSet):
    """Filters of the list of countries."""

    class Meta:
        model = Country
        fields = ["membership", "ministry_confidence"]


class CountryViewSet(RecordViewSet):
    """Countries and territories."""

    model = Country
    icon = "globe"
    ordering = ["name"]
    list_display = [
        "name",
        "code",
        Column("ministry", label=_("Ministry"), accessor="ministry_acronym", sort_key="ministry_acronym"),
        LANGUAGES_COLUMN,
        LiveStatusTagColumn(label=_("State")),
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_export = [
        "code",
        "code3",
        *(f"name_{code}" for code in LANGUAGES),
        "ministry_name",
        "membership",
        "time_zone",
        "live",
    ]
    search_fields = [
        *(f"name_{code}" for code in LANGUAGES),
        "code",
        "code3",
        "aliases",
        "ministry_name",
        "ministry_acronym",
    ]
    filterset_class = CountryFilterSet
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("code3"), FieldPanel("membership")]),
                    MultiFieldPanel(
                        [FieldPanel(f"name_{code}") for code in LANGUAGES],
                        heading=_("Name in each language"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("ministry_name"),
                            FieldRowPanel([FieldPanel("ministry_language"), FieldPanel("ministry_acronym")]),
                            FieldRowPanel([FieldPanel("ministry_confidence"), FieldPanel("ministry_source_url")]),
                        ],
                        heading=_("Ministry of education"),
                    ),
                    FieldPanel("editor_notes"),
                ],
                heading=_("Country"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("capital_name"), FieldPanel("time_zone")]),
                    FieldRowPanel([FieldPanel("capital_latitude"), FieldPanel("capital_longitude")]),
                    FieldRowPanel([FieldPanel("subregion"), FieldPanel("official_languages")]),
                    FieldPanel("groups"),
                    FieldPanel("aliases"),
                ],
                heading=_("Place"),
            ),
            ObjectList(
                [
                    TextsPanel(
                        "texts",
                        panels=text_panels("introduction"),
                        label=_("Language"),
                        heading=_("Introduction in each language"),
                    )
                ],
                heading=_("Words"),
            ),
        ],
        base_form_class=CountryForm,
    )


class InstitutionViewSet(RecordViewSet):
    """Organisations that practices and programmes name."""

    model = Institution
    icon = "group"
    ordering = ["name"]
    list_display = [
        "name",
        Column("kind", label=_("Type"), accessor="kind", sort_key="kind__sort_order"),
        Column("country", label=_("Country"), accessor="country", sort_key="country__name"),
        LiveStatusTagColumn(label=_("State")),
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_export = ["slug", "name", "kind.code", "country.code", "url", "live"]
    export_headings = {"kind.code": _("type"), "country.code": _("country")}
    search_fields = ["name", "slug", "country__name_es", "country__name_en"]
    filterset_class = InstitutionFilterSet
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("kind", widget=forms.Select), FieldPanel("country", widget=forms.Select)]),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("url")]),
            TextsPanel(
                "texts",
                panels=text_panels("description"),
                label=_("Language"),
                heading=_("Description in each language"),
            ),
        ],
        base_form_class=RecordForm,
    )

    def get_queryset(self, request) -> QuerySet:
        return super().get_queryset(request).select_related("kind", "country")


class PersonViewSet(UserViewSet):
    """People, with what the alliance knows of them."""

    ordering = ["email"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
