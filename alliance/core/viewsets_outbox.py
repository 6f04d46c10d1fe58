"""The outbox in the Wagtail admin: to be looked at, and given-up entries to be tried again."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.models import InspectView
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import SnippetViewSet

from alliance.core import outbox
from alliance.core.models import OutboxEntry
from alliance.core.offered import OfferedChooserViewSet


class OutboxInspectView(InspectView):
    """All that is known about one entry."""

    any_permission_required = ["view"]


class OutboxViewSet(SnippetViewSet):
    """The list of entries, those that need somebody first found by the filter on the state."""

    model = OutboxEntry
    chooser_viewset_class = OfferedChooserViewSet
    icon = "mail"
    menu_label = _("Outbox")
    menu_name = "outbox"
    url_namespace = "outbox"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = OutboxInspectView
    list_display = [
        "__str__",
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("attempts", label=_("Attempts"), sort_key="attempts"),
        DateColumn("run_at", label=_("Not before"), sort_key="run_at"),
    ]
    list_filter = ["state", "kind"]
    ordering = ["-id"]
    list_per_page = 50


class RetryDeadAction(SnippetBulkAction):
    """Puts the chosen entries back, if they were given up."""

    models = [OutboxEntry]
    display_name = _("Try again")
    aria_label = _("Try the selected entries again")
    action_type = "retry"
    template_name = "admin/outbox_retry.html"

    def check_perm(self, entry: OutboxEntry) -> bool:
        return self.request.user.is_superuser

    @classmethod
    def execute_action(cls, objects, **kwargs):
        return outbox.retry_dead(pk__in=[entry.pk for entry in objects]), 0

    def get_success_message(self, num_parent_objects, num_child_objects) -> str:
        return ngettext(
            "%(count)d entry will be tried again.", "%(count)d entries will be tried again.", num_parent_objects
        ) % {"count": num_parent_objects}
