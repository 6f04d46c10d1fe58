"""Networks in the Wagtail admin: what they say, who belongs to them, and what staff do to several at once."""

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from alliance.core.forms import RecordForm, TextsPanel
from alliance.core.models import Vocabulary
from alliance.core.offered import OfferedChooserViewSet
from alliance.core.viewsets import (
    LANGUAGES_COLUMN,
    CountryFilter,
    RecordFilterSet,
    RecordIndexView,
    RecordViewSet,
    TermFilter,
    text_panels,
)
from members.enums import JoinPolicy, MembershipState
from members.models import Membership, Network
from members.services.networks import life, people
from members.services.networks.holding import NotAllowed, Refused

SOURCE = [
    FieldPanel("url"),
    FieldPanel("title"),
    FieldRowPanel([FieldPanel("published"), FieldPanel("accessed_date"), FieldPanel("is_mirror")]),
]
NETWORK = TabbedInterface(
    [
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("slug"), FieldPanel("acronym"), FieldPanel("founded_year")]),
                        FieldRowPanel([FieldPanel("join_policy"), FieldPanel("audience"), FieldPanel("ends_on")]),
                    ],
                    heading=_("What it is"),
                ),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("countries", widget=forms.CheckboxSelectMultiple),
                FieldPanel("cover"),
                FieldPanel("contact_email"),
                FieldPanel("editor_notes"),
            ],
            heading=_("Facts"),
        ),
        ObjectList(
            [
                TextsPanel(
                    "texts",
                    panels=text_panels("name", "kind", "purpose", "goal", "members_note"),
                    label=_("Language"),
                    heading=_("The network in each language"),
                    min_num=1,
                )
            ],
            heading=_("Words"),
        ),
        ObjectList(
            [
                InlinePanel(
                    "questions",
                    panels=[
                        FieldRowPanel([FieldPanel("text_es"), FieldPanel("text_en")]),
                        FieldRowPanel([FieldPanel("text_pt"), FieldPanel("text_fr")]),
                        FieldPanel("is_required"),
                    ],
                    label=_("Question"),
                    heading=_("What is asked of those who want to join"),
                ),
                InlinePanel(
                    "links",
                    panels=[FieldRowPanel([FieldPanel("label"), FieldPanel("url")])],
                    label=_("Link"),
                    heading=_("Pages elsewhere"),
                ),
                InlinePanel("sources", panels=SOURCE, label=_("Source"), heading=_("Where it was read")),
            ],
            heading=_("Questions, links, sources"),
        ),
    ],
    base_form_class=RecordForm,
)


