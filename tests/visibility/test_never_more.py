"""Whatever people and networks there are, no door shows more than the rule allows that `drawn` says in the simplest words."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alliance.core.cache import bump_content_version
from evidence.models import Practice
from members import models
from tests.factories.evidence import PracticeFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, sign_in
from tests.memory import forget_everything
from tests.visibility.doors import body
from tests.visibility.drawn import NETWORKS, PEOPLE, Facts, facts

quick = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
readers = st.none() | st.integers(0, PEOPLE - 1)


class Place:
    """What was drawn, in the database; each thing has a word that stands nowhere else."""

    def __init__(self, drawn: Facts) -> None:
        forget_everything()
        self.drawn = drawn
        self.people = [self._person(each) for each in drawn.people]
        self.networks = [self._network(number, each) for number, each in enumerate(drawn.networks)]
        for (person, network), row in drawn.memberships.items():
            models.Membership.objects.create(
                network=self.networks[network],
                person=self.people[person],
                role=row.role,
                state=row.state,
                since=timezone.now(),
            )
        bump_content_version()

    def _person(self, facts):
        person = (StaffFactory if facts.number == 0 else MemberFactory)(
            is_active=facts.active,
            first_name="Zoe",
            last_name=f"zqname{facts.number}",
            profile__audience=facts.profile,
            profile__phone=f"zqphone{facts.number}",
            profile__phone_audience=facts.phone,
            profile__networks_audience=facts.networks,
            **({} if facts.joined else {"joined_at": None}),
        )
        models.Profile.objects.filter(person=person).update(slug=f"zq-{facts.number}")
        return person

    def _network(self, number: int, facts):
        network = NetworkFactory(
            slug=f"zq-{number}",
            audience=facts.audience,
            live=facts.live,
            archived_at=timezone.now() if facts.archived else None,
        )
        models.NetworkText.objects.filter(network=network).update(name=f"zqnetwork{number}")
        practice = PracticeFactory(live=facts.practice_live, original__title=f"zqpractice{number}")
        kind = ContentType.objects.get_for_model(practice)
        models.ShelfItem.objects.create(network=network, url="https://example.org/", title=f"zqlink{number}")
        models.ShelfItem.objects.create(network=network, content_type=kind, object_id=practice.pk)
        words = f"zqfile{number}"
        models.NetworkFile.objects.create(
            network=network, title=words, name="x.txt", size=7, audience=facts.file,
            file=ContentFile(words.encode(), "x.txt"),
        )  # fmt: skip
        models.Announcement.objects.create(
            network=network, title=f"zqsaid{number}", body="x", language="en", token=uuid.uuid4()
        )
        return network

    def user(self, reader: int | None):
        return AnonymousUser() if reader is None else self.people[reader]

    def allowed(self, reader: int | None) -> set[str]:
        """Return every word that the reader may meet anywhere."""
        drawn, who = self.drawn, None if reader is None else self.drawn.people[reader]
        # Their own name stands at the head of every page.
        found = set() if reader is None else {f"zqname{reader}"}
        for number, owner in enumerate(drawn.people):
            if drawn.sees_profile(who, owner) or any(
                drawn.sees_membership(who, owner, each) for each in range(NETWORKS)
            ):
                found.add(f"zqname{number}")
            if drawn.sees_phone(who, owner):
                found.add(f"zqphone{number}")
        for each in range(NETWORKS):
            for word, sees in (
                ("network", drawn.sees_network),
                ("link", drawn.sees_network),
                ("file", drawn.sees_file),
                ("said", drawn.sees_what_is_inside),
                ("practice", drawn.sees_pinned_practice),
            ):
                if sees(who, each):
                    found.add(f"zq{word}{each}")
        return found

    def words(self) -> set[str]:
        """Return all words there are."""
        kinds = {"name": PEOPLE, "phone": PEOPLE} | dict.fromkeys(
            ("network", "link", "file", "said", "practice"), NETWORKS
        )
        return {f"zq{kind}{number}" for kind, count in kinds.items() for number in range(count)}

    def addresses(self) -> list[str]:
        """Return the address of every door."""
        found = ["/en/people/?size=100", "/en/people/?q=zoe", "/en/networks/"]
        for network in self.networks:
            here = f"/en/networks/{network.slug}/"
            parts = ("", "people/", "announcements/", "report/", f"report-{timezone.localdate().year}.csv")
            found += [f"{here}{part}" for part in parts]
            found += [f"{here}files/{network.files.get().pk}/"]
            found += [f"{here}announcements/{network.announcements.get().pk}/"]
            found += [f"/en/my/networks/{network.slug}/{part}/" for part in ("members", "edit")]
        for number in range(PEOPLE):
            found += [f"/en/people/zq-{number}/", f"/en/people/zq-{number}/card.vcf"]
        return found


class TestNeverMore(TestCase):
    """Random people, networks, memberships, shelves, files, announcements and audiences."""

    @settings(max_examples=8, **quick)
    @given(facts())
    def test_the_rows_are_those_of_the_rule(self, drawn):
        place = Place(drawn)
        for reader in (None, *range(PEOPLE)):
            user, who = place.user(reader), None if reader is None else drawn.people[reader]
            profiles = models.Profile.objects.visible_to(user)
            assert set(profiles.values_list("slug", flat=True)) == {
                f"zq-{each.number}" for each in drawn.people if drawn.sees_profile(who, each)
            }
            phones = profiles.showing("phone", user)
            assert set(phones.values_list("slug", flat=True)) == {
                f"zq-{each.number}" for each in drawn.people if drawn.sees_phone(who, each)
            }
            rows = models.Membership.objects.visible_to(user)
            assert set(rows.values_list("person__last_name", "network__slug")) == {
                (f"zqname{each.number}", f"zq-{network}")
                for each in drawn.people
                for network in range(NETWORKS)
                if drawn.sees_membership(who, each, network)
            }
            for model, column, sees in (
                (models.Network, "slug", drawn.sees_network),
                (models.ShelfItem, "network__slug", drawn.sees_network),
                (models.NetworkFile, "network__slug", drawn.sees_file),
                (models.Announcement, "network__slug", drawn.sees_what_is_inside),
            ):
                found = set(model.objects.visible_to(user).values_list(column, flat=True))
                assert found == {f"zq-{each}" for each in range(NETWORKS) if sees(who, each)}, (model, reader)
            assert not Practice.objects.visible_to(user).filter(live=False).exists()

    @settings(max_examples=5, **quick)
    @given(facts(), readers)
    def test_no_address_tells_more(self, drawn, reader):
        place = Place(drawn)
        client, allowed = Client(), place.allowed(reader)
        if reader is not None and drawn.people[reader].active:
            sign_in(client, place.people[reader])
        elif reader is not None:
            allowed = place.allowed(None)
        forbidden = place.words() - allowed
        for address in place.addresses():
            response = client.get(address)
            assert response.status_code in {200, 301, 302, 403, 404}, address
            text = body(response)
            assert {word for word in forbidden if word in text} == set(), (address, reader)
