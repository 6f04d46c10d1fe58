"""One's own profile: saved whole, refused in words, overwritten by nobody."""

import re

import pytest

from alliance.core.audience import Audience
from alliance.core.models import AuditEntry
from members.models import Profile, SpokenLanguage
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory
from tests.members.persons import EDIT, language, topic, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    """Somebody who is signed in."""
    member = MemberFactory(first_name="Ana", last_name="Paz")
    client.force_login(member)
    return member


def test_everything_that_was_filled_in_is_saved(client, person):
    spanish, ai = language("es", "Spanish"), topic("ai", "AI")
    answer = client.post(
        EDIT,
        typed(
            person,
            position="Head of data",
            unit="Statistics",
            ask_me_about="School data",
            willing_to_help="on",
            topics=[ai.pk],
            biography_es="Trabajo con datos.",
            biography_en="I work with data.",
            phone="+51 1 615 5800",
            absent_from="2026-12-07",
            absent_until="2026-12-18",
            email_audience="networks",
            **{
                "languages-0-term": spanish.pk,
                "languages-0-level": "native",
                "links-0-label": "",
                "links-0-url": "www.minedu.gob.pe/datos",
            },
        ),
    )
    assert answer.status_code == 302, answer.context["forms"].main.errors
    profile = Profile.objects.get(person=person)
    assert answer.url == f"/en/people/{profile.slug}/?saved=1"
    assert (profile.position, profile.unit, profile.phone, profile.willing_to_help) == (
        "Head of data",
        "Statistics",
        "+51 1 615 5800",
        True,
    )
    assert profile.email_audience == Audience.NETWORKS
    assert {row.language: row.text for row in profile.biographies.all()} == {
        "es": "Trabajo con datos.",
        "en": "I work with data.",
    }
    assert [(row.term, row.level) for row in profile.languages.all()] == [(spanish, "native")]
    assert [(link.label, link.url) for link in profile.links.all()] == [
        ("minedu.gob.pe", "https://www.minedu.gob.pe/datos")
    ]
    assert list(profile.topics.all()) == [ai]
    assert profile.version == 2
    person.refresh_from_db()
    assert person.time_zone == "America/Lima"
    assert AuditEntry.objects.filter(verb="profile.saved", actor=person).count() == 1


def test_a_form_changes_nothing_that_it_does_not_show(client, person):
    country = person.country
    client.post(EDIT, typed(person, is_staff="on", is_superuser="on", country="999", email="x@y.example", slug="king"))
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.country) == (False, False, country)
    assert person.email != "x@y.example"
    assert person.profile.slug != "king"


def test_saving_in_a_second_window_shows_both_versions_and_overwrites_nothing(client, person):
    second = typed(person, position="Typed in the second window", biography_es="Segunda")
    client.post(EDIT, typed(person, position="Typed in the first window"))
    answer = client.post(EDIT, second)
    assert answer.status_code == 409
    assert Profile.objects.get(person=person).position == "Typed in the first window"
    both = [(each.label, each.typed, each.saved) for each in answer.context["differences"]]
    assert both == [
        ("Position", "Typed in the second window", "Typed in the first window"),
        ("Español", "Segunda", ""),
    ]
    page = answer.content.decode()
    assert 'value="Typed in the second window"' in page
    assert re.search(r'name="version" value="2"', page)
    decided = client.post(EDIT, {**second, "version": 2})
    assert decided.status_code == 302
    assert Profile.objects.get(person=person).position == "Typed in the second window"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Ana   María ", "Ana María"),
        ("Ana\u202e\u2066", "Ana"),
        ("Jose\u0301", "José"),
        ("Ñusta\u200b", "Ñusta"),
        ("O’Higgins-Páez", "O’Higgins-Páez"),
        ("محمد", "محمد"),
    ],
)
def test_a_name_is_cleaned_of_what_cannot_be_seen(client, person, name, kept):
    client.post(EDIT, typed(person, first_name=name))
    person.refresh_from_db()
    assert person.first_name == kept


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200f", "x" * 300, "Ana 🎉", "12345", "Ana\u2605"])
def test_a_name_that_is_none_is_refused_with_words_and_kept(client, person, name):
    answer = client.post(EDIT, typed(person, first_name=name, position="Kept"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["first_name"]
    assert 'value="Kept"' in answer.content.decode()
    assert Profile.objects.get(person=person).position == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"absent_from": "2026-12-18", "absent_until": "2026-12-07"}, "absent_until"),
        ({"absent_until": "2026-12-07"}, "absent_from"),
        ({"phone": "call me"}, "phone"),
        ({"audience": "martians"}, "audience"),
        ({"email_audience": "public"}, "email_audience"),
        ({"phone_audience": "public"}, "phone_audience"),
        ({"time_zone": "Mars/Phobos"}, "time_zone"),
        ({"substitute": "999999"}, "substitute"),
        ({"biography_es": "x" * 2001}, "biography_es"),
    ],
)
def test_what_cannot_be_is_refused(client, person, changes, field):
    answer = client.post(EDIT, typed(person, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "x"])
