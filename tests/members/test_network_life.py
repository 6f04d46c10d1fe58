"""How networks go on and end, what they keep, and what they announce."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alliance.core.models import AuditEntry
from members.enums import MembershipRole, MembershipState
from members.models import Announcement, Membership, Network, NetworkFile, ShelfItem
from members.services.networks import announcing, life, people, shelf
from members.services.networks.holding import NotAllowed, Refused
from tests.factories.evidence import PracticeFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.networks import ACTIVE, INVITED, REQUESTED, led, role_of, state_of, told
from tests.working import work

pytestmark = pytest.mark.django_db


class TestShelf:
    def test_a_record_and_a_page_elsewhere_stand_there_once_with_their_newest_note(self):
        network, coordinator = led()
        practice = PracticeFactory()
        for note in ("primero", "segundo"):
            shelf.pin(network=network, by=coordinator, record=practice, note=note)
            shelf.pin(network=network, by=coordinator, url="https://example.org/a", title="A", note=note)
        assert list(network.shelf.values_list("note", flat=True)) == ["segundo", "segundo"]
        assert {item.record for item in network.shelf.all()} == {practice, None}

    def test_nothing_is_taken_from_or_put_on_the_shelf_of_another_network(self):
        network, coordinator = led()
        other, _ = led()
        item = shelf.pin(network=network, by=coordinator, url="https://example.org/a")
        with pytest.raises(NotAllowed):
            shelf.pin(network=other, by=coordinator, url="https://example.org/a")
        with pytest.raises(NotAllowed):
            shelf.unpin(network=other, by=coordinator, item=item.pk)
        shelf.unpin(network=other, by=StaffFactory(), item=item.pk)
        assert ShelfItem.objects.filter(pk=item.pk).exists()
        shelf.unpin(network=network, by=coordinator, item=item.pk)
        assert not ShelfItem.objects.exists()

    def test_a_file_is_kept_under_a_name_that_tells_nothing(self, django_capture_on_commit_callbacks):
        network, coordinator = led()
        file = SimpleUploadedFile("../../acta secreta.PDF", b"%PDF-1.7")
        row = shelf.add_file(network=network, by=coordinator, file=file, title="Acta", audience="networks")
        assert row.name == "acta secreta.PDF"
        assert "acta" not in row.file.name
        assert row.file.name.startswith("networks/")
        storage, name = row.file.storage, row.file.name
        with django_capture_on_commit_callbacks(execute=True):
            shelf.remove_file(network=network, by=coordinator, file=row.pk)
        assert not storage.exists(name)

    def test_an_archived_network_keeps_what_it_has_and_takes_nothing_in(self):
        network, coordinator = led()
        shelf.pin(network=network, by=coordinator, url="https://example.org/a")
        life.archive(network=network, by=coordinator)
        with pytest.raises(Refused):
            shelf.pin(network=network, by=coordinator, url="https://example.org/b")
        assert network.shelf.count() == 1


class TestAnnouncements:
    def test_a_form_sent_twice_is_one_announcement_and_one_mail_a_member_in_their_language(self):
        network, coordinator = led()
        members = {language: MemberFactory(language=language) for language in ("es", "en", "pt", "fr")}
        for person in members.values():
            join(network, person)
        join(network, MemberFactory(), state=REQUESTED)
        join(network, MemberFactory(is_active=False))
        token = uuid4()
        said = {"network": network, "by": coordinator, "title": "Licencias", "body": "Línea\n<b>", "language": "es"}
        first = announcing.announce(token=token, **said)
        assert announcing.announce(token=token, **said).pk == first.pk
        work()
        assert announcing.deliver(first.pk) == 0
        assert sorted(message.to[0] for message in mail.outbox) == sorted(
            person.email for person in [*members.values(), coordinator]
        )
        sent = {message.to[0]: message for message in mail.outbox}
        assert sent[members["en"].email].subject == f"Network {network.slug}: Licencias"
        assert sent[members["es"].email].subject == f"Red {network.slug}: Licencias"
        assert "&lt;b&gt;" in sent[members["fr"].email].alternatives[0].content
        link = f"/pt/networks/{network.slug}/announcements/{first.pk}/"
        assert link in sent[members["pt"].email].body

    def test_a_token_of_another_network_and_a_member_who_does_not_coordinate_send_nothing(self):
        network, coordinator = led()
        other, stranger = led()
        token = uuid4()
        said = {"title": "A", "body": "B", "language": "es"}
        announcing.announce(network=network, by=coordinator, token=token, **said)
        with pytest.raises(NotAllowed):
            announcing.announce(network=other, by=stranger, token=token, **said)
        with pytest.raises(NotAllowed):
            announcing.announce(network=network, by=stranger, token=uuid4(), **said)
        assert Announcement.objects.count() == 1

    def test_each_member_reads_once_and_staff_who_look_do_not_count(self):
        network, coordinator = led()
        row = announcing.announce(network=network, by=coordinator, token=uuid4(), title="A", body="B", language="es")
        for person in (coordinator, coordinator, StaffFactory()):
            announcing.note_reading(announcement=row, person=person)
        assert row.readings.count() == 1

    def test_a_line_break_in_a_title_is_no_header(self):
        network, coordinator = led()
        title = "Hola\r\nBcc: otra@example.org"
        announcing.announce(network=network, by=coordinator, token=uuid4(), title=title, body="B", language="es")
        work()
        (message,) = mail.outbox
        assert message.subject.endswith("Hola Bcc: otra@example.org")
        assert message.bcc == []


class TestMerging:
    def test_people_shelf_files_and_announcements_move_and_what_stands_in_both_stands_once(self):
        old, coordinator = led()
        heir = NetworkFactory()
        join(heir, coordinator, role=MembershipRole.COORDINATOR)
        only_old, asks, both = MemberFactory(), MemberFactory(), MemberFactory()
        moved = join(old, only_old, role=MembershipRole.COORDINATOR)
        waiting = join(old, asks, state=REQUESTED)
        join(old, both, role=MembershipRole.COORDINATOR)
        kept = join(heir, both, state=INVITED)
        practice = PracticeFactory()
        for network in (old, heir):
            shelf.pin(network=network, by=coordinator, record=practice, note=network.slug)
            shelf.pin(network=network, by=coordinator, url="https://example.org/a")
        shelf.pin(network=old, by=coordinator, url="https://example.org/b")
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
        shelf.add_file(network=old, by=coordinator, file=file, title="A", audience="networks")
        announcing.announce(network=old, by=coordinator, token=uuid4(), title="A", body="B", language="es")

        life.merge(network=old, into=heir, by=coordinator)
        life.merge(network=old, into=heir, by=coordinator)

        active = Membership.objects.filter(network=heir, state=ACTIVE)
        assert set(active.values_list("person", flat=True)) == {coordinator.pk, only_old.pk, both.pk}
        assert (role_of(moved), role_of(kept), state_of(kept)) == ("coordinator", "coordinator", ACTIVE)
        assert Membership.objects.get(pk=waiting.pk).network == heir
        assert heir.shelf.count() == 3
        assert heir.shelf.get(object_id=practice.pk).note == heir.slug
        assert NetworkFile.objects.get().network == heir
        assert Announcement.objects.get().network == heir
        assert not Membership.objects.filter(network=old, state__in=[ACTIVE, REQUESTED, INVITED]).exists()
        assert AuditEntry.objects.filter(verb="network.merged").count() == 1
        old.refresh_from_db()
        assert old.merged_into == heir

    def test_a_chain_of_merges_leads_to_the_last_in_one_step(self):
        a, b, c = NetworkFactory(), NetworkFactory(), NetworkFactory()
        staff = StaffFactory()
        life.merge(network=a, into=b, by=staff)
        life.merge(network=b, into=c, by=staff)
        a.refresh_from_db()
        assert a.merged_into == c
        for into in (a, b):
            with pytest.raises(Refused):
                life.merge(network=c, into=into, by=staff)
        with pytest.raises(Refused):
            life.merge(network=c, into=c, by=staff)

    def test_only_who_speaks_for_both_merges(self):
        (a, coordinator), (b, other) = led(), led()
        for by in (coordinator, other, MemberFactory()):
            with pytest.raises(NotAllowed):
                life.merge(network=a, into=b, by=by)

    def test_no_network_comes_to_contain_itself(self):
        staff = StaffFactory()
        old, heir, part, whole = (NetworkFactory() for _ in range(4))
        people.add_network(network=old, member=heir, by=staff)
        people.add_network(network=heir, member=part, by=staff)
        people.add_network(network=whole, member=old, by=staff)
        life.merge(network=old, into=heir, by=staff)
        rows = Membership.objects.filter(state=ACTIVE).values_list("network", "member_network")
        assert set(rows) == {(heir.pk, part.pk), (whole.pk, heir.pk)}


class TestQuietNetworks:
    def quiet(self, days: int = 91, **fields):
        network, coordinator = led(**fields)
        Network.objects.filter(pk=network.pk).update(active_at=timezone.now() - timedelta(days=days))
        return network, coordinator

    def test_coordinators_are_asked_once_and_again_after_another_quiet_time(self):
        network, coordinator = self.quiet()
        self.quiet(days=89)
        self.quiet(archived_at=timezone.now())
        self.quiet(live=False)
        Network.objects.filter(pk=NetworkFactory().pk).update(active_at=timezone.now() - timedelta(days=200))
        assert life.ask_quiet_networks() == 1
        assert life.ask_quiet_networks() == 0
        assert told("network_quiet") == [coordinator]
        life.revive(network=network, by=coordinator)
        network.refresh_from_db()
        assert network.asked_at is None
        assert life.ask_quiet_networks(timezone.now() + timedelta(days=91)) >= 1
        assert told("network_quiet").count(coordinator) == 2

    def test_archive_and_revive_are_there_and_back_and_a_repeat_changes_nothing(self):
        network, coordinator = self.quiet()
        second = MemberFactory()
        join(network, second, role=MembershipRole.COORDINATOR)
        life.archive(network=network, by=coordinator)
        life.archive(network=network, by=coordinator)
        assert told("network_archived") == [second]
        life.revive(network=network, by=coordinator)
        network.refresh_from_db()
        assert not network.is_archived
        assert Membership.objects.filter(network=network, state=MembershipState.ACTIVE).count() == 2
