"""Seats in the Wagtail admin: every seat with who holds it, and every holding, past and present. Staff appoint and end."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from alliance.core.audience import is_staff
from alliance.core.models import Country, User
from alliance.core.offered import OfferedChooserViewSet
from alliance.core.permissions import LimitedPolicy
from alliance.core.viewsets import RelatedFilter
from members.enums import SeatPart
from members.models import Seat, SeatHolding
from members.services import seats


class StaffPolicy(LimitedPolicy):
    """Staff do what the rows allow: who holds a country's seat is no matter of groups."""

    def user_has_permission(self, user, action: str) -> bool:
        return action not in self.refused and is_staff(user)

    def user_has_permission_for_instance(self, user, action: str, instance: Model) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance: Model) -> bool:
        return self.user_has_any_permission(user, actions)


class SeatPolicy(StaffPolicy):
    """Seats are made with their countries; their notes belong to those who hold them."""

    refused = frozenset({"add", "change", "delete"})


class HoldingPolicy(StaffPolicy):
    """Holdings begin and end; none is changed or forgotten."""

    refused = frozenset({"change", "delete"})


def _who(part: SeatPart):
    def told(seat: Seat) -> str:
        return ", ".join(str(row.person) for row in seat.all_holdings if row.part == part and row.until is None) or "–"

    return told


class VacantFilterSet(WagtailFilterSet):
    """Filters of the list of seats."""

    vacant = django_filters.BooleanFilter(label=_("Vacant"), widget=BooleanRadioSelect, method="is_vacant")

    class Meta:
        model = Seat
        fields: list[str] = []

    def is_vacant(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        held = SeatHolding.objects.current().filter(part=SeatPart.HOLDER).values("seat")
        return queryset.exclude(pk__in=held) if value else queryset.filter(pk__in=held)


class SeatViewSet(SnippetViewSet):
    """The seats of all countries."""

    model = Seat
    chooser_viewset_class = OfferedChooserViewSet
    icon = "globe"
    menu_label = _("Seats")
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("country", label=_("Country"), accessor="country", sort_key="country__name"),
        Column("holder", label=_("Focal point"), accessor=_who(SeatPart.HOLDER)),
        Column("deputy", label=_("Deputy focal point"), accessor=_who(SeatPart.DEPUTY)),
        DateColumn("updated_at", label=_("Note changed"), sort_key="updated_at"),
    ]
    list_per_page = 50
    search_fields = ["country__code", "country__name_es", "country__name_en", "country__name_pt", "country__name_fr"]
    search_backend_name = None
    filterset_class = VacantFilterSet
    inspect_view_enabled = True
    inspect_view_fields = ["country", "number", "start_note", "contacts", "updated_at"]
    edit_handler = ObjectList([FieldPanel("country"), FieldPanel("number")])

    def get_queryset(self, request) -> QuerySet:
        return Seat.objects.select_related("country").with_holdings().order_by("country__code", "number")


class HoldingForm(WagtailAdminModelForm):
    """Somebody is appointed. Who held the part until now does not any more."""

    class Meta:
        model = SeatHolding
        fields = ["seat", "person", "part"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "seat" in self.fields:
            self.fields["seat"].queryset = Seat.objects.select_related("country").order_by("country__code", "number")
            people = User.objects.filter(is_active=True, joined_at__isnull=False)
            self.fields["person"].queryset = people.order_by("last_name", "first_name")

    def validate_unique(self) -> None:
        """Leave it to the service: it ends the holding that would stand in the way."""

    def validate_constraints(self) -> None:
        """As above."""

    def _post_clean(self) -> None:
        """The row is made by the service, which checks more than columns can."""

    def clean(self) -> dict:
        """Say now what the service would refuse."""
        cleaned = super().clean()
        seat, person = cleaned.get("seat"), cleaned.get("person")
        if seat and person and person.country_id not in {None, seat.country_id} and not is_staff(self.for_user):
            raise ValidationError(_("This person works for another country."))
        return cleaned

    def save(self, commit: bool = True) -> SeatHolding:
        """The person holds the seat."""
        chosen = self.cleaned_data
        self.instance = seats.appoint(
            seat=chosen["seat"], person=chosen["person"], part=chosen["part"], by=self.for_user
        )
        return self.instance


class HoldingFilterSet(WagtailFilterSet):
    """Filters of the list of holdings."""

    present = django_filters.BooleanFilter(
        label=_("Held now"), widget=BooleanRadioSelect, field_name="until", lookup_expr="isnull"
    )
    part = django_filters.ChoiceFilter(
        label=_("Part"), choices=SeatPart.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    country = RelatedFilter(
        field_name="seat__country", label=_("Country"), queryset=Country.objects.exclude(seats=None).order_by("name")
    )

    class Meta:
        model = SeatHolding
        fields: list[str] = []


class HoldingViewSet(SnippetViewSet):
    """Who holds and held a seat."""

    model = SeatHolding
    chooser_viewset_class = OfferedChooserViewSet
    icon = "history"
    menu_label = _("Who holds them")
    copy_view_enabled = False
    list_display = [
        Column("person", label=_("Person"), accessor="person", sort_key="person__last_name"),
        Column("seat", label=_("Seat"), accessor="seat", sort_key="seat__country__code"),
        Column("part", label=_("Part"), accessor="get_part_display", sort_key="part"),
        DateColumn("since", label=_("Since"), sort_key="since"),
        DateColumn("until", label=_("Until"), sort_key="until"),
        Column("appointed_by", label=_("Appointed by"), accessor="appointed_by"),
    ]
    ordering = ["-since", "-pk"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["person__first_name", "person__last_name", "seat__country__code"]
    filterset_class = HoldingFilterSet
    edit_handler = ObjectList(
        [
            FieldPanel("seat", widget=forms.Select),
            FieldPanel("person", widget=forms.Select),
            FieldPanel("part", widget=forms.RadioSelect),
        ],
        base_form_class=HoldingForm,
    )

    def get_queryset(self, request) -> QuerySet:
        return SeatHolding.objects.select_related("person", "seat__country", "appointed_by")


class EndHoldings(SnippetBulkAction):
    """Ends the chosen holdings."""

    models = [SeatHolding]
    display_name = _("End")
    aria_label = _("End the selected holdings")
    action_type = "end_holding"
    template_name = "admin/end_holdings.html"

    def check_perm(self, holding: SeatHolding) -> bool:
        return is_staff(self.request.user)

    def get_execution_context(self) -> dict:
        return {**super().get_execution_context(), "by": self.request.user}

    @classmethod
    def execute_action(cls, objects, *, by=None, **kwargs):
        for holding in objects:
            seats.end(holding=holding, by=by)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects) -> str:
        return ngettext("%(count)d holding has ended.", "%(count)d holdings have ended.", num_parent_objects) % {
            "count": num_parent_objects
        }


class SeatsGroup(SnippetViewSetGroup):
    """Seats and who holds them, in the menu."""

    menu_label = _("Country seats")
    menu_icon = "globe"
    menu_name = "seats"
    items = (SeatViewSet, HoldingViewSet)
