"""What the site adds to the Wagtail admin: the first screen, what translators need, and checks of the preview."""

from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem

from alliance.site.dashboard.begin import BeginPanel
from alliance.site.editing import translation_hooks  # noqa: F401 - registers on import


@hooks.register("construct_homepage_panels")
def show_what_waits(request, panels) -> None:
    """The first screen begins with what the editor begins with."""
    panels.append(BeginPanel(request.user))


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