class NetworkFilterSet(RecordFilterSet):
    """Filters of the list of networks."""

    country = CountryFilter(field_name="countries")
    topic = TermFilter(Vocabulary.TOPIC, field_name="topics")
    join_policy = django_filters.ChoiceFilter(
        label=_("How people join"), choices=JoinPolicy.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    archived = django_filters.BooleanFilter(
        label=_("Archived"), field_name="archived_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Network
        fields: list[str] = []


class NetworkViewSet(RecordViewSet):
    """Networks."""

    model = Network
    icon = "group"
    ordering = ["slug"]
    list_display = [
        "__str__",
        Column("acronym", label=_("Acronym"), sort_key="acronym"),
        Column("people", label=_("People"), accessor="people", sort_key="people"),
        Column("waiting", label=_("Requests"), accessor="waiting", sort_key="waiting"),
        LANGUAGES_COLUMN,
        LiveStatusTagColumn(label=_("State")),
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_export = [
        "slug",
        "__str__",
        "acronym",
        "join_policy",
        "audience",
        "founded_year",
        "ends_on",
        "people",
        "waiting",
        "archived_at",
        "merged_into.slug",
        "live",
    ]
    export_headings = {"__str__": _("name"), "people": _("people"), "merged_into.slug": _("merged into")}
    export_filename = "networks"
    search_fields = ["slug", "acronym", "texts__name"]
    filterset_class = NetworkFilterSet
    edit_handler = NETWORK

    def get_queryset(self, request) -> QuerySet:
        """All networks, with how many people belong to each and how many ask to."""
        counted = {
            "people": Count("memberships", filter=Q(memberships__state=MembershipState.ACTIVE)),
            "waiting": Count("memberships", filter=Q(memberships__state=MembershipState.REQUESTED)),
        }
        return super().get_queryset(request).select_related("merged_into").annotate(**counted)


class MembershipFilterSet(WagtailFilterSet):
    """Filters of the list of memberships."""

    class Meta:
        model = Membership
        fields = ["state", "role", "network"]


class MembershipViewSet(SnippetViewSet):
    """Who belongs to which network. They are changed on the networks' own pages, and ended here."""

    model = Membership
    chooser_viewset_class = OfferedChooserViewSet
    icon = "user"
    index_view_class = RecordIndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["network", "role", "state", "answers", "message", "decision_note", "since", "until"]
    search_backend_name = None
    search_fields = ["person__first_name", "person__last_name", "institution__name", "network__texts__name"]
    list_per_page = 50
    ordering = ["-pk"]
    list_display = [
        Column("member", label=_("Member"), accessor="member"),
        Column("network", label=_("Network"), accessor="network"),
        Column("role", label=_("Role"), accessor="get_role_display", sort_key="role"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("since", label=_("Member since"), accessor="since", sort_key="since"),
    ]
    list_export = ["network.slug", "member", "role", "state", "created_at", "since", "until"]
    export_headings = {"network.slug": _("network")}
    export_filename = "memberships"
    filterset_class = MembershipFilterSet

    def get_queryset(self, request) -> QuerySet:
        """All memberships, with their ends."""
        return Membership.objects.select_related("network", "person", "institution", "member_network").prefetch_related(
            "network__texts", "member_network__texts"
        )


class NetworksGroup(SnippetViewSetGroup):
    """Networks and who belongs to them."""

    menu_label = _("Networks")
    menu_icon = "group"
    menu_name = "networks"
    menu_order = 155
    items = (NetworkViewSet, MembershipViewSet)


class _ByService(SnippetBulkAction):
    """Does one act of the services to each of the chosen rows; what a service refuses stays as it is."""

    template_name = "admin/networks_bulk.html"
    permission = "change"
    question = ""

    def check_perm(self, snippet) -> bool:
        """Whether the person may do it to this row."""
        return self.permission_policy.user_has_permission_for_instance(self.request.user, self.permission, snippet)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(question=self.question, title=self.display_name, **kwargs)

    def get_execution_context(self) -> dict:
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs) -> tuple[int, int]:
        """Return how many rows changed."""
        done = 0
        for each in objects:
            try:
                cls.act(each, user)
            except (Refused, NotAllowed):
                continue
            done += 1
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext("%(number)s was changed.", "%(number)s were changed.", num_parent_objects) % {
            "number": num_parent_objects
        }


class ArchiveNetworks(_ByService):
    """Archives networks."""

    models = (Network,)
    display_name = _("Archive")
    aria_label = _("Archive the chosen networks")
    action_type = "archive"
    action_priority = 40
    question = _("Archived networks take nobody in any more. All of them can still be read.")

    @classmethod
    def act(cls, network: Network, user) -> None:
        """The network is archived."""
        life.archive(network=network, by=user)


class EndMemberships(_ByService):
    """Ends memberships."""

    models = (Membership,)
    display_name = _("End membership")
    aria_label = _("End the chosen memberships")
    action_type = "end"
    action_priority = 40
    classes = frozenset({"serious"})
    permission = "view"
    question = _("People are told that their membership has ended. A network's last coordinator stays.")

    @classmethod
    def act(cls, membership: Membership, user) -> None:
        """The membership is history."""
        people.remove(membership=membership, by=user)
