"""A page that staff closed is closed in every language: restrictions are the same on all pages that tell the same."""

from contextvars import ContextVar
from functools import partial

from django.db import transaction
from wagtail.models import Page, PageViewRestriction

_is_sharing: ContextVar[bool] = ContextVar("is_sharing", default=False)


def restriction_changed(page_id: int) -> None:
    """Have the other languages follow, once the change is committed; a page that was deleted asks for nothing."""
    if not _is_sharing.get():
        transaction.on_commit(partial(share_restrictions, page_id))


@transaction.atomic
def share_restrictions(page_id: int) -> None:
    """The translations of a page, and the pages that follow it, have its restrictions and no others."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return
    wanted = _of(page)
    token = _is_sharing.set(True)
    try:
        for kin in Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk):
            present = _of(kin)
            if sorted(map(_asked, present)) != sorted(map(_asked, wanted)):
                _replace(kin, present, wanted)
    finally:
        _is_sharing.reset(token)


def _of(page: Page) -> list[PageViewRestriction]:
    return list(PageViewRestriction.objects.filter(page=page).prefetch_related("groups"))


def _asked(restriction: PageViewRestriction) -> tuple:
    """Return what a restriction asks for, to be compared."""
    groups = tuple(sorted(group.pk for group in restriction.groups.all()))
    return restriction.restriction_type, restriction.password, groups


def _replace(page: Page, present: list[PageViewRestriction], wanted: list[PageViewRestriction]) -> None:
    for restriction in wanted:
        copy = PageViewRestriction(
            page=page, restriction_type=restriction.restriction_type, password=restriction.password
        )
        copy.save()
        copy.groups.set(restriction.groups.all())
    for restriction in present:
        restriction.delete()
