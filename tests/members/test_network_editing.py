"""Starting networks and writing them: the check before they appear, origins, two editors at once."""

import pytest
from wagtail.models import WorkflowState

from alliance.core.models import Origin, Vocabulary
from members.enums import JoinPolicy
from members.models import Membership, Network
from members.services.networks import editing, life
from members.services.networks.editing import ChangedMeanwhile
from members.services.networks.holding import NotAllowed
from tests.factories.core import TermFactory, UserFactory
from tests.factories.members import MemberFactory, StaffFactory, join
from tests.members.networks import content, led, told

pytestmark = pytest.mark.django_db


def words(name: str, purpose: str = "") -> dict[str, str]:
    return {"name": name, "purpose": purpose, "goal": "", "members_note": ""}


class TestStarting:
    def test_a_new_network_waits_for_staff_with_its_founder_as_coordinator(self):
        person = MemberFactory()
        network = editing.start(by=person, content=content())
        assert (network.slug, network.live) == ("red-de-radios", False)
        assert Membership.objects.get(network=network).role == "coordinator"
        assert network.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        assert not Network.objects.visible_to(person).exists()
        assert Network.objects.managed_by(person).get() == network
        assert not Network.objects.managed_by(MemberFactory()).exists()

    def test_approval_publishes_the_newest_draft_and_tells_the_founder(self):
        person = MemberFactory()
        network = editing.start(by=person, content=content())
        editing.change(network=network, by=person, content=content("Red de guiones"), seen=network.latest_revision_id)
        state = Network.objects.get().current_workflow_state
        state.current_task_state.approve(user=StaffFactory(is_superuser=True))
        network = Network.objects.get()
        assert network.live
        assert str(network) == "Red de guiones"
        assert told("network_published") == [person]

    def test_the_same_form_sent_twice_is_one_network_and_two_names_never_share_an_address(self):
        person = MemberFactory()
        first = editing.start(by=person, content=content())
        assert editing.start(by=person, content=content()).pk == first.pk
        assert editing.start(by=MemberFactory(), content=content()).slug == "red-de-radios-2"
        assert editing.start(by=person, content=content("🎉 教育")).slug == "network"
        assert editing.start(by=person, content=content("new")).slug == "network-new"

    def test_accounts_without_membership_start_nothing(self):
        with pytest.raises(NotAllowed):
            editing.start(by=UserFactory(), content=content())

    def test_facts_questions_and_links_are_kept(self):
        topic = TermFactory(vocabulary=Vocabulary.TOPIC)
        said = content(
            facts={"join_policy": JoinPolicy.REQUEST},
            topics=[topic],
            questions=[("¿Qué comparte?", True), ("¿Desde cuándo?", False)],
            links=[("https://example.org", "Sitio")],
        )
        network = Network.objects.get(pk=editing.start(by=MemberFactory(), content=said).pk)
        assert list(network.topics.all()) == [topic]
        assert list(network.questions.values_list("text_es", "is_required")) == [
            ("¿Qué comparte?", True),
            ("¿Desde cuándo?", False),
        ]
        assert network.links.get().url == "https://example.org"


class TestChanging:
    def test_a_published_network_says_the_new_words_at_once_and_keeps_the_old_as_a_revision(self):
        network, coordinator = led()
        editing.change(network=network, by=coordinator, content=content("Otra"), seen=None)
        network = Network.objects.get()
        assert network.text("es").name == "Otra"
        assert network.live_revision_id == network.latest_revision_id

    def test_a_draft_is_not_shown_and_the_next_editor_goes_on_with_it(self):
        network, coordinator = led()
        editing.change(network=network, by=coordinator, content=content("Borrador"), seen=None, publish=False)
        network = Network.objects.get()
        assert network.text("es").name == f"Red {network.slug}"
        assert network.get_latest_revision_as_object().text("es").name == "Borrador"

    def test_who_saves_second_is_told_and_nothing_is_lost(self):
        network, coordinator = led()
        other = MemberFactory()
        join(network, other, role="coordinator")
        editing.change(network=network, by=coordinator, content=content("Primera"), seen=None)
        with pytest.raises(ChangedMeanwhile):
            editing.change(network=network, by=other, content=content("Segunda"), seen=None)
        assert Network.objects.get().text("es").name == "Primera"

    def test_strangers_and_members_change_nothing(self):
        network, _ = led()
        member = MemberFactory()
        join(network, member)
        for by in (member, MemberFactory(), led()[1]):
            with pytest.raises(NotAllowed):
                editing.change(network=network, by=by, content=content("Otra"), seen=None)

    def test_a_rewritten_translation_is_a_persons_and_an_untouched_one_grows_old(self):
        network, coordinator = led()
        network.texts.filter(language="en").update(origin=Origin.MACHINE)
        both = {"es": words("Red"), "en": words(f"Network {network.slug}"), "pt": words("Rede")}
        editing.change(network=network, by=coordinator, content=content(words=both), seen=None)
        rows = {row.language: row for row in Network.objects.get().texts.all()}
        assert rows["en"].origin == Origin.MACHINE
        assert (rows["pt"].origin, rows["pt"].made_from) == (Origin.HUMAN, rows["es"].digest)
        assert rows["pt"].reviewed_by == coordinator

    def test_publishing_an_old_draft_does_not_revive_an_archived_network(self):
        network, coordinator = led()
        editing.change(network=network, by=coordinator, content=content("Borrador"), seen=None, publish=False)
        life.archive(network=network, by=coordinator)
        Network.objects.get().latest_revision.publish()
        assert Network.objects.get().is_archived
