"""The outbox in the Wagtail admin: seen by staff, written by nobody, tried again on request."""

import pytest
from django.urls import NoReverseMatch, reverse

from alliance.core.models import OutboxEntry, OutboxState, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser(email="staff@example.org", password="x"))
    return client


@pytest.fixture
def dead():
    return OutboxEntry.objects.create(
        kind="mail.welcome", state=OutboxState.DEAD, attempts=16, error="OSError: no route"
    )


def test_dead_letters_are_listed_and_told(staff, dead):
    listing = staff.get(reverse("outbox:list"), {"state": "dead"}).content.decode()
    assert "mail.welcome" in listing
    detail = staff.get(reverse("outbox:inspect", args=[dead.pk]))
    assert "OSError: no route" in detail.content.decode()


@pytest.mark.parametrize("name", ["add", "edit", "delete"])
def test_nobody_writes_entries_by_hand(staff, dead, name):
    try:
        address = reverse(f"outbox:{name}", args=[] if name == "add" else [dead.pk])
    except NoReverseMatch:
        return
    response = staff.get(address)
    assert response.status_code in {302, 403}
    assert OutboxEntry.objects.filter(pk=dead.pk).exists()


def test_given_up_entries_are_tried_again(staff, dead):
    address = reverse("wagtail_bulk_action", args=["core", "outboxentry", "retry"]) + f"?id={dead.pk}"
    assert staff.get(address).status_code == 200
    assert staff.post(address).status_code == 302
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (OutboxState.WAITING, 0)
