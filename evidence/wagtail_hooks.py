"""What the evidence library adds to the Wagtail admin."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from alliance.core.models import Country, Institution, Term
from alliance.core.own_country import OwnCountryPolicy
from alliance.core.permissions import LookOnlyPolicy, NeverDeletedPolicy
from evidence.models import EditionRecord, Practice, Programme
from evidence.viewsets import EvidenceGroup, ReferenceGroup

register_permission_policy(Term, NeverDeletedPolicy(Term))
register_permission_policy(EditionRecord, LookOnlyPolicy(EditionRecord))
register_permission_policy(Practice, OwnCountryPolicy(Practice, "country"))
register_permission_policy(Programme, OwnCountryPolicy(Programme, "country"))
register_permission_policy(Country, OwnCountryPolicy(Country, "pk"))
register_permission_policy(Institution, OwnCountryPolicy(Institution, "country", with_shared=True))
register_snippet(EvidenceGroup)
register_snippet(ReferenceGroup)


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    """Have merges stand in the history of both terms."""
    actions.register_action("evidence.merge_term")(MergeFormatter)


class MergeFormatter(LogFormatter):
    """Says which code went into which, and what moved."""

    label = gettext_lazy("Merge")

    def format_message(self, log_entry) -> str:
        moved = ", ".join(f"{kind}: {count}" for kind, count in log_entry.data["moved"].items())
        return _("“%(old)s” was merged into “%(new)s” (%(moved)s)") % {
            "old": log_entry.data["from"],
            "new": log_entry.data["into"],
            "moved": moved,
        }
