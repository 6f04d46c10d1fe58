"""Who may do what in the admin from the first day: groups, their permissions, and the check before publishing."""

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
    WorkflowTask,
)

from alliance.core.models import Country, Institution
from evidence.models import Practice, Programme

EDITORS = "Editors"
REVIEWERS = "Evidence reviewers"
WORKFLOW = "Evidence check"
CHECKED_RECORDS = (Practice, Programme, Country, Institution)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    EDITORS: (
        "wagtailadmin.access_admin",
        *(f"evidence.{action}_practice" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(f"evidence.{action}_programme" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(f"core.{action}_institution" for action in ("add", "change", "delete", "publish", "lock", "unlock")),
        *(f"core.{action}_country" for action in ("add", "change", "publish", "lock", "unlock")),
        "core.add_term",
        "core.change_term",
        "evidence.change_edition",
        "evidence.view_editionrecord",
        "core.change_siteidentity",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "wagtail_localize.submit_translation",
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
    ),
}
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
FILE_PERMISSIONS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


@transaction.atomic
def ensure_groups() -> None:
    """Both groups have at least the permissions above, and records are checked before they are published.

    What an administrator has granted beyond that stays, and so does a workflow that was chosen instead of ours.
    """
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in PERMISSIONS}
    for name, wanted in PERMISSIONS.items():
        groups[name].permissions.add(*(_permission(each) for each in wanted))
    root = Page.get_first_root_node()
    for codename in PAGE_PERMISSIONS:
        GroupPagePermission.objects.get_or_create(
            group=groups[EDITORS], page=root, permission=_permission(f"wagtailcore.{codename}")
        )
    files = Collection.get_first_root_node()
    for name in FILE_PERMISSIONS:
        GroupCollectionPermission.objects.get_or_create(
            group=groups[EDITORS], collection=files, permission=_permission(name)
        )
    _ensure_workflow(groups[REVIEWERS])


def _permission(name: str) -> Permission:
    """Return the permission of this name, which must exist: a typing error in the list above is found at once."""
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _ensure_workflow(reviewers: Group) -> None:
    """Give each kind of record a workflow with one step, the reviewers' approval, unless it has one."""
    kinds = [ContentType.objects.get_for_model(model) for model in CHECKED_RECORDS]
    having = set(WorkflowContentType.objects.filter(content_type__in=kinds).values_list("content_type", flat=True))
    missing = [kind for kind in kinds if kind.pk not in having]
    if not missing:
        return
    workflow, _is_new = Workflow.objects.get_or_create(name=WORKFLOW, active=True)
    if not workflow.workflow_tasks.exists():
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
        task.groups.add(reviewers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.bulk_create(
        WorkflowContentType(content_type=kind, workflow=workflow) for kind in missing
    )
