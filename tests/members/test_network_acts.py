"""What members do in networks by forms: what works, what is refused, and what somebody with other ids in mind gets."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from alliance.core.audience import Audience
from alliance.core.models import OutboxEntry
from members.enums import JoinPolicy, MembershipRole
from members.models import Announcement, Membership, Network, NetworkFile, NetworkQuestion, ShelfItem
from members.waiting import networks as waiting_of
from tests.factories.core import InstitutionFactory, UserFactory
from tests.factories.evidence import PracticeFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join, sign_in
from tests.members.networks import ACTIVE, INVITED, REQUESTED, led, role_of, state_of

pytestmark = pytest.mark.django_db

NEW = {
    "original": "en",
    "name_en": "School radios",
    "purpose_en": "We share scripts.\n- in Aymara\n- in Quechua",
    "goal_en": "A library of scripts",
    "join_policy": "request",
    "audience": "public",
    "ends_on": "2027-12-31",
    "question_1": "What can your country share?",
    "required_1": "on",
}


def act(network: Network, what: str) -> str:
    return f"/en/my/networks/{network.slug}/{what}/"


class TestStarting:
    def test_every_member_starts_a_network_with_purpose_end_and_question(self, client):
        person = MemberFactory(language="en")
        sign_in(client, person)
        response = client.post("/en/my/networks/new/", NEW)
        network = Network.objects.get()
        assert response.url == act(network, "edit")
        assert not network.live
        assert network.ends_on.isoformat() == "2027-12-31"
        text = network.texts.get()
        assert text.purpose == "<p>We share scripts.</p><ul><li>in Aymara</li><li>in Quechua</li></ul>"
        assert network.questions.get().text_en == "What can your country share?"
        assert "Waits for the secretariat" in client.get(response.url).content.decode()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name_en": "   "}, "Write the name in this language too"),
            ({"name_en": "\u202e\u200f"}, "Write the name in this language too"),
            ({"name_en": "🎉🎉"}, "at least one letter"),
            ({"name_en": "<b>Red</b>"}, "without the signs"),
            ({"name_en": "x" * 300}, "at most 200"),
            ({"purpose_pt": "Só isto"}, "Write the name in this language too"),
            ({"ends_on": "2027-13-45"}, "Enter a valid date"),
            ({"join_policy": "everybody"}, "valid choice"),
            ({"topics": "999999"}, "valid choice"),
            ({"topics": "x' OR 1=1"}, "not a valid value"),
            ({"link_1": "javascript:alert(1)"}, "valid URL"),
            ({"label_1": "Sitio"}, "Write the address of this page"),
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(self, client, changes, said):
        sign_in(client, MemberFactory())
        response = client.post("/en/my/networks/new/", NEW | changes)
        html = response.content.decode()
        assert response.status_code == 400
        assert said in html
        assert "We share scripts." in html
        assert not Network.objects.exists()

    def test_a_form_gives_no_more_than_it_shows(self, client):
        person = MemberFactory()
        sign_in(client, person)
        more = {
            "live": "on",
            "slug": "mine",
            "merged_into": "1",
            "archived_at": "2020-01-01",
            "editor_notes": "x",
            "pk": "1",
        }
        client.post("/en/my/networks/new/", NEW | more)
        network = Network.objects.get()
        assert (network.live, network.slug, network.archived_at, network.editor_notes) == (
            False,
            "school-radios",
            None,
            "",
        )

    def test_strangers_sign_in_first_and_other_accounts_start_nothing(self, client):
        assert client.get("/en/my/networks/new/").status_code == 302
        sign_in(client, UserFactory())
        assert client.post("/en/my/networks/new/", NEW).status_code == 404


class TestEditing:
    def data(self, network: Network, **changes) -> dict:
        return NEW | {"seen": network.latest_revision_id or ""} | changes

    def test_saving_publishes_and_a_draft_waits(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        assert client.post(act(network, "edit"), self.data(network, act="publish")).status_code == 302
        network.refresh_from_db()
        assert network.text("en").name == "School radios"
        client.post(act(network, "edit"), self.data(network, name_en="Draft", act="draft"))
        assert Network.objects.get().text("en").name == "School radios"
        assert "Draft" in client.get(act(network, "edit")).content.decode()

    def test_who_saves_second_sees_both_and_can_save_again(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        stale = self.data(network, name_en="Second")
        client.post(act(network, "edit"), self.data(network, name_en="First"))
        response = client.post(act(network, "edit"), stale)
        html = response.content.decode()
        assert response.status_code == 409
        assert 'value="Second"' in html
        assert "<dd>First</dd>" in html
        assert Network.objects.get().text("en").name == "First"
        newest = Network.objects.get().latest_revision_id
        assert f'name="seen" value="{newest}"' in html
        assert client.post(act(network, "edit"), stale | {"seen": newest}).status_code == 302
        assert Network.objects.get().text("en").name == "Second"

    def test_formatting_that_nobody_touched_stays(self, client):
        network, coordinator = led()
        rich = "<p>We <b>share</b> scripts.</p><ul><li>in Aymara</li></ul>"
        network.texts.filter(language="en").update(purpose=rich)
        sign_in(client, coordinator)
        typed = "We share scripts.\r\n- in Aymara"
        client.post(act(network, "edit"), self.data(network, purpose_en=typed))
        assert Network.objects.get().text("en").purpose == rich

    def test_members_and_strangers_are_turned_away(self, client):
        network, _ = led()
        for reader in (join(network, MemberFactory()).person, MemberFactory(), led()[1]):
            sign_in(client, reader)
            assert client.post(act(network, "edit"), self.data(network)).status_code == 403
        assert Network.objects.get(pk=network.pk).text("en").name == f"Network {network.slug}"


class TestJoining:
    def test_a_request_carries_the_answers_and_can_be_changed(self, client):
        network, _ = led(join_policy=JoinPolicy.REQUEST)
        needed = NetworkQuestion.objects.create(network=network, text="What?", is_required=True)
        person = MemberFactory()
        sign_in(client, person)
        response = client.post(act(network, "join"), {"message": "Hola"})
        assert (response.status_code, Membership.objects.filter(person=person).count()) == (400, 0)
        assert "Hola" in response.content.decode()
        for answer in ("Scripts", "Scripts and maps"):
            data = {f"answer_{needed.pk}": answer, "message": "<b>Hola</b>", "state": "active", "role": "coordinator"}
            assert client.post(act(network, "join"), data).status_code == 302
            row = Membership.objects.get(person=person)
            assert (row.state, row.role) == (REQUESTED, "member")
            assert row.answers == [{"question": "What?", "answer": answer}]
        assert "Scripts and maps" in client.get(act(network, "join")).content.decode()

    def test_an_open_network_is_joined_with_one_button_and_left_after_a_question(self, client):
        network, _ = led(join_policy=JoinPolicy.OPEN)
        person = MemberFactory()
        sign_in(client, person)
        assert client.get(act(network, "join")).status_code == 302
        assert not Membership.objects.filter(person=person).exists()
        client.post(act(network, "join"))
        assert Membership.objects.get(person=person).state == ACTIVE
        assert client.get(act(network, "leave")).status_code == 200
        client.post(act(network, "leave"))
        assert Membership.objects.get(person=person).state == "left"

    def test_the_last_coordinator_reads_why_leaving_is_not_possible(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        response = client.post(act(network, "leave"), follow=True)
        assert "A network needs a coordinator" in response.content.decode()

    def test_an_invitation_is_answered_by_a_button_and_nobody_answers_without_one(self, client):
        network, _ = led(join_policy=JoinPolicy.INVITATION)
        row = join(network, MemberFactory(), state=INVITED)
        sign_in(client, row.person)
        assert client.get(act(network, "answer")).status_code == 405
        client.post(act(network, "answer"), {"act": "accept"})
        assert state_of(row) == ACTIVE
        sign_in(client, MemberFactory())
        response = client.post(act(network, "answer"), {"act": "accept"}, follow=True)
        assert "answered or withdrawn" in response.content.decode()

    def test_messages_hide_both_addresses_and_are_limited(self, client):
        network, coordinator = led()
        person = MemberFactory()
        sign_in(client, person)
        for _ in range(10):
            assert client.post(act(network, "write"), {"message": "Hola"}).status_code == 302
        entries = OutboxEntry.objects.filter(kind="mail.send")
        assert entries.count() == 10
        assert not any(person.email in str(entry.payload) for entry in entries)
        assert client.post(act(network, "write"), {"message": "Hola"}).status_code == 400
        sign_in(client, MemberFactory())
        client.post(act(network, "write"), {"message": "Hola", "may_answer": "on"})
        assert entries.order_by("pk").last().payload["to"] == coordinator.email
        assert entries.order_by("pk").last().payload["reply_to"].endswith("@example.org")


class TestManaging:
    def test_several_requests_are_accepted_and_one_declined_with_a_text(self, client):
        network, coordinator = led()
        rows = [join(network, MemberFactory(), state=REQUESTED) for _ in range(3)]
        sign_in(client, coordinator)
        html = client.get(act(network, "members")).content.decode()
        assert all(row.person.get_full_name() in html for row in rows)
        for row in rows[:2]:
            client.post(act(network, f"members/{row.pk}/accept"))
        assert client.post(act(network, f"members/{rows[2].pk}/decline"), {"words": ""}).status_code == 400
        client.post(act(network, f"members/{rows[2].pk}/decline"), {"words": "No hay lugar"})
        assert [state_of(row) for row in rows] == [ACTIVE, ACTIVE, "declined"]

    def test_rows_of_other_networks_are_not_reached_by_their_numbers(self, client):
        network, coordinator = led()
        other, _ = led()
        row, member = join(other, MemberFactory(), state=REQUESTED), join(other, MemberFactory())
        item = ShelfItem.objects.create(network=other, url="https://example.org")
        sign_in(client, coordinator)
        for what in ("accept", "decline", "remove", "role", "pass-on"):
            for each in (row, member):
                assert (
                    client.post(
                        act(network, f"members/{each.pk}/{what}"), {"words": "x", "role": "observer"}
                    ).status_code
                    == 404
                )
                assert (
                    client.post(act(other, f"members/{each.pk}/{what}"), {"words": "x", "role": "observer"}).status_code
                    == 403
                )
        client.post(act(network, f"shelf/{item.pk}/remove"))
        assert (state_of(row), state_of(member), role_of(member)) == (REQUESTED, ACTIVE, "member")
        assert ShelfItem.objects.filter(pk=item.pk).exists()

    def test_people_are_invited_from_the_directory_and_only_those_who_show_themselves(self, client):
        network, coordinator = led()
        shown, hidden = MemberFactory(first_name="Wiñay"), MemberFactory(profile__audience=Audience.STAFF)
        sign_in(client, coordinator)
        path = act(network, "members/invite")
        html = client.get(f"{path}?q=Wiñay").content.decode()
        assert shown.get_full_name() in html
        assert hidden.get_full_name() not in client.get(path).content.decode()
        assert client.post(path, {"people": [hidden.profile.pk], "role": "member"}).status_code == 400
        assert (
            client.post(path, {"people": [shown.profile.pk], "role": "observer", "words": "Venga"}).status_code == 302
        )
        row = Membership.objects.get(person=shown)
        assert (row.state, row.role, row.invited_by) == (INVITED, "observer", coordinator)
        assert not Membership.objects.filter(person=hidden).exists()

    def test_organisations_and_networks_are_added(self, client):
        network, coordinator = led()
        institution, other = InstitutionFactory(), NetworkFactory()
        sign_in(client, coordinator)
        path = act(network, "members/add")
        assert client.post(path, {"institution": institution.pk, "member_network": other.pk}).status_code == 400
        assert client.post(path, {}).status_code == 400
        client.post(path, {"institution": institution.pk})
        client.post(path, {"member_network": other.pk})
        assert Membership.objects.get(institution=institution).state == ACTIVE
        assert Membership.objects.get(member_network=other).state == INVITED

    def test_roles_change_and_coordination_is_passed_on(self, client):
        network, coordinator = led()
        row = join(network, MemberFactory())
        sign_in(client, coordinator)
        client.post(act(network, f"members/{row.pk}/role"), {"role": "observer"})
        assert role_of(row) == "observer"
        client.post(act(network, f"members/{row.pk}/role"), {"role": "owner"})
        assert role_of(row) == "observer"
        assert client.get(act(network, f"members/{row.pk}/pass-on")).status_code == 405
        client.post(act(network, f"members/{row.pk}/pass-on"))
        assert role_of(row) == "coordinator"
        assert client.get(act(network, "members")).status_code == 403


class TestKeeping:
    def test_an_address_of_this_site_pins_the_record_another_one_the_page(self, client):
        network, coordinator = led()
        practice, draft = PracticeFactory(), PracticeFactory(live=False)
        sign_in(client, coordinator)
        path = act(network, "shelf/add")
        addresses = [f"{settings.SITE_URL}/pt/evidence/{practice.slug}/", "https://example.org/es/evidence/x/"]
        for url in addresses:
            assert client.post(path, {"url": url, "note": "Porque sí"}).status_code == 302
        client.post(path, {"url": f"{settings.SITE_URL}/es/evidence/{draft.slug}/"})
        records = [item.record for item in network.shelf.order_by("pk")]
        assert records == [practice, None, None]
        for url in ("javascript:alert(1)", "ftp://example.org/a", "nothing at all", ""):
            assert client.post(path, {"url": url}).status_code == 400
        assert network.shelf.count() == 3

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.exe", b"MZ", "cannot be kept"),
            ("a.pdf", b"<html>", "not what its name says"),
            ("a.txt", b"<!doctype html><script>", "not what its name says"),
            ("a.pdf", b"", "empty"),
            (f"{'a' * 200}.pdf", b"%PDF-1.7", "at most 160"),
        ],
    )
    def test_files_that_cannot_be_kept_are_refused_in_words(self, client, name, content, said):
        network, coordinator = led()
        sign_in(client, coordinator)
        data = {"file": SimpleUploadedFile(name, content), "title": "A", "audience": "networks"}
        response = client.post(act(network, "files/add"), data)
        assert response.status_code == 400
        assert said in response.content.decode()
        assert not NetworkFile.objects.exists()

    def test_a_file_is_kept_for_the_network_unless_somebody_says_otherwise(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        file = SimpleUploadedFile("acta.pdf", b"%PDF-1.7")
        client.post(act(network, "files/add"), {"file": file, "title": "Acta", "audience": "networks"})
        row = NetworkFile.objects.get()
        assert (row.name, row.size, row.audience, row.added_by) == ("acta.pdf", 8, "networks", coordinator)
        client.post(act(network, f"files/{row.pk}/remove"))
        assert not NetworkFile.objects.exists()

    def test_the_same_announcement_sent_twice_is_one(self, client):
        network, coordinator = led()
        sign_in(client, coordinator)
        data = {"title": "Licencias", "body": "Texto", "language": "es", "token": str(uuid4())}
        for _ in range(2):
            assert client.post(act(network, "announcements/new"), data).status_code == 302
        assert Announcement.objects.count() == 1
        assert client.post(act(network, "announcements/new"), data | {"token": "x"}).status_code == 400


class TestLife:
    def test_three_buttons_revive_merge_archive(self, client):
        network, coordinator = led()
        heir = NetworkFactory()
        join(heir, coordinator, role=MembershipRole.COORDINATOR)
        stranger, _ = led()
        sign_in(client, coordinator)
        client.post(act(network, "life"), {"act": "archive"})
        assert Network.objects.get(pk=network.pk).is_archived
        client.post(act(network, "life"), {"act": "revive"})
        assert not Network.objects.get(pk=network.pk).is_archived
        for into in (stranger.pk, network.pk, ""):
            response = client.post(act(network, "life"), {"act": "merge", "into": into, "sure": "on"})
            assert response.status_code == 400
        assert client.post(act(network, "life"), {"act": "merge", "into": heir.pk}).status_code == 400
        response = client.post(act(network, "life"), {"act": "merge", "into": heir.pk, "sure": "on"})
        assert response.url == f"/en/networks/{heir.slug}/"
        assert client.get(act(network, "edit")).status_code == 404

    def test_what_waits_leads_to_where_it_is_done(self, client):
        network, coordinator = led()
        join(network, MemberFactory(), state=REQUESTED)
        invited = join(network, MemberFactory(), state=INVITED).person
        Membership.objects.create(network=NetworkFactory(), member_network=network, state=INVITED)
        Network.objects.filter(pk=network.pk).update(asked_at="2026-01-01T00:00Z")
        for person, kinds in (
            (coordinator, {"network_request", "network_quiet", "network_asks_network"}),
            (invited, {"network_invitation"}),
            (StaffFactory(), set()),
        ):
            tasks = waiting_of(person)
            assert {task.kind for task in tasks} == kinds
            sign_in(client, person)
            assert all(client.get(task.url).status_code == 200 for task in tasks)


def test_nothing_is_done_without_the_token_of_the_form(client):
    network, coordinator = led()
    strict = client.__class__(enforce_csrf_checks=True)
    sign_in(strict, coordinator)
    for what in ("edit", "life", "leave", "announcements/new", "shelf/add", "files/add", "members/invite"):
        assert strict.post(act(network, what), {"act": "archive"}).status_code == 403
    assert not Network.objects.get().is_archived


def test_grave_acts_ask_again_who_it_is(client):
    network, coordinator = led()
    row = join(network, MemberFactory(), state=REQUESTED)
    client.force_login(coordinator)
    grave = [f"members/{row.pk}/{each}" for each in ("accept", "decline", "remove", "role", "pass-on")]
    for what in (*grave, "life"):
        assert client.post(act(network, what), {"act": "archive"}).url.startswith("/accounts/reauthenticate/")
    assert state_of(row) == REQUESTED
