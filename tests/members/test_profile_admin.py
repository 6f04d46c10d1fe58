"""Profiles in the Wagtail admin: found and corrected by staff, downloaded without formulas and not in silence."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from alliance.core.models import AuditEntry
from alliance.site.roles import CONTRIBUTORS, EDITORS, ensure_groups
from members.models import Profile
from tests.admin import shown, signed_in
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_members_profile:list"


@pytest.fixture
def staff(client):
    """Somebody of the secretariat, who has just signed in."""
    ensure_groups()
    signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    client.post("/accounts/reauthenticate/?next=/admin/", {"password": "password"})
    return client


def names(response) -> list[str]:
    return [row.person.last_name for row in response.context["object_list"]]


def test_the_list_is_searched_and_filtered(staff):
    old = timezone.now() - timedelta(days=400)
    MemberFactory(first_name="Ana", last_name="Paz", country=CountryFactory(code="CL"), profile__confirmed_at=old)
    MemberFactory(first_name="Rui", last_name="Sá", country=CountryFactory(code="BR"), profile__audience="public")
    chile = CountryFactory(code="CL")
    for query, found in (
        ({}, ["Paz", "Sá"]),
        ({"q": "rui"}, ["Sá"]),
        ({"country": chile.pk}, ["Paz"]),
        ({"audience": "public"}, ["Sá"]),
        ({"stale": "true"}, ["Paz"]),
    ):
        assert names(staff.get(reverse(LIST), query)) == found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_runs_no_formula_and_stands_in_the_log(staff, kind):
    MemberFactory(first_name="=cmd()", last_name="Paz", profile__position="+1")
    answer = staff.get(reverse(LIST), {"export": kind, "audience": "members"})
    assert answer.status_code == 200
    if kind == "csv":
        text = b"".join(answer.streaming_content).decode()
        assert "'=cmd()" in text
        assert "'+1" in text
    entry = AuditEntry.objects.get(verb="profiles.exported")
    assert (entry.actor, entry.detail) == (staff.user, {"number": 1, "filters": {"audience": ["members"]}})


def test_a_download_asks_again_who_it_is_for(staff):
    session = staff.session
    del session["account_authentication_methods"]
    session.save()
    answer = staff.get(reverse(LIST), {"export": "csv"})
    assert answer.status_code == 302
    assert "/accounts/" in answer.url
    assert not AuditEntry.objects.filter(verb="profiles.exported").exists()


def test_a_correction_is_a_new_version(staff):
    profile = MemberFactory().profile
    address = reverse("wagtailsnippets_members_profile:edit", args=[profile.pk])
    data = shown(staff.get(address)) | {"position": "Director"}
    assert staff.post(address, data).status_code == 302
    profile.refresh_from_db()
    assert (profile.position, profile.version) == ("Director", 2)
    assert AuditEntry.objects.filter(verb="profile.corrected", actor=staff.user).count() == 1


def test_others_of_the_admin_see_no_profiles(client):
    ensure_groups()
    signed_in(client, groups=[Group.objects.get(name=CONTRIBUTORS)])
    profile = MemberFactory().profile
    assert client.get(reverse(LIST)).status_code == 302
    assert client.get(reverse("wagtailsnippets_members_profile:edit", args=[profile.pk])).status_code == 302
    assert Profile.objects.count() == 1


def test_the_country_says_how_many_of_its_people_are_confirmed(client):
    chile = CountryFactory(code="CL")
    MemberFactory(country=chile)
    MemberFactory(country=chile, profile__confirmed_at=timezone.now() - timedelta(days=400))
    MemberFactory(country=chile, is_active=False)
    page = client.get("/en/countries/CL/").content.decode()
    assert "<dt>Confirmed this year</dt><dd>1 of 2 profiles</dd>" in page
