"""Rooms in the Wagtail admin: what they are called, who reads and writes, how fast, and whether they are closed."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.snippets.views.snippets import SnippetViewSet

from alliance.core import audit
from alliance.core.offered import OfferedChooserViewSet
from alliance.core.viewsets import RecordIndexView
from members.models import Network
from members.rooms.enums import Posting
from members.rooms.models import Room
from members.viewsets.seats import StaffPolicy

# A room's page stands at its slug; the list's own pages and what programs ask for must stay reachable.
TAKEN = {"guidelines", "join", "moderation", "new", "search", "vote"}


class RoomPolicy(StaffPolicy):
    """Staff make and change rooms; what was said is never deleted with one."""

    refused = frozenset({"delete"})


class RoomForm(WagtailAdminModelForm):
    """A room, saved without the numbers that its messages move meanwhile."""

    is_closed = forms.BooleanField(
        label=_("Closed"), required=False, help_text=_("It can be read, and nobody writes here any more.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_closed"].initial = self.instance.archived_at is not None
        if "network" in self.fields:
            self.fields["network"].queryset = Network.objects.filter(merged_into=None).prefetch_related("texts")

    def clean_slug(self) -> str:
        """An address that is free."""
        slug = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise ValidationError(_("This address is taken by another page."), code="taken")
        return slug

    def save(self, commit: bool = True) -> Room:
        """What was entered is so, in the log too; whoever is in the room is asked about anew (`members.rooms.receivers`)."""
        room, changed = self.instance, [name for name in self.changed_data if name != "is_closed"]
        if "is_closed" in self.changed_data:
            room.archived_at = timezone.now() if self.cleaned_data["is_closed"] else None
            changed.append("archived_at")
        if room.pk is None:
            room.save()
            audit.record("room.made", actor=self.for_user, subject=room, audience=room.audience)
        elif changed:
            room.save(update_fields=changed)
            audit.record(
                "room.changed", actor=self.for_user, subject=room, fields=sorted(changed), audience=room.audience
            )
        return room


class RoomFilterSet(WagtailFilterSet):
    """Filters of the list of rooms."""

    posting = django_filters.ChoiceFilter(
        label=_("Who may write"), choices=Posting.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    closed = django_filters.BooleanFilter(
        label=_("Closed"), field_name="archived_at", lookup_expr="isnull", exclude=True, widget=BooleanRadioSelect
    )
    of_network = django_filters.BooleanFilter(
        label=_("Of a network"), field_name="network", lookup_expr="isnull", exclude=True, widget=BooleanRadioSelect
    )

    class Meta:
        model = Room
        fields = ["audience"]


def _in_four(field: str, heading: str) -> MultiFieldPanel:
    return MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel(f"{field}_es"), FieldPanel(f"{field}_en")]),
            FieldRowPanel([FieldPanel(f"{field}_pt"), FieldPanel(f"{field}_fr")]),
        ],
        heading=heading,
    )


class RoomViewSet(SnippetViewSet):
    """All rooms."""

    model = Room
    chooser_viewset_class = OfferedChooserViewSet
    index_view_class = RecordIndexView
    icon = "comment"
    menu_label = _("Rooms")
    menu_name = "rooms"
    menu_order = 156
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50
    ordering = ["slug"]
    list_display = [
        "__str__",
        Column("network", label=_("Network"), accessor="network"),
        Column("audience", label=_("Who may read"), accessor="get_audience_display", sort_key="audience"),
        Column("posting", label=_("Who may write"), accessor="get_posting_display", sort_key="posting"),
        Column("messages", label=_("Messages"), accessor="last_seq", sort_key="last_seq"),
        DateColumn("last_at", label=_("Last message"), sort_key="last_at"),
        DateColumn("archived_at", label=_("Closed"), sort_key="archived_at"),
    ]
    list_export = [
        "slug",
        "__str__",
        "network.slug",
        "audience",
        "posting",
        "slow_seconds",
        "last_seq",
        "last_at",
        "archived_at",
    ]
    export_headings = {"__str__": _("name"), "network.slug": _("network"), "last_seq": _("messages")}
    export_filename = "rooms"
    search_backend_name = None
    search_fields = ["slug", "title_es", "title_en", "title_pt", "title_fr", "network__texts__name"]
    filterset_class = RoomFilterSet
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("slug"), FieldPanel("network")]),
            _in_four("title", _("Title")),
            _in_four("description", _("What it is for")),
            FieldRowPanel([FieldPanel("audience"), FieldPanel("posting")]),
            FieldRowPanel([FieldPanel("slow_seconds"), FieldPanel("is_closed")]),
        ],
        base_form_class=RoomForm,
    )

    def get_queryset(self, request) -> QuerySet:
        """All rooms with their networks."""
        return Room.objects.with_line()
