"""No document holds what one of its readers may not see: every audience of a profile against every audience of its parts."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from alliance.core.audience import Audience
from members.enums import MembershipState
from members.models import GUARDED, Biography, Network, Profile, ProfileLink
from members.readers import part_visible
from search.kinds import kind_of
from search.readers import readers_of
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.persons import language, topic

pytestmark = pytest.mark.django_db
# Words that stand in the document where the part does.
SECRETS = {
    "biography": "secretbiography",
    "languages": "qu",
    "topics": "secrettopic",
    "ask_me_about": "secretask",
    "networks": "secretnetwork",
}
NEVER = ("secret@example.org", "+593", "secretlink", "Pacific/Easter")


@pytest.fixture
def world():
    """Somebody with a secret in every part, and a reader of each sort."""
    person = MemberFactory(email="secret@example.org", time_zone="Pacific/Easter")
    profile = person.profile
    profile.phone, profile.ask_me_about = "+593 999", "secretask"
    profile.save()
    Biography.objects.create(profile=profile, language="es", text="secretbiography")
    ProfileLink.objects.create(profile=profile, label="secretlink", url="https://example.org/secretlink")
    profile.languages.create(term=language("qu", "Quechua"))
    profile.topics.set([topic("secrettopic", "A topic")])
    network, colleague, invited = NetworkFactory(slug="secretnetwork"), MemberFactory(), MemberFactory()
    join(network, person)
    join(network, colleague)
    join(network, invited, state=MembershipState.INVITED)
    readers = [AnonymousUser(), MemberFactory(), colleague, invited, StaffFactory(), person]
    return profile, readers


def set_audiences(profile: Profile, audience: str, parts: str) -> Profile:
    columns = {f"{part}_audience": parts for part in GUARDED}
    Profile.objects.filter(pk=profile.pk).update(audience=audience, **columns)
    return Profile.objects.get(pk=profile.pk)


def said_in(document) -> str:
    return f"{document.words} {document.names} {document.codes}"


@pytest.mark.parametrize(("audience", "parts"), product(Audience, Audience))
def test_who_meets_the_document_may_see_all_that_it_says(world, audience, parts):
    profile, readers = world
    profile = set_audiences(profile, audience, parts)
    (document,) = kind_of("person").documents([str(profile.pk)])
    said = said_in(document)
    assert [secret for secret in NEVER if secret in said] == []
    found = 0
    for reader in readers:
        meets = not readers_of(reader).isdisjoint(document.readers)
        assert meets == Profile.objects.visible_to(reader).filter(pk=profile.pk).exists(), reader
        assert meets == (str(profile.pk) in kind_of("person").shown([str(profile.pk)], reader, "es"))
        for part, secret in SECRETS.items():
            if meets and secret in said:
                assert part_visible(reader, profile, part), (reader, part)
                found += 1
    widest = list(Audience).index(parts) <= list(Audience).index(audience)
    assert bool(found) == widest


def test_what_is_shown_of_a_person_is_what_the_reader_may_see(world):
    profile, (visitor, member, colleague, _invited, _staff, person) = world
    profile = set_audiences(profile, "public", "networks")
    number = str(profile.pk)
    shown = {reader: kind_of("person").shown([number], reader, "es")[number].body() for reader in (member, colleague)}
    assert shown == {member: "", colleague: "secretbiography\nsecretask"}
    assert kind_of("person").shown([number], visitor, "es")[number].body() == ""
    assert kind_of("person").shown([number], person, "es")[number].body() == "secretbiography\nsecretask"


@pytest.mark.parametrize("audience", ["public", "networks"])
def test_who_meets_a_networks_document_sees_the_network(world, audience):
    _profile, readers = world
    network = Network.objects.get(slug="secretnetwork")
    Network.objects.filter(pk=network.pk).update(audience=audience)
    (document,) = kind_of("network").documents([str(network.pk)])
    for reader in readers:
        meets = not readers_of(reader).isdisjoint(document.readers)
        assert meets == Network.objects.visible_to(reader).filter(pk=network.pk).exists(), reader


def test_a_closed_network_is_named_by_no_document(world):
    profile, _readers = world
    Network.objects.update(audience="networks")
    profile = set_audiences(profile, "public", "public")
    (document,) = kind_of("person").documents([str(profile.pk)])
    assert "secretnetwork" not in said_in(document)


@pytest.mark.parametrize("change", [{"is_active": False}, {"joined_at": None}])
def test_who_does_not_belong_any_more_has_no_document(world, change):
    profile, _readers = world
    for name, value in change.items():
        setattr(profile.person, name, value)
    profile.person.save()
    assert kind_of("person").documents([str(profile.pk)]) == []
    assert str(profile.pk) not in kind_of("person").numbers()


def test_somebody_without_a_name_is_not_found_by_their_address(world):
    profile, _readers = world
    profile.person.first_name = profile.person.last_name = ""
    profile.person.save()
    (document,) = kind_of("person").documents([str(profile.pk)])
    assert "secret@" not in said_in(document)
    assert "secret@" not in str(kind_of("person").shown([str(profile.pk)], profile.person, "es"))
