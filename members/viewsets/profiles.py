"""Profiles in the Wagtail admin: found, counted, corrected by staff. What people wrote of themselves is theirs."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.snippets.views.snippets import SnippetViewSet

from alliance.core.audience import Audience
from alliance.core.audit import record
from alliance.core.cache import bump_content_version
from alliance.core.offered import OfferedChooserViewSet
from alliance.core.permissions import LimitedPolicy
from alliance.core.spreadsheets import harmless
from alliance.core.viewsets import CountryFilter, RecordIndexView
from members.accounts import recently_authenticated
from members.models import GUARDED, STALE_AFTER, Profile


class ProfilePolicy(LimitedPolicy):
    """A profile comes and goes with its account."""

    refused = frozenset({"add", "delete"})


class ProfileFilterSet(WagtailFilterSet):
    """Filters of the list of profiles."""

    country = CountryFilter(field_name="person__country")
    audience = django_filters.ChoiceFilter(
        label=_("Who may open it"), choices=Audience.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    stale = django_filters.BooleanFilter(
        label=_("Not confirmed for a year"), widget=BooleanRadioSelect, method="not_confirmed"
    )
    present = django_filters.BooleanFilter(
        label=_("Member of the alliance"), widget=BooleanRadioSelect, field_name="person__is_active"
    )

    class Meta:
        model = Profile
        fields: list[str] = []

    def not_confirmed(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        limit = timezone.now() - STALE_AFTER
        return queryset.filter(confirmed_at__lt=limit) if value else queryset.filter(confirmed_at__gte=limit)


class ProfileIndexView(RecordIndexView):
    """The list. A download is asked for by somebody who has just proved who they are, and stands in the log."""

    def dispatch(self, request, *args, **kwargs):
        if request.GET.get("export"):
            return self._exported(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    @method_decorator(recently_authenticated)
    def _exported(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str):
        """Return the file. Which people are in it is told by the filters, not by their names."""
        asked = {
            name: self.request.GET.getlist(name)
            for name in self.request.GET
            if name in self.filterset_class.base_filters
        }
        record("profiles.exported", actor=self.request.user, number=queryset.count(), filters=asked)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def to_row_dict(self, item: Profile) -> dict:
        """Return the cells of one row; none runs as a formula, in whatever kind of file."""
        return {name: harmless(value) for name, value in super().to_row_dict(item).items()}


class ProfileViewSet(SnippetViewSet):
    """Profiles: who they are, who may see what of them, when they were confirmed."""

    model = Profile
    chooser_viewset_class = OfferedChooserViewSet
    icon = "user"
    menu_label = _("Profiles")
    menu_name = "profiles"
    add_to_admin_menu = True
    index_view_class = ProfileIndexView
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50
    ordering = ["person__last_name", "pk"]
    list_display = [
        Column("person", label=_("Person"), accessor="person.get_full_name", sort_key="person__last_name"),
        Column("country", label=_("Country"), accessor="person.country", sort_key="person__country__code"),
        Column("position", label=_("Position"), sort_key="position"),
        Column("audience", label=_("Who may open it"), accessor="get_audience_display", sort_key="audience"),
        DateColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
        BooleanColumn("is_stale", label=_("Not confirmed for a year")),
    ]
    list_export = [
        "slug",
        "person.first_name",
        "person.last_name",
        "person.country.code",
        "person.institution.name",
        "position",
        "unit",
        "audience",
        "willing_to_help",
        "confirmed_at",
    ]
    export_headings = {
        "person.first_name": _("first name"),
        "person.last_name": _("last name"),
        "person.country.code": _("country"),
        "person.institution.name": _("institution"),
    }
    export_filename = "profiles"
    search_fields = ["person__first_name", "person__last_name", "person__email", "position", "unit"]
    filterset_class = ProfileFilterSet
    panels = [
        FieldRowPanel([FieldPanel("position"), FieldPanel("unit")]),
        FieldPanel("audience"),
        MultiFieldPanel(
            [FieldPanel(f"{part}_audience") for part in GUARDED],
            heading=_("Who may see each part"),
            classname="collapsed",
        ),
        FieldRowPanel([FieldPanel("absent_from"), FieldPanel("absent_until")]),
    ]

    def get_queryset(self, request) -> QuerySet:
        return Profile.objects.select_related("person__country", "person__institution")


def profile_corrected(profile: Profile, actor) -> None:
    """Whoever has the profile open in a form is told of this change, and no stored page shows what was before."""
    Profile.objects.filter(pk=profile.pk).update(version=profile.version + 1)
    record("profile.corrected", actor=actor, subject=profile, audience=profile.audience)
    bump_content_version()
