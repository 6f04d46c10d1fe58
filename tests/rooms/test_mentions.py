"""Mentions: whom a writer may name, who is told, and that nobody is told twice or of what they may not read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from alliance.core import mail
from alliance.core.audience import Audience
from alliance.core.models import Notice, OutboxEntry, User
from members.enums import MembershipState
from members.models import Membership, Profile
from members.rooms.models import Mute, Room
from members.rooms.querysets import people_who_read
from members.rooms.services import mentions, talking
from tests.factories.core import CountryFactory, UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join, sign_in
from tests.factories.rooms import RoomFactory, say

pytestmark = pytest.mark.django_db


def named(slug: str, **fields) -> User:
    person = MemberFactory(**fields)
    Profile.objects.filter(person=person).update(slug=slug)
    person.profile.refresh_from_db()
    return person


def told() -> list[str]:
    return sorted(Notice.objects.filter(kind="room_mention").values_list("person__profile__slug", flat=True))


def test_those_who_read_a_room_are_those_to_whom_it_is_visible():
    network = NetworkFactory()
    people = [MemberFactory(), MemberFactory(), UserFactory(), StaffFactory(), MemberFactory(is_active=False)]
    join(network, people[0])
    join(network, people[1], state=MembershipState.REQUESTED)
    rooms = [RoomFactory(network=network, audience=audience) for audience in Audience if audience != Audience.STAFF]
    rooms += [RoomFactory(), RoomFactory(audience=Audience.PUBLIC)]
    rooms.append(RoomFactory(network=NetworkFactory(live=False), audience=Audience.MEMBERS))
    rooms.append(RoomFactory(network=NetworkFactory(merged_into=network), audience=Audience.PUBLIC))
    for room in rooms:
        reading = set(people_who_read(room).values_list("pk", flat=True))
        for person in people[:4]:
            sees = Room.objects.visible_to(person).filter(pk=room.pk).exists()
            # Whoever is no member reads public rooms as any visitor does; there is nobody to name.
            assert (person.pk in reading) == (sees and person != people[2]), (room.audience, person)
        assert people[4].pk not in reading


def test_who_is_named_is_told_once_in_their_language():
    room = RoomFactory(title_en="Plaza", title_fr="Place")
    ana, ben = named("ana", first_name="Ana", last_name="Sol"), named("ben", language="fr")
    with translation.override("en"):
        say(room, ana, "Dear @ben, and @Ben again, and @ana myself, `@code` and <b>you</b> & me")
    notice = Notice.objects.get(kind="room_mention")
    assert (notice.person, notice.path) == (ben, f"/rooms/{room.slug}/?at=1#m-1")
    with translation.override("en"):
        assert notice.words == "Ana Sol mentions you in Place"
    entry = OutboxEntry.objects.get(kind=mail.KIND, payload__kind="room_mention")
    letter = mail.compose(**entry.payload, number=1)
    assert letter.to == [ben.email]
    assert f"/fr/rooms/{room.slug}/?at=1#m-1" in letter.body
    assert "and <b>you</b> & me" in letter.body
    html = letter.alternatives[0].content
    assert "&lt;b&gt;you&lt;/b&gt; &amp; me" in html


def test_an_edit_tells_only_those_who_are_named_anew():
    room, ana = RoomFactory(), named("ana")
    named("ben"), named("eva")
    say(room, ana, "@ben")
    assert told() == ["ben"]
    talking.edit(room=room, by=ana, seq=1, body="@eva")
    talking.edit(room=room, by=ana, seq=1, body="@ben and @eva")
    assert told() == ["ben", "eva"]


def test_nobody_is_told_who_may_not_read_or_is_muted_or_has_left():
    network, ana = NetworkFactory(), named("ana")
    room = RoomFactory(network=network, audience=Audience.NETWORKS)
    stranger, muted, left, gone = named("stranger"), named("muted"), named("left"), named("gone", is_active=False)
    assert (stranger.is_active, gone.is_active) == (True, False)
    for person in (ana, muted, left):
        join(network, person)
    Membership.objects.filter(person=left).update(state=MembershipState.LEFT)
    Mute.objects.create(room=room, person=muted, until=timezone.now() + timedelta(hours=1))
    message = say(room, ana, "@stranger @muted @left @gone @nobody")
    assert told() == []
    assert mentions.mentioned_in(message.html) == {"muted"}


def test_many_names_call_no_crowd_and_take_no_more_questions(django_assert_max_num_queries):
    room, ana = RoomFactory(), named("ana")
    for number in range(30):
        named(f"p-{number}")
    with django_assert_max_num_queries(90):
        say(room, ana, " ".join(f"@p-{number}" for number in range(30)))
    assert len(told()) == mentions.MOST_TOLD
    talking.edit(room=room, by=ana, seq=1, body=" ".join(f"@p-{number}" for number in range(29, -1, -1)))
    assert len(told()) == mentions.MOST_TOLD


def names(reader, room, query: str = "") -> list[str]:
    client = Client()
    sign_in(client, reader)
    response = client.get(f"/en/rooms/{room.slug}/people.json", {"q": query})
    assert response.status_code == 200
    return [each["slug"] for each in response.json()["people"]]


def test_names_are_offered_by_their_beginnings_without_accents():
    room, ana = RoomFactory(), named("ana")
    named("lucia-perez", first_name="Lucía", last_name="Pérez")
    named("luc-noel", first_name="Luc", last_name="Noël")
    assert names(ana, room, "lucí") == ["lucia-perez"]
    assert names(ana, room, "LUC") == ["luc-noel", "lucia-perez"]
    assert names(ana, room, "luc noel") == ["luc-noel"]
    assert names(ana, room, "%") == []
    assert names(ana, room) == []
    say(room, User.objects.get(profile__slug="luc-noel"))
    assert names(ana, room) == ["luc-noel"]


def test_only_people_are_offered_who_read_the_room_and_whose_profile_may_be_seen():
    network, ana = NetworkFactory(), named("zo-ana")
    room = RoomFactory(network=network, audience=Audience.NETWORKS)
    join(network, ana)
    inside, hidden = named("zo-inside"), named("zo-hidden", profile__audience=Audience.STAFF)
    named("zo-outside")
    for person in (inside, hidden):
        join(network, person)
    assert names(ana, room, "zo") == ["zo-inside"]
    assert names(ana, RoomFactory(), "zo") == ["zo-inside", "zo-outside"]


def test_what_is_told_of_somebody():
    room, ana = RoomFactory(), named("ana")
    named("ben", first_name="Ben", last_name="Roa", country=CountryFactory(code="CL"))
    client = Client()
    sign_in(client, ana)
    with translation.override("en"):
        found = client.get(f"/en/rooms/{room.slug}/people.json?q=ben").json()["people"]
    assert [(each["slug"], each["name"], each["code"]) for each in found] == [("ben", "Ben Roa", "CL")]
    assert found[0]["country"]


def test_at_most_eight_and_not_for_strangers_or_hasty_programs():
    room, public, ana = RoomFactory(), RoomFactory(audience=Audience.PUBLIC), named("ana")
    for number in range(10):
        named(f"zed-{number}")
    assert len(names(ana, room, "zed")) == 8
    assert Client().get(f"/en/rooms/{public.slug}/people.json?q=zed").status_code == 404
    applicant = Client()
    applicant.force_login(UserFactory())
    assert applicant.get(f"/en/rooms/{public.slug}/people.json?q=zed").status_code == 404
    client = Client()
    sign_in(client, ana)
    codes = [client.get(f"/en/rooms/{room.slug}/people.json?q=zed").status_code for _ in range(121)]
    assert codes.count(200) == 119
    assert codes[-1] == 429
