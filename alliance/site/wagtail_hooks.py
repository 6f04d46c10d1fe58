"""What the site adds to the Wagtail admin: the first screen, what translators need, checks of the preview, wrong addresses."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from alliance.core.permissions import LookOnlyPolicy
from alliance.site.dashboard.begin import BeginPanel
from alliance.site.dashboard.panels import DayPanel, whole_list
from alliance.site.editing import translation_hooks  # noqa: F401 - registers on import
from alliance.site.models import MissedAddress
from alliance.site.wayfinding.admin import AddRedirectView, EditRedirectView, MissedAddressViewSet, SignpostViewSet

register_permission_policy(MissedAddress, LookOnlyPolicy(MissedAddress))
register_snippet(SignpostViewSet)
register_snippet(MissedAddressViewSet)


# Addresses of Wagtail's redirects, answered by ours: they stand before its own, and its links and menus lead here.
@hooks.register("register_admin_urls", order=-10)
def register_redirect_urls() -> list:
    """Forms of redirects that refuse circles."""
    return [
        path("redirects/add/", AddRedirectView.as_view()),
        path("redirects/<int:redirect_id>/", EditRedirectView.as_view()),
    ]


# Ours say the same and more, and cost the same however much there is.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def show_what_waits(request, panels) -> None:
    """The first screen begins with what the editor begins with, and says what waits."""
    panels[:] = [each for each in panels if not isinstance(each, REPLACED)]
    panels += [BeginPanel(request.user), DayPanel(request.user)]


@hooks.register("register_admin_urls")
def register_day() -> list:
    """Each list of the first screen has a page of its own with all its lines."""
    return [path("day/<slug:name>/", whole_list, name="editors_day")]


class PreviewChecks(ContentCheckerItem):
    """Wagtail's checks of a page as it is shown, of the words alone: what stands around them is not the editor's."""

    axe_include = ("main",)
    # The description that search results show is the lead, which is asked for where it is written.
    axe_run_only = tuple(name for name in ContentCheckerItem.axe_run_only if name != "empty-meta-description")


@hooks.register("construct_wagtail_userbar")
def use_our_checks(request, items, page) -> None:
    """The checks beside the editor are ours."""
    items[:] = [
        PreviewChecks(in_editor=each.in_editor) if isinstance(each, ContentCheckerItem) else each for each in items
    ]
