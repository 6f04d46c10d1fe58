"""Nothing that is guarded and no way to it is forgotten: a new model or address fails here until it joins the table."""

import re

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, get_page_models

from tests.visibility.table import rows

# The model -> the kinds of the table that stand for it.
MODELS = {
    "members.profile": {"profile", "phone", "topic"},
    "members.network": {"network"},
    "members.membership": {"membership", "request"},
    "members.networkfile": {"file"},
    "members.announcement": {"announcement"},
    "members.shelfitem": {"shelf"},
    "members.invitation": {"invitation"},
    "members.joinrequest": {"join_request"},
    "members.seat": {"seat_notes"},
    "members.seatholding": {"holding"},
    "rooms.room": {"room"},
    "rooms.message": {"message", "kept"},
    "rooms.messagefile": {"attached"},
    "rooms.vote": {"vote"},
    "evidence.practice": {"practice"},
    "evidence.programme": {"programme"},
}
# Guarded by the same rules as one of those above, or shown to one person alone; each with where that is tested.
ELSEWHERE = {
    "core.country": "public unless unpublished: tests/site/test_public_pages.py",
    "core.institution": "has no page of its own",
    "core.notice": "its person's alone: tests/members/test_notices.py",
    "members.message": "its sender's and its reader's: tests/members/test_messages.py",
    "evidence.edition": "all are public",
}
EDITORIAL = "page"
# Asked for by way of their room alone, which has a `visible_to`.
BY_THEIR_ROOM = {"rooms.vote"}


def guarded_models() -> set[str]:
    """The models whose rows are asked for by `visible_to`, pages aside: those share one rule."""
    return {
        model._meta.label_lower
        for model in apps.get_models()
        if not issubclass(model, Page) and hasattr(model._default_manager.all(), "visible_to")
    }


def test_every_guarded_model_is_in_the_table():
    assert guarded_models() | BY_THEIR_ROOM == set(MODELS) | set(ELSEWHERE)
    kinds = {kind for kind, _state in rows()}
    assert set().union(*MODELS.values(), {EDITORIAL}) == kinds


def every_address() -> set[str]:
    """The addresses of the site outside the admin and the account, and the routes of sections."""
    found = set()

    def walk(resolver: URLResolver, before: str) -> None:
        for each in resolver.url_patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLResolver):
                if not path.startswith(("admin/", "accounts/", "documents/", "_util/")):
                    walk(each, path)
            elif isinstance(each, URLPattern):
                found.add(path)

    walk(get_resolver(), "")
    for model in get_page_models():
        if issubclass(model, RoutablePageMixin):
            found |= {f"{model.__name__}: {route.pattern}" for route in model.get_subpage_urls()}
    return {re.sub(r"^(es|en|pt|fr)/", "", path).strip() for path in found} - {""}


# One line an address: a change of this file is the moment to ask which rows of the table it shows.
KNOWN = "tests/visibility/addresses.txt"


@pytest.mark.django_db
def test_every_address_is_known():
    with open(KNOWN, encoding="utf-8") as file:
        known = {line.strip() for line in file if line.strip() and not line.startswith("#")}
    assert every_address() - known == set(), "new addresses: which rows of the table do they show?"
    assert known - every_address() == set(), "these are gone"
