"""What the shared bottom adds to the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from alliance.core.models import OutboxEntry
from alliance.core.offered import offered_pages
from alliance.core.permissions import LookOnlyPolicy
from alliance.core.viewsets_outbox import OutboxViewSet, RetryDeadAction

register_permission_policy(OutboxEntry, LookOnlyPolicy(OutboxEntry))
register_snippet(OutboxViewSet)
hooks.register("register_bulk_action", RetryDeadAction)


@hooks.register("construct_page_chooser_queryset")
def offer_pages(pages, request):
    """A page is chosen among those that the person may see."""
    return offered_pages(request.user, pages)
