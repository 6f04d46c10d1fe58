"""Who may do what in the admin from the first day: groups, their permissions, and the checks before publishing.

| group | does |
|---|---|
| Editors | everything of the evidence library, and all pages |
| Evidence reviewers | approve practices, programmes, countries, organisations, networks |
| Newsroom editors | write news, events, courses and plain pages, send them to review, have them translated; footer, redirects |
| Newsroom reviewers | publish, schedule and unpublish these as well |
| Country contributors | write what belongs to their own country (`alliance.core.own_country`), send it to review |
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from alliance.core.models import Country, Institution
from alliance.core.own_country import CONTRIBUTORS
from alliance.site.pages import EventIndexPage, NewsIndexPage, PlainPage
from evidence.models import Practice, Programme
from members.enums import Role
from members.models import Network
from members.roles import opens_groups
from training.pages import TrainingIndexPage

EDITORS = "Editors"
REVIEWERS = "Evidence reviewers"
NEWSROOM = "Newsroom editors"
NEWSROOM_REVIEWERS = "Newsroom reviewers"
WORKFLOW = "Evidence check"
NEWSROOM_WORKFLOW = "Newsroom review"
NEWSROOM_SECTIONS = (NewsIndexPage, EventIndexPage, TrainingIndexPage)
CHECKED_RECORDS = (Practice, Programme, Country, Institution, Network)

# Menus, footer and partners, redirects, and what is offered at addresses where nothing is.
WAYFINDING = (
    "core.change_siteidentity",
    *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")),
    *(f"site.{action}_signpost" for action in ("add", "change", "delete")),
    "site.view_missedaddress",
)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    EDITORS: (
        "wagtailadmin.access_admin",
        *(f"evidence.{action}_practice" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(f"evidence.{action}_programme" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(f"core.{action}_institution" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(f"core.{action}_country" for action in ("add", "change", "publish", "lock", "unlock")),
        *(f"members.{action}_network" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(
            f"search.{action}_{words}"
            for action in ("add", "change", "delete")
            for words in ("concept", "pick", "synonym")
        ),
        "search.view_askedwords",
        "search.view_click",
        "members.view_membership",
        "members.change_profile",
        "core.add_term",
        "core.change_term",
        "evidence.change_edition",
        "evidence.view_editionrecord",
        "wagtail_localize.submit_translation",
        *WAYFINDING,
    ),
    REVIEWERS: (
        "wagtailadmin.access_admin",
        "evidence.change_practice",
        "evidence.publish_practice",
        "evidence.change_programme",
        "evidence.publish_programme",
        "core.change_institution",
        "core.publish_institution",
        "core.change_country",
        "core.publish_country",
        "members.change_network",
        "members.publish_network",
    ),
    NEWSROOM: ("wagtailadmin.access_admin", "wagtail_localize.submit_translation", *WAYFINDING),
    NEWSROOM_REVIEWERS: ("wagtailadmin.access_admin", "wagtail_localize.submit_translation", *WAYFINDING),
    CONTRIBUTORS: (
        "wagtailadmin.access_admin",
        *(f"evidence.{action}_{record}" for action in ("add", "change") for record in ("practice", "programme")),
        "core.change_country",
    ),
}
WRITING = ("add_page", "change_page")
PUBLISHING = (*WRITING, "publish_page", "lock_page", "unlock_page")
FILE_PERMISSIONS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


def open_groups() -> None:
    """Tell which groups of the admin come with which role of a person."""
    opens_groups(Role.STAFF, EDITORS, REVIEWERS)
    opens_groups(Role.NEWSROOM, NEWSROOM, NEWSROOM_REVIEWERS)


@transaction.atomic
def ensure_groups() -> None:
    """Every group has at least the permissions above, and records and the newsroom's pages are checked before they appear.

    What an administrator has granted beyond that stays, and so does a workflow that was chosen instead of ours, or was
    switched off.
    """
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in PERMISSIONS}
    for name, wanted in PERMISSIONS.items():
        groups[name].permissions.add(*(_permission(each) for each in wanted))
    sections = _newsroom_sections()
    # Words of their own, as "Accessibility" or "About": the newsroom writes below them and in them.
    plain = list(PlainPage.objects.filter(depth=3))
    _grant_pages(groups[EDITORS], [Page.get_first_root_node()], PUBLISHING)
    _grant_pages(groups[NEWSROOM], [*sections, *plain], WRITING)
    _grant_pages(groups[NEWSROOM_REVIEWERS], [*sections, *plain], PUBLISHING)
    for name in (EDITORS, NEWSROOM, NEWSROOM_REVIEWERS):
        _grant_files(groups[name])
    _check_records(groups[REVIEWERS])
    _check_pages([*sections, *plain], groups[NEWSROOM_REVIEWERS])


def _newsroom_sections() -> list[Page]:
    """Return the sections of every language that the newsroom fills."""
    return [page for model in NEWSROOM_SECTIONS for page in model.objects.order_by("path")]


def _grant_pages(group: Group, pages: list[Page], codenames: tuple[str, ...]) -> None:
    wanted = [(page.pk, _permission(f"wagtailcore.{codename}").pk) for page in pages for codename in codenames]
    present = set(GroupPagePermission.objects.filter(group=group).values_list("page", "permission"))
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=permission)
        for page, permission in wanted
        if (page, permission) not in present
    )


def _grant_files(group: Group) -> None:
    """The group uploads pictures and documents, and chooses among all."""
    files = Collection.get_first_root_node()
    for name in FILE_PERMISSIONS:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=_permission(name))


def _permission(name: str) -> Permission:
    """Return the permission of this name, which must exist: a typing error in the list above is found at once."""
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _ensure_workflow(name: str, reviewers: Group) -> Workflow:
    """Return the workflow of one step, the reviewers' approval."""
    workflow = Workflow.objects.filter(name=name).first() or Workflow.objects.create(name=name)
    if not workflow.workflow_tasks.exists():
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(reviewers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _check_pages(pages: list[Page], reviewers: Group) -> None:
    """Have the pages and those below them reviewed, unless they have a workflow of their own or ours was switched off."""
    workflow = _ensure_workflow(NEWSROOM_WORKFLOW, reviewers)
    having = set(WorkflowPage.objects.values_list("page", flat=True))
    if workflow.active:
        WorkflowPage.objects.bulk_create(
            WorkflowPage(page=page, workflow=workflow) for page in pages if page.pk not in having
        )


def _check_records(reviewers: Group) -> None:
    """Give each kind of record a workflow with one step, the reviewers' approval, unless it has one."""
    kinds = [ContentType.objects.get_for_model(model) for model in CHECKED_RECORDS]
    having = set(WorkflowContentType.objects.filter(content_type__in=kinds).values_list("content_type", flat=True))
    missing = [kind for kind in kinds if kind.pk not in having]
    workflow = _ensure_workflow(WORKFLOW, reviewers)
    if workflow.active:
        WorkflowContentType.objects.bulk_create(
            WorkflowContentType(content_type=kind, workflow=workflow) for kind in missing
        )
