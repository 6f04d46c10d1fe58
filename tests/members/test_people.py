"""The directory: each filter finds only people who show this reader what it asks."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from alliance.core import cache
from alliance.core.audience import Audience
from members.models import Profile, RoleGrant, SpokenLanguage
from members.presenters.people import PeopleList, fresh_countries
from tests.factories.core import CountryFactory, InstitutionFactory
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, StaffFactory, hold, join
from tests.members.persons import language, many_people, open_to_all, topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]
ADDRESS = "/en/people/"


def found(user, query: str = "") -> list[str]:
    people = PeopleList(user, QueryDict(query), ADDRESS)
    return [line["name"] for line in people.lines(people.ids)]


def count(user, key: str, code: str, query: str = "") -> int:
    people = PeopleList(user, QueryDict(query), ADDRESS)
    facet = next(facet for facet in people.facets if facet.key == key)
    return people.counts(facet)[code]


@pytest.mark.parametrize(
    ("part", "query", "facet"),
    [
        ("languages", "language=qu", ("language", "qu")),
        ("topics", "topic=ai", ("topic", "ai")),
        ("ask_me_about", "help=yes", ("help", "yes")),
    ],
)
def test_a_filter_and_its_number_know_only_what_the_reader_may_see(part, query, facet):
    guarded = open_to_all(willing_to_help=True) | {f"profile__{part}_audience": Audience.NETWORKS}
    person = MemberFactory(first_name="Rosa", last_name="Quispe", **guarded)
    SpokenLanguage.objects.create(profile=person.profile, term=language("qu", "Quechua"))
    person.profile.topics.add(topic("ai", "AI"))
    fellow, network = MemberFactory(), NetworkFactory()
    join(network, person)
    join(network, fellow)
    readers = {"nobody": AnonymousUser(), "member": MemberFactory(), "fellow": fellow, "staff": StaffFactory()}
    seen = {name for name, user in readers.items() if "Rosa Quispe" in found(user, query)}
    counted = {name for name, user in readers.items() if count(user, *facet)}
    assert seen == counted == {"fellow", "staff"}
    assert all("Rosa Quispe" in found(user) for user in readers.values())


def test_the_number_beside_a_value_is_what_a_click_gives():
    chile, peru = CountryFactory(code="CL"), CountryFactory(code="PE")
    for country, code in ((chile, "es"), (chile, "pt"), (peru, "es")):
        person = MemberFactory(country=country, **open_to_all())
        SpokenLanguage.objects.create(profile=person.profile, term=language(code, code))
    cache.bump_content_version()
    reader = AnonymousUser()
    for query in ("", "country=CL", "language=es", "country=CL&language=pt"):
        for key, code in (("country", "CL"), ("country", "PE"), ("language", "es"), ("language", "pt")):
            people = PeopleList(reader, QueryDict(query), ADDRESS)
            alone = people.query({**people.choice, key: (code,)}).removeprefix("?")
            assert count(reader, key, code, query) == len(found(reader, alone)), (query, key, code)


def test_coordinating_a_closed_network_is_no_role_for_those_who_do_not_know_it():
    person = MemberFactory(first_name="Ana", last_name="Paz", **open_to_all())
    closed = NetworkFactory(audience=Audience.NETWORKS)
    join(closed, person, role="coordinator")
    assert found(MemberFactory(), "role=coordinator") == []
    assert found(person, "role=coordinator") == ["Ana Paz"]
    assert found(StaffFactory(), "role=coordinator") == ["Ana Paz"]


def test_that_somebody_reviews_is_no_filter():
    person = MemberFactory(**open_to_all())
    RoleGrant.objects.create(person=person, role="reviewer")
    assert found(AnonymousUser(), "role=reviewer") == found(AnonymousUser())
    assert count(AnonymousUser(), "role", "reviewer") == 0


def test_who_holds_a_seat_is_found_as_focal_point():
    person = MemberFactory(first_name="Ana", last_name="Paz", **open_to_all())
    hold(SeatFactory(country=person.country), person)
    MemberFactory(**open_to_all())
    assert found(AnonymousUser(), "role=focal_point") == ["Ana Paz"]
    assert fresh_countries(AnonymousUser())[0] == 1
    Profile.objects.filter(person=person).update(audience=Audience.MEMBERS)
    assert fresh_countries(AnonymousUser())[0] == 0


@pytest.mark.parametrize("words", ["nunez", "NÚÑEZ josé", "ministerio nunez", "chile"])
def test_words_find_names_and_organisations_without_accents(words):
    country = CountryFactory(code="CL", name_en="Chile", name_es="Chile")
    institution = InstitutionFactory(name="Ministerio de Educación")
    MemberFactory(first_name="José", last_name="Núñez", country=country, institution=institution, **open_to_all())
    MemberFactory(first_name="Ana", last_name="Paz", country=CountryFactory(code="PE"), **open_to_all())
    cache.bump_content_version()
    assert found(AnonymousUser(), f"q={words}") == ["José Núñez"]


def test_words_find_nobody_by_an_address():
    MemberFactory(email="secret.name@ministry.example", **open_to_all())
    assert found(StaffFactory(), "q=secret.name") == []


def test_people_stand_by_country_by_name_or_by_confirmation():
    for first, last, code in (("B", "Álvarez", "PE"), ("A", "Zapata", "CL"), ("C", "Moreno", "CL")):
        MemberFactory(first_name=first, last_name=last, country=CountryFactory(code=code), **open_to_all())
    cache.bump_content_version()
    reader = AnonymousUser()
    assert found(reader) == ["C Moreno", "A Zapata", "B Álvarez"]
    assert found(reader, "sort=name") == ["B Álvarez", "C Moreno", "A Zapata"]
    assert found(reader, "sort=confirmed") == ["C Moreno", "A Zapata", "B Álvarez"]
    assert found(reader, "sort=email") == found(reader)


def test_the_page_says_what_it_ignores_and_where_a_page_is_missing(client):
    MemberFactory(**open_to_all())
    answer = client.get(f"{ADDRESS}?role=king&size=9000&sort=x")
    assert "“king” is no value of the filter “Role”." in answer.content.decode()
    assert client.get(f"{ADDRESS}?page=2").status_code == 404
    assert "Nobody is called “zzz”." in client.get(f"{ADDRESS}?q=zzz").content.decode()


def test_no_page_of_the_directory_holds_an_address_of_a_person(client):
    person = MemberFactory(email="hidden@ministry.example", **open_to_all(email_audience="staff"))
    for address in (ADDRESS, person.profile.get_absolute_url().replace("/es/", "/en/")):
        assert "hidden@ministry.example" not in client.get(address).content.decode()
    client.force_login(MemberFactory())
    for end in ("", "card.vcf", "contact/"):
        assert "hidden@ministry.example" not in client.get(f"/en/people/{person.profile.slug}/{end}").content.decode()


def test_a_script_gets_the_part_that_filters_change(client):
    MemberFactory(**open_to_all())
    part = client.get(ADDRESS, headers={"HX-Request": "true"}).content.decode()
    assert 'id="results"' in part
    assert "<h1" not in part
    assert "<html" not in part


def test_the_map_leads_to_the_people_of_a_country(client):
    MemberFactory(country=CountryFactory(code="CL"), **open_to_all())
    cache.bump_content_version()
    page = client.get(ADDRESS).content.decode()
    assert re.search(r'<a href="/en/people/\?country=CL"[^>]*aria-label="[^"]+: 1"', page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "queries"), [("nobody", 11), ("member", 16)])
def test_the_list_takes_as_many_queries_for_ten_thousand_people_as_for_a_hundred(client, monkeypatch, who, queries):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)
    taken = []
    if who == "member":
        client.force_login(MemberFactory())
    for number in (100, 9_900):
        many_people(number)
        client.get(f"{ADDRESS}?q=none")  # what a process keeps in memory is read once
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"{ADDRESS}?country=CL", headers={"Cookie": "messages=x"} if who == "nobody" else {})
        assert answer.status_code == 200
        taken.append(len(captured))
    assert taken == [queries, queries]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "queries"), [("nobody", 8), ("member", 13)])
def test_a_profile_takes_as_many_queries_among_ten_thousand_people_as_among_a_hundred(
    client, monkeypatch, who, queries
):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)
    person, taken = MemberFactory(**open_to_all()), []
    join(NetworkFactory(), person)
    if who == "member":
        client.force_login(MemberFactory())
    for number in (100, 9_900):
        many_people(number)
        client.get("/en/countries/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/en/people/{person.profile.slug}/").status_code == 200
        taken.append(len(captured))
    assert taken == [queries, queries]
