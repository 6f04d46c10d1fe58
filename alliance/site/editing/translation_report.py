"""The report on translations: every page in every language with the state of its words."""

import django_filters
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_content_types
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from alliance.core.models import Origin
from alliance.site.editing.translation_states import WordsState, editorial_models, with_states


class TranslationsFilterSet(WagtailFilterSet):
    """By state, language and type."""

    state = django_filters.ChoiceFilter(
        field_name="words_state", choices=WordsState.choices, label=gettext_lazy("State")
    )
    language = django_filters.ChoiceFilter(
        field_name="locale__language_code", choices=settings.LANGUAGES, label=gettext_lazy("Language")
    )
    content_type = ContentTypeFilter(
        label=gettext_lazy("Type"),
        queryset=lambda request: get_page_content_types(include_base_page_type=False).filter(
            model__in=[model._meta.model_name for model in editorial_models()]
        ),
    )

    class Meta:
        model = Page
        fields = []


class TranslationsReport(ReportView):
    """One row a page and language. A language that lacks the page has the row of the page that follows the original."""

    # The address and the menu item are those of wagtail-localize's report, whose rows lack what was never sent.
    index_url_name = "wagtail_localize:translations_report"
    index_results_url_name = "wagtail_localize:translations_report_results"
    page_title = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"
    model = Page
    permission_policy = PagePermissionPolicy()
    any_permission_required = ["add", "change", "publish"]
    filterset_class = TranslationsFilterSet
    default_ordering = "original_title"
    export_filename = "translations"
    columns = [
        TitleColumn(
            "original_title",
            label=gettext_lazy("Page"),
            sort_key="original_title",
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("language_name", label=gettext_lazy("Language"), sort_key="locale__language_code"),
        Column("state_label", label=gettext_lazy("State"), sort_key="words_state"),
        Column("title", label=gettext_lazy("Title in this language"), sort_key="title"),
        Column("type_name", label=gettext_lazy("Type"), sort_key="content_type__model"),
        Column("status_name", label=gettext_lazy("Status"), sort_key="live"),
        DateColumn("latest_revision_created_at", label=gettext_lazy("Updated"), sort_key="latest_revision_created_at"),
    ]
    list_export = [column.name for column in columns]

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Return the file, with headings in the user's language, which is no longer active when the rows are sent."""
        self.export_headings = {column.name: str(column.label) for column in self.columns}
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def get_base_queryset(self) -> PageQuerySet:
        """The pages that the user may see in the admin, each with its state and the title of its original."""
        mine = PagePermissionPolicy().explorable_instances(self.request.user)
        rows = with_states(Page.objects.filter(pk__in=mine.values("pk")))
        original = with_states(Page.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None))
        original = original.filter(words_origin_here=Origin.ORIGINAL).order_by().values("title")[:1]
        return rows.annotate(original_title=Subquery(original)).select_related("locale", "content_type")

    def order_queryset(self, queryset):
        """As asked; the languages of a page stand together."""
        return queryset.order_by(self.ordering, "original_title", "translation_key", "locale__language_code")

    def decorate_paginated_queryset(self, object_list):
        """Return the rows with what is shown of them, in the user's language."""
        rows = list(object_list)
        names = dict(settings.LANGUAGES)
        for page in rows:
            page.original_title = page.original_title or page.title
            page.language_name = names[page.locale.language_code]
            page.state_label = str(WordsState(page.words_state).label)
            page.type_name = str(page.page_type_display_name)
            page.status_name = _("Published") if page.live else _("Not published")
        return rows
