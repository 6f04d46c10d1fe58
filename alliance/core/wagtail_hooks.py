"""What the shared bottom adds to the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from alliance.core.models import OutboxEntry
from alliance.core.permissions import LookOnlyPolicy
from alliance.core.viewsets_outbox import OutboxViewSet, RetryDeadAction

register_permission_policy(OutboxEntry, LookOnlyPolicy(OutboxEntry))
register_snippet(OutboxViewSet)
hooks.register("register_bulk_action", RetryDeadAction)
