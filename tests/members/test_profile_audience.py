"""What a profile shows to whom, part by part."""

import re

import pytest
from django.utils import timezone

from alliance.core.audience import Audience
from members.models import GUARDED, SpokenLanguage
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.persons import EDIT, language, open_to_all, picture, topic

pytestmark = pytest.mark.django_db
SECRETS = {
    "biography": "BIOGRAPHY-WORDS",
    "ask_me_about": "ASK-WORDS",
    "phone": "+51 999 888 777",
    "email": "secret@ministry.example",
    "links": "LINK-WORDS",
    "languages": "Quechua",
    "topics": "Radio",
    "networks": "Red de prueba",
    "photo": "/photo/",
    "absence": "Absent from",
    "time_zone": "(Lima, UTC",
}


@pytest.fixture
def person(client):
    """Somebody who is signed in."""
    member = MemberFactory(first_name="Ana", last_name="Paz")
    client.force_login(member)
    return member


def full_member(**audiences):
    """Return somebody with every part filled, whose profile everybody opens."""
    parts = {f"profile__{part}_audience": audiences.get(part, Audience.STAFF) for part in GUARDED}
    member = MemberFactory(
        email=SECRETS["email"],
        time_zone="America/Lima",
        profile__audience=Audience.PUBLIC,
        profile__ask_me_about=SECRETS["ask_me_about"],
        profile__phone=SECRETS["phone"],
        profile__absent_from=timezone.localdate(),
        **parts,
    )
    profile = member.profile
    profile.photo.save("x.webp", picture("WEBP"), save=True)
    profile.biographies.create(language="en", text=SECRETS["biography"])
    profile.links.create(label=SECRETS["links"], url="https://example.org/")
    SpokenLanguage.objects.create(profile=profile, term=language("qu", "Quechua"))
    profile.topics.add(topic("radio", "Radio"))
    network = NetworkFactory(slug="de-prueba")
    network.texts.update(name="Red de prueba")
    join(network, member)
    return member


def shown(html: str) -> set[str]:
    return {part for part, words in SECRETS.items() if words in html.split("<main", 1)[1]}


@pytest.mark.parametrize("part", list(GUARDED))
def test_each_part_is_on_the_page_and_the_card_of_those_who_may_see_it_alone(client, part):
    member = full_member(**{part: Audience.NETWORKS})
    fellow = MemberFactory()
    join(member.memberships.get().network, fellow)
    address = f"/en/people/{member.profile.slug}/"
    for user, expected in ((None, set()), (MemberFactory(), set()), (fellow, {part}), (StaffFactory(), set(SECRETS))):
        client.logout()
        if user:
            client.force_login(user)
        answer = client.get(address)
        assert shown(answer.content.decode()) == expected
        assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        card = client.get(f"{address}card.vcf").content.decode().replace("\r\n ", "")
        on_card = {"email": SECRETS["email"], "phone": SECRETS["phone"], "ask_me_about": SECRETS["ask_me_about"]}
        assert {key for key, words in on_card.items() if words in card} == expected & set(on_card)


@pytest.mark.parametrize("audience", list(Audience))
def test_see_it_as_shows_what_somebody_like_that_is_shown(client, audience):
    levels = [Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS, Audience.STAFF]
    member = full_member(**{part: levels[at % 4] for at, part in enumerate(GUARDED)})
    fellow = MemberFactory()
    join(member.memberships.get().network, fellow)
    real = {
        Audience.MEMBERS: MemberFactory(),
        Audience.NETWORKS: fellow,
        Audience.STAFF: StaffFactory(),
    }.get(audience)
    if real:
        client.force_login(real)
    seen = shown(client.get(f"/en/people/{member.profile.slug}/").content.decode())
    client.force_login(member)
    assert shown(client.get(f"{EDIT}as/{audience}/").content.decode()) == seen


def test_see_it_as_says_when_somebody_does_not_find_the_profile_at_all(client, person):
    assert client.get(f"{EDIT}as/public/").templates[0].name == "members/person_closed.html"
    assert client.get(f"{EDIT}as/members/").templates[0].name == "members/person.html"
    assert client.get(f"{EDIT}as/king/").status_code == 404


def test_a_profile_that_does_not_open_answers_as_if_there_was_none(client):
    member = MemberFactory(profile__audience=Audience.NETWORKS, **open_to_all_but_the_profile())
    for end in ("", "card.vcf", "photo/0.webp"):
        assert client.get(f"/en/people/{member.profile.slug}/{end}").status_code == 404
    client.force_login(MemberFactory())
    assert client.get(f"/en/people/{member.profile.slug}/contact/").status_code == 404


def open_to_all_but_the_profile() -> dict:
    return {name: value for name, value in open_to_all().items() if name != "profile__audience"}


def test_a_biography_in_another_language_says_so(client):
    member = MemberFactory(**open_to_all())
    member.profile.biographies.create(language="pt", text="Trabalho com dados.")
    english = client.get(f"/en/people/{member.profile.slug}/").content.decode()
    assert "In Portuguese" in english
    assert re.search(r'<div class="stack" lang="pt"><p>Trabalho com dados.</p>', english)
    portuguese = client.get(f"/pt/people/{member.profile.slug}/").content.decode()
    assert re.search(r'<div class="stack" ><p>Trabalho com dados.</p>', portuguese)


def test_what_people_type_is_never_markup(client):
    member = MemberFactory(
        first_name="<b>A</b>", **open_to_all(ask_me_about="<script>x</script>", position='"><img src=x>')
    )
    member.profile.biographies.create(language="en", text="<script>alert(1)</script>")
    page = client.get(f"/en/people/{member.profile.slug}/").content.decode()
    assert "<script>x" not in page
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<b>A</b>" not in page
