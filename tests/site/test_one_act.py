"""A button of the admin does all that it does, or nothing."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse
from wagtail import hooks
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.signals import page_published, page_unpublished, unpublished

from alliance.core.requests import OneActMiddleware
from evidence.models import Practice
from tests.admin import shown, signed_in
from tests.factories.evidence import published_practice
from tests.factories.pages import news
from tests.members.races import at_once

# Real transactions: what is undone must be gone, and what is done must be there.
pytestmark = pytest.mark.django_db(transaction=True)


class KilledError(BaseException):
    """What a process is that ends in the middle: nothing catches it."""


@contextmanager
def killed_at(signal):
    """The process ends where Wagtail tells of it, which is after it has saved."""

    def end(sender, **kwargs):
        raise KilledError

    signal.connect(end)
    try:
        yield
    finally:
        signal.disconnect(end)


@pytest.fixture
def editor(client):
    return signed_in(client, is_superuser=True)


def test_a_page_is_not_published_where_nobody_could_be_told(editor):
    page = news()
    page.unpublish()
    revisions, published = page.revisions.count(), PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish")
    before = published.count()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = shown(editor.get(edit)) | {"body-count": "0", "sources-count": "0", "action-publish": "1"}
    with killed_at(page_published), pytest.raises(KilledError):
        editor.post(edit, data)
    page.refresh_from_db()
    assert (page.live, page.revisions.count(), published.count()) == (False, revisions, before)
    assert editor.post(edit, data).status_code == 302
    page.refresh_from_db()
    assert (page.live, page.revisions.count(), published.count()) == (True, revisions + 1, before + 1)


def test_a_page_is_not_withdrawn_where_nobody_could_be_told(editor):
    page = news()
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    with killed_at(page_unpublished), pytest.raises(KilledError):
        editor.post(address)
    page.refresh_from_db()
    assert page.live
    assert editor.post(address).status_code == 302
    page.refresh_from_db()
    assert not page.live


def test_a_practice_is_not_withdrawn_where_nobody_could_be_told(editor):
    practice = published_practice()
    address = reverse(Practice.snippet_viewset.get_url_name("unpublish"), args=[practice.pk])
    with killed_at(unpublished), pytest.raises(KilledError):
        editor.post(address)
    practice.refresh_from_db()
    assert practice.live
    assert not ModelLogEntry.objects.filter(object_id=practice.pk, action="wagtail.unpublish").exists()
    assert editor.post(address).status_code == 302
    practice.refresh_from_db()
    assert not practice.live


@pytest.mark.parametrize(("method", "path", "in_one"), [
    ("post", "/admin/pages/1/edit/", True),
    ("get", "/admin/pages/1/edit/", False),
    ("post", "/admin/pages/1/edit/preview/", False),
    ("post", "/en/accounts/login/", False),
])  # fmt: skip
def test_only_acts_of_the_admin_are_one_transaction(rf, method, path, in_one):
    found = []
    middleware = OneActMiddleware(lambda request: None)
    middleware.process_view(getattr(rf, method)(path), lambda request: found.append(connection.in_atomic_block), (), {})
    assert found == ([True] if in_one else [])


def test_a_draft_that_saves_itself_does_not_take_back_what_is_published(editor):
    page = news()
    page.unpublish()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = shown(editor.get(edit)) | {"body-count": "0", "sources-count": "0"}
    has_read, published = threading.Event(), threading.Event()

    def linger(request, page):
        if "action-publish" not in request.POST:
            has_read.set()
            published.wait(2)

    def publish():
        has_read.wait(10)
        answer = editor.post(edit, data | {"action-publish": "1"})
        published.set()
        return answer.status_code

    with hooks.register_temporarily("before_edit_page", linger):
        saved, sent = at_once(lambda: editor.post(edit, data, headers={"Accept": "application/json"}), publish)
    assert (saved.status_code, sent) == (200, 302)
    page.refresh_from_db()
    assert page.live
