"""What the site adds to the Wagtail admin: checks of the preview."""

from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem


class PreviewChecks(ContentCheckerItem):
    """Wagtail's checks of a page as it is shown, of the words alone: what stands around them is not the editor's."""

    axe_include = ["main"]
    # The description that search results show is the lead, which is asked for where it is written.
    axe_run_only = [name for name in ContentCheckerItem.axe_run_only if name != "empty-meta-description"]
    axe_rules = {"empty-meta-description": {"enabled": False}}


@hooks.register("construct_wagtail_userbar")
def use_our_checks(request, items, page) -> None:
    """The checks beside the editor are ours."""
    items[:] = [PreviewChecks(in_editor=each.in_editor) if type(each).__name__ in KINDS else each for each in items]


KINDS = {"AccessibilityItem", "ContentCheckerItem"}
