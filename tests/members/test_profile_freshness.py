"""Whether a profile is still correct: asked by mail, answered with one press."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.core import mail
from alliance.core.models import AuditEntry, OutboxEntry
from members.models import STALE_AFTER, Profile
from members.services import profile as service
from tests.factories.members import MemberFactory
from tests.members.persons import EDIT

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    """Somebody who is signed in."""
    member = MemberFactory(first_name="Ana", last_name="Paz")
    client.force_login(member)
    return member


def mails(kind: str) -> list[dict]:
    rows = OutboxEntry.objects.filter(kind="mail.send").order_by("pk")
    return [row.payload for row in rows if row.payload["kind"] == kind]


def test_the_stale_are_asked_once_reminded_once_and_then_left_alone():
    now = timezone.now()
    stale = MemberFactory(profile__confirmed_at=now - STALE_AFTER - timedelta(days=1), language="pt")
    MemberFactory()
    MemberFactory(is_active=False, profile__confirmed_at=now - timedelta(days=900))
    assert [service.ask_the_stale(now), service.ask_the_stale(now)] == [1, 0]
    assert service.ask_the_stale(now + timedelta(days=29)) == 0
    assert service.ask_the_stale(now + timedelta(days=31)) == 1
    assert service.ask_the_stale(now + timedelta(days=300)) == 0
    sent = mails("profile_question")
    assert [(mail["to"], mail["language"], mail["context"]["again"]) for mail in sent] == [
        (stale.email, "pt", False),
        (stale.email, "pt", True),
    ]
    assert all(mail["path"].startswith("/pt/my/profile/confirm/") for mail in sent)


def test_a_look_at_the_link_changes_nothing_and_the_button_confirms_without_signing_in(client):
    long_ago = timezone.now() - timedelta(days=400)
    member = MemberFactory(first_name="Ana", profile__confirmed_at=long_ago)
    link = f"/en{service.confirmation_path(member.profile)}"
    page = client.get(link)
    assert page.status_code == 200
    assert member.email not in page.content.decode()
    assert Profile.objects.get().confirmed_at == long_ago
    assert client.post(link, follow=True).redirect_chain == [(f"{link}?done=1", 302)]
    assert Profile.objects.get().is_stale is False
    assert AuditEntry.objects.filter(verb="profile.confirmed").count() == 1


@pytest.mark.parametrize("harm", [lambda key: key[:-3], lambda key: "x" + key, lambda key: "x"])
def test_a_broken_link_says_what_to_do_next(client, harm):
    member = MemberFactory()
    key = service.confirmation_path(member.profile).split("/")[-2]
    answer = client.get(f"/en/my/profile/confirm/{harm(key)}/")
    assert answer.status_code == 404
    assert "sign in and press" in answer.content.decode()


def test_an_old_link_and_one_of_somebody_who_left_confirm_nothing(client, monkeypatch):
    member = MemberFactory()
    link = f"/en{service.confirmation_path(member.profile)}"
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert client.post(link).status_code == 404
    type(member).objects.filter(pk=member.pk).update(is_active=True)
    monkeypatch.setattr(service, "LINK_LASTS", -1)
    assert client.post(link).status_code == 404


def test_it_is_confirmed_from_ones_own_page_too(client, person):
    Profile.objects.filter(person=person).update(confirmed_at=timezone.now() - timedelta(days=500))
    assert client.post(f"{EDIT}still-correct/").status_code == 302
    assert client.get(f"{EDIT}still-correct/").status_code == 405
    assert not Profile.objects.get(person=person).is_stale


def test_the_question_is_written_as_text_and_html(person):
    service.ask_the_stale(timezone.now() + timedelta(days=400))
    payload = json.loads(json.dumps(mails("profile_question")[0]))
    composed = mail.compose(**payload, number=1)
    assert payload["path"] in composed.body
    assert payload["path"] in composed.alternatives[0][0]