def test_a_link_leads_to_the_web_or_nowhere(client, person, url):
    answer = client.post(EDIT, typed(person, **{"links-0-label": "Me", "links-0-url": url}))
    assert answer.status_code == 422
    assert not Profile.objects.get(person=person).links.exists()


def test_a_language_stands_once(client, person):
    spanish = language("es", "Spanish")
    rows = {"languages-0-term": spanish.pk, "languages-1-term": spanish.pk}
    answer = client.post(EDIT, typed(person, **rows))
    assert answer.status_code == 422
    assert "A language stands here twice." in answer.content.decode()


def test_a_missing_list_is_refused_and_does_not_empty_it(client, person):
    SpokenLanguage.objects.create(profile=person.profile, term=language("es", "Spanish"))
    answer = client.post(EDIT, {key: value for key, value in typed(person).items() if "languages-" not in key})
    assert answer.status_code == 422
    assert person.profile.languages.count() == 1


def test_who_is_signed_out_meanwhile_finds_the_text_after_signing_in_again(client, person):
    page = client.get(EDIT)
    data = typed(person, position="Typed for an hour", draft=page.context["draft"].key)
    client.logout()
    answer = client.post(EDIT, data)
    assert answer.status_code == 302
    assert answer.url.endswith(f"?next={EDIT}")
    client.force_login(person)
    page = client.get(EDIT)
    assert 'value="Typed for an hour"' in page.content.decode()
    assert "What you typed and did not send is back" in page.content.decode()
    assert client.post(EDIT, data).status_code == 302
    assert client.get(EDIT).context["draft"].typed is None


def test_a_draft_from_before_another_save_does_not_overwrite_it(client, person):
    page = client.get(EDIT)
    draft = typed(person, position="In the draft", draft=page.context["draft"].key)
    client.post(EDIT, typed(person, unit="Saved elsewhere"))
    client.logout()
    client.post(EDIT, draft)
    client.force_login(person)
    assert 'name="version" value="1"' in client.get(EDIT).content.decode()
    assert client.post(EDIT, draft).status_code == 409


def test_somebody_who_does_not_belong_to_the_alliance_has_no_profile(client):
    client.force_login(UserFactory())
    assert client.get(EDIT).status_code == 404
    assert not Profile.objects.exists()


def test_what_is_missing_is_offered_with_a_reason_and_without_a_score(client, person):
    page = client.get(EDIT)
    assert [each.part for each in page.context["missing"]] == [
        "Ask me about",
        "Languages",
        "Topics",
        "Biography",
        "Position",
        "Photo",
    ]
    assert "%" not in re.sub(r"<style.*?</style>", "", page.content.decode().split("<aside")[1].split("</aside>")[0])
