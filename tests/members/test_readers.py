"""The question asked of one row and the condition asked of the table give the same answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alliance.core.audience import Audience
from members.enums import MembershipState
from members.models import GUARDED, Membership, Profile
from members.readers import Reader, part_visible
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join

PEOPLE = 4
NETWORKS = 2
audiences = st.sampled_from(list(Audience))
world = st.fixed_dictionaries(
    {
        "audience": st.lists(audiences, min_size=PEOPLE, max_size=PEOPLE),
        "parts": st.lists(
            st.lists(audiences, min_size=len(GUARDED), max_size=len(GUARDED)), min_size=PEOPLE, max_size=PEOPLE
        ),
        "states": st.lists(
            st.none() | st.sampled_from(list(MembershipState)), min_size=PEOPLE * NETWORKS, max_size=PEOPLE * NETWORKS
        ),
        "active": st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE),
        "joined": st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE),
    }
)


class TestReaders(TestCase):
    """Random people, networks and audiences."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(world)
    def test_one_row_and_the_table_agree(self, drawn):
        networks = [NetworkFactory() for _ in range(NETWORKS)]
        people = []
        for at in range(PEOPLE):
            columns = {f"{part}_audience": drawn["parts"][at][n] for n, part in enumerate(GUARDED)}
            joined = {} if drawn["joined"][at] else {"joined_at": None}
            fields = {f"profile__{name}": value for name, value in columns.items()}
            person = (StaffFactory if at == 0 else MemberFactory)(
                is_active=drawn["active"][at], profile__audience=drawn["audience"][at], **joined, **fields
            )
            people.append(person)
            for which, network in enumerate(networks):
                state = drawn["states"][at * NETWORKS + which]
                if state:
                    join(network, person, state=state)
        for user in [AnonymousUser(), *people]:
            opened = set(Profile.objects.visible_to(user).values_list("pk", flat=True))
            showing = {part: set(Profile.objects.showing(part, user).values_list("pk", flat=True)) for part in GUARDED}
            for profile in Profile.objects.select_related("person"):
                reader = Reader.of(user, profile)
                assert reader.opens(profile) == (profile.pk in opened)
                for part in GUARDED:
                    assert part_visible(user, profile, part) == (profile.pk in showing[part]), (part, user)


@pytest.mark.django_db
@pytest.mark.parametrize("audience", list(Audience))
def test_a_stand_in_sees_what_somebody_like_that_sees(audience):
    person = MemberFactory()
    network = NetworkFactory()
    join(network, person)
    fellow = MemberFactory()
    join(network, fellow)
    real = {
        Audience.PUBLIC: AnonymousUser(),
        Audience.MEMBERS: MemberFactory(),
        Audience.NETWORKS: fellow,
        Audience.STAFF: StaffFactory(),
    }[audience]
    stand_in = Reader.standing_in(audience)
    assert stand_in.open_audiences == Reader.of(real, person.profile).open_audiences
    assert not Membership.objects.filter(person=stand_in.user.pk or -1).exists()
