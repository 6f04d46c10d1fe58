"""What is typed into a long form waits on the server, whatever happens to the session."""

from datetime import timedelta

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from alliance.core import drafts
from alliance.core.models import Draft
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db

URL = "/en/my/draft/"


def post(client, key: str, **typed) -> HttpResponse:
    return client.post(URL, {"draft": key, **typed})


def test_what_was_typed_waits_as_it_was_typed(client):
    person = UserFactory()
    client.force_login(person)
    key = drafts.of(person, "profile", 7).key
    answer = post(client, key, unit="  Unidad\0 de datos ", topics=["a", "b"], csrfmiddlewaretoken="x")
    assert answer.json() == {"saved": True, "signed_in": True}
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    waiting = drafts.of(person, "profile", 7)
    assert dict(waiting.typed.lists()) == {"unit": ["  Unidad de datos "], "topics": ["a", "b"]}
    assert drafts.of(person, "profile", 8).typed is None
    assert drafts.of(UserFactory(), "profile", 7).typed is None


def test_a_session_that_ended_takes_nothing_with_it(client):
    person = UserFactory()
    answer = post(client, drafts.of(person, "profile").key, unit="Datos")
    assert answer.json() == {"saved": True, "signed_in": False}
    assert drafts.of(person, "profile").typed["unit"] == "Datos"


def test_a_form_sent_without_a_session_waits_and_leads_to_the_sign_in_page(rf):
    person = UserFactory()
    key = drafts.of(person, "profile").key
    drafts.sent(person, "profile")
    request = rf.post("/en/my/profile/", {"draft": key, "unit": "Datos"})
    request.user = AnonymousUser()
    answer = drafts.signed_in(lambda request: HttpResponse("never"))(request)
    assert answer.status_code == 302
    assert answer.url.endswith("?next=/en/my/profile/")
    assert drafts.of(person, "profile").typed["unit"] == "Datos"


@pytest.mark.parametrize("key", ["", "7:forged", "x" * 5000])
def test_a_key_that_we_did_not_sign_saves_nothing(client, key):
    client.force_login(UserFactory())
    assert post(client, key, unit="Datos").status_code == 409
    assert not Draft.objects.exists()


def test_a_key_is_good_for_its_person_alone(client):
    key = drafts.of(UserFactory(), "profile").key
    client.force_login(UserFactory())
    assert post(client, key, unit="Datos").status_code == 409


def test_an_account_that_was_closed_and_too_much_text_save_nothing(client):
    gone = UserFactory(is_active=False)
    assert post(client, drafts.of(gone, "profile").key, unit="Datos").status_code == 409
    person = UserFactory()
    assert post(client, drafts.of(person, "profile").key, unit="x" * drafts.LARGEST).status_code == 409
    assert not Draft.objects.exists()


def test_a_page_from_before_the_form_was_sent_does_not_bring_the_draft_back(client):
    person = UserFactory()
    before = drafts.of(person, "profile").key
    post(client, before, unit="Datos")
    drafts.sent(person, "profile")
    assert drafts.of(person, "profile").typed is None
    assert post(client, before, unit="Datos, late").status_code == 409
    assert post(client, drafts.of(person, "profile").key, unit="Something new").status_code == 200


def test_a_draft_is_discarded_by_its_person_and_the_way_back_stays_on_the_site(client):
    person = UserFactory()
    key = drafts.of(person, "profile").key
    post(client, key, unit="Datos")
    client.post(URL, {"draft": key, "discard": "1"})
    assert drafts.of(person, "profile").typed["unit"] == "Datos"
    client.force_login(person)
    away = client.post(URL, {"draft": key, "discard": "1"}, headers={"Referer": "https://evil.example/"})
    assert away.url == "/"
    back = client.post(URL, {"draft": key, "discard": "1"}, headers={"Referer": "http://testserver/en/my/profile/"})
    assert back.url == "http://testserver/en/my/profile/"
    assert drafts.of(person, "profile").typed is None


def test_only_posts_are_answered(client):
    assert client.get(URL).status_code == 405


class _Form(forms.Form):
    unit = forms.CharField()
    helps = forms.BooleanField()
    day = forms.DateField()


def test_fields_show_what_was_typed_and_are_not_judged():
    typed = QueryDict("unit=&day=31%20of%20May")
    form = _Form(initial=drafts.initial_of(_Form(), typed))
    assert form.initial == {"unit": "", "helps": False, "day": "31 of May"}
    assert not form.is_bound
    assert 'value="31 of May"' in str(form["day"])


def test_what_nobody_came_back_for_is_gone_after_90_days(client):
    person = UserFactory()
    post(client, drafts.of(person, "old").key, unit="1")
    post(client, drafts.of(person, "new").key, unit="2")
    Draft.objects.filter(form="old").update(saved_at=timezone.now() - timedelta(days=91))
    drafts.forget_old()
    assert [row.form for row in Draft.objects.all()] == ["new"]
