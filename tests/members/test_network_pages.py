"""Networks as readers meet them: list, page, people, announcements, report, files; and what a hidden one answers."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alliance.core.audience import Audience
from alliance.core.models import Vocabulary
from members.enums import JoinPolicy, MembershipRole
from members.models import NetworkText
from members.services.networks import announcing, life, people, shelf
from tests.factories.core import CountryFactory, InstitutionFactory, TermFactory, UserFactory
from tests.factories.evidence import PracticeFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join, sign_in
from tests.members.networks import ACTIVE, INVITED, REQUESTED, led

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]


def read(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def titles(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split("/en/networks/")[1:] if part[0] not in '"?']


class TestList:
    def found(self, client, query: str = "") -> set[str]:
        html = read(client, f"/en/networks/{query}")
        return {slug.strip("/") for slug in titles(html.split('id="results"')[1]) if slug.count("/") == 1}

    def test_filters_and_words_narrow_the_list_and_none_needs_a_script(self, client):
        chile = CountryFactory(code="CL")
        topic = TermFactory(vocabulary=Vocabulary.TOPIC, code="evidence")
        a, b, c = (NetworkFactory(slug=slug) for slug in "abc")
        a.countries.add(chile)
        b.topics.add(topic)
        for network in (a, b):
            network.save()
        NetworkText.objects.filter(network=c, language="es").update(name="Educación rural", purpose="<p>Guiones</p>")
        life.archive(network=c, by=StaffFactory())
        assert self.found(client) == {"a", "b", "c"}
        assert self.found(client, "?country=CL") == {"a"}
        assert self.found(client, "?topic=evidence") == {"b"}
        assert self.found(client, "?state=archived") == {"c"}
        assert self.found(client, "?q=educacion+guion") == {"c"}
        assert self.found(client, "?q=educacion&country=CL") == set()
        assert "No network holds these words" in read(client, "/en/networks/?q=zzz")

    def test_how_people_join_and_ones_own(self, client):
        person = MemberFactory()
        open_network, closed = NetworkFactory(join_policy=JoinPolicy.OPEN), NetworkFactory()
        join(closed, person)
        assert self.found(client, "?join=open") == {open_network.slug}
        assert "My networks" not in read(client, "/en/networks/")
        sign_in(client, person)
        assert self.found(client, "?mine=yes") == {closed.slug}

    @pytest.mark.parametrize("query", ["?q=%00", "?q=" + "a" * 500, "?country=ZZ&topic=x&join=1", "?q=%3Cscript%3E"])
    def test_hostile_words_are_words(self, client, query):
        NetworkFactory()
        response = client.get(f"/en/networks/{query}")
        assert response.status_code in (200, 400)
        assert b"<script>" not in response.content

    def test_a_page_beyond_the_last_is_not_there(self, client):
        NetworkFactory()
        assert client.get("/en/networks/?page=9").status_code == 404


class TestHidden:
    def paths(self, network, file, announcement, item, row) -> list[str]:
        public = [
            "", "people/", "announcements/", f"announcements/{announcement.pk}/", "report/", "report-2026.csv",
            f"files/{file.pk}/",
        ]  # fmt: skip
        acts = [
            "edit/", "life/", "join/", "answer/", "leave/", "write/", "members/", "members/invite/",
            "members/newcomer/", "members/add/",
            f"members/{row.pk}/accept/", f"members/{row.pk}/decline/", f"members/{row.pk}/remove/",
            f"members/{row.pk}/role/", f"members/{row.pk}/pass-on/", f"networks/{row.pk}/answer/", "shelf/add/",
            f"shelf/{item.pk}/remove/", "files/add/", f"files/{file.pk}/remove/", "announcements/new/",
        ]  # fmt: skip
        return [f"/en/networks/{network.slug}/{path}" for path in public] + [
            f"/en/my/networks/{network.slug}/{path}" for path in acts
        ]

    @pytest.fixture
    def hidden(self):
        network, coordinator = led(audience=Audience.NETWORKS, join_policy=JoinPolicy.REQUEST, slug="secreta")
        file = shelf.add_file(
            network=network, by=coordinator, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), title="A", audience="public"
        )
        item = shelf.pin(network=network, by=coordinator, url="https://example.org")
        said = {"title": "A", "body": "B", "language": "es", "token": uuid4()}
        announcement = announcing.announce(network=network, by=coordinator, **said)
        row = join(network, MemberFactory(), state=REQUESTED)
        return network, self.paths(network, file, announcement, item, row), coordinator

    def test_every_door_answers_as_if_there_were_nothing(self, client, hidden):
        network, paths, _ = hidden
        for reader in (MemberFactory(), led()[1], UserFactory()):
            sign_in(client, reader)
            for path in paths:
                for method in (client.get, client.post):
                    response = method(path)
                    assert response.status_code in {404, 405}, (path, response.status_code)
                    assert response.status_code == method(path.replace("secreta", "ninguna")).status_code
            assert network.slug not in read(client, "/en/networks/")

    def test_strangers_are_asked_to_sign_in_whether_or_not_it_exists(self, client, hidden):
        _network, paths, _ = hidden
        for path in paths:
            there, nowhere = client.get(path), client.get(path.replace("secreta", "ninguna"))
            assert there.status_code == nowhere.status_code
            assert there.status_code in {302, 404}
            if there.status_code == 302:
                assert there.url.replace("secreta", "ninguna") == nowhere.url

    def test_its_people_see_all_of_it_and_no_cache_keeps_it(self, client, hidden):
        network, paths, coordinator = hidden
        sign_in(client, coordinator)
        assert network.slug in read(client, "/en/networks/")
        for path in paths[:7]:
            response = client.get(path)
            assert response.status_code == 200, path
            assert "private" in response.headers["Cache-Control"]

    def test_an_unpublished_network_is_seen_by_its_coordinator_in_the_form_alone(self, client):
        network, coordinator = led(live=False)
        sign_in(client, coordinator)
        assert client.get(f"/en/networks/{network.slug}/").status_code == 404
        assert client.get(f"/en/my/networks/{network.slug}/edit/").status_code == 200


class TestPage:
    def test_it_shows_shelf_people_organisations_and_networks_that_the_reader_may_see(self, client):
        network, coordinator = led()
        practice = PracticeFactory()
        shelf.pin(network=network, by=coordinator, record=practice, note="Porque sí")
        draft = PracticeFactory(live=False)
        shelf.pin(network=network, by=coordinator, record=draft, note="Borrador secreto")
        shown, hidden = MemberFactory(profile__audience="public", profile__networks_audience="public"), MemberFactory()
        for person in (shown, hidden):
            join(network, person)
        people.add_organisation(network=network, institution=InstitutionFactory(name="Escuela Sur"), by=coordinator)
        secret = NetworkFactory(audience=Audience.NETWORKS)
        for member in (NetworkFactory(slug="parte"), secret):
            people.add_network(network=network, member=member, by=StaffFactory())
        html = read(client, f"/en/networks/{network.slug}/")
        assert "Porque sí" in html
        assert "Borrador secreto" not in html
        assert shown.get_full_name() in html
        assert hidden.get_full_name() not in html
        assert "Escuela Sur" in html
        assert "/en/networks/parte/" in html
        assert secret.slug not in html
        assert "csrf" not in html
        sign_in(client, MemberFactory())
        assert hidden.get_full_name() in read(client, f"/en/networks/{network.slug}/people/")
        assert network.slug in read(client, "/en/networks/parte/")

    def test_no_address_of_anybody_stands_on_any_page(self, client):
        network, coordinator = led(contact_email="red@example.org")
        member = MemberFactory()
        join(network, member)
        for reader in (None, member, coordinator):
            if reader:
                sign_in(client, reader)
            for path in ("", "people/", "report/"):
                html = read(client, f"/en/networks/{network.slug}/{path}")
                found = {coordinator.email, member.email, "red@example.org"}
                assert not any(address in html for address in found - {reader.email if reader else ""})

    def test_announcements_are_for_members_and_count_their_readers(self, client):
        network, coordinator = led()
        member = MemberFactory()
        join(network, member)
        said = {"title": "Licencias", "body": "Texto", "language": "es", "token": uuid4()}
        row = announcing.announce(network=network, by=coordinator, **said)
        path = f"/en/networks/{network.slug}/announcements/{row.pk}/"
        assert client.get(path).status_code == 404
        assert "Licencias" not in read(client, f"/en/networks/{network.slug}/")
        sign_in(client, member)
        assert "Read by 0 of 2" in read(client, f"/en/networks/{network.slug}/")
        assert "Read by 1 of 2" in read(client, path)
        assert "Read by 1 of 2" in read(client, f"/en/networks/{network.slug}/announcements/")
        other, _ = led()
        join(other, member)
        assert client.get(f"/en/networks/{other.slug}/announcements/{row.pk}/").status_code == 404

    def test_a_merged_network_leads_to_its_heir_for_those_who_may_see_that(self, client):
        old, heir = NetworkFactory(), NetworkFactory()
        life.merge(network=old, into=heir, by=StaffFactory())
        response = client.get(f"/en/networks/{old.slug}/")
        assert (response.status_code, response.url) == (301, f"/en/networks/{heir.slug}/")
        heir.audience = Audience.NETWORKS
        heir.save()
        assert client.get(f"/en/networks/{old.slug}/").status_code == 404

    def test_standing_decides_what_is_offered(self, client):
        network, coordinator = led(join_policy=JoinPolicy.REQUEST)
        base = f"/en/my/networks/{network.slug}/"
        wanted = {
            MemberFactory(): f'href="{base}join/">Ask to join',
            join(network, MemberFactory(), state=REQUESTED).person: "Change your request",
            join(network, MemberFactory(), state=INVITED).person: f'action="{base}answer/"',
            join(network, MemberFactory()).person: f'href="{base}leave/"',
            coordinator: f'href="{base}life/"',
        }
        for reader, offered in wanted.items():
            sign_in(client, reader)
            assert offered in read(client, f"/en/networks/{network.slug}/")


class TestReport:
    def test_the_year_in_figures_on_the_page_and_as_a_table(self, client):
        network, coordinator = led()
        join(network, MemberFactory(), role=MembershipRole.OBSERVER)
        join(network, MemberFactory(), state=REQUESTED)
        shelf.pin(network=network, by=coordinator, url="https://example.org")
        NetworkText.objects.filter(network=network).update(name="=1+1")
        html = read(client, f"/en/networks/{network.slug}/report/")
        assert 'People</th><td class="num">2</td>' in html
        assert 'Countries of these people</th><td class="num">2</td>' in html
        assert 'Items put on the shelf</th><td class="num">1</td>' in html
        year = coordinator.joined_at.year
        response = client.get(f"/en/networks/{network.slug}/report-{year}.csv")
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        lines = response.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "Network,Year,What,Country code,Number"
        assert f"'=1+1,{year},People,,2" in lines
        assert coordinator.last_name not in response.content.decode()

    @pytest.mark.parametrize("path", ["report/?year=1999", "report/?year=x", "report-1999.csv", "report-0000.csv"])
    def test_a_year_without_the_network_has_no_report(self, client, path):
        network, _ = led()
        assert client.get(f"/en/networks/{network.slug}/{path}").status_code == 404


class TestFiles:
    @pytest.fixture
    def files(self):
        network, coordinator = led()
        rows = {
            audience: shelf.add_file(
                network=network,
                by=coordinator,
                file=SimpleUploadedFile("acta.html.txt", b"<b>hola</b>"),
                title=audience,
                audience=audience,
            )
            for audience in ("public", "networks")
        }
        return network, coordinator, rows

    def test_private_files_are_for_the_network_and_public_ones_for_everybody(self, client, files):
        network, coordinator, rows = files
        path = f"/en/networks/{network.slug}/files"
        readers = {None: 404, MemberFactory(): 404, coordinator: 200, StaffFactory(): 200}
        for reader, status in readers.items():
            if reader:
                sign_in(client, reader)
            assert client.get(f"{path}/{rows['public'].pk}/").status_code == 200
            assert client.get(f"{path}/{rows['networks'].pk}/").status_code == status
        asked = join(network, MemberFactory(), state=REQUESTED).person
        sign_in(client, asked)
        assert client.get(f"{path}/{rows['networks'].pk}/").status_code == 404

    def test_a_file_is_saved_and_never_shown_as_a_page(self, client, files):
        network, coordinator, rows = files
        sign_in(client, coordinator)
        response = client.get(f"/en/networks/{network.slug}/files/{rows['networks'].pk}/")
        assert b"".join(response.streaming_content) == b"<b>hola</b>"
        assert response.headers["Content-Disposition"] == 'attachment; filename="acta.html.txt"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_files_lie_outside_of_what_is_public(self, files, settings):
        for row in files[2].values():
            assert row.file.path.startswith(str(settings.PRIVATE_ROOT))
            assert not row.file.path.startswith(str(settings.MEDIA_ROOT))
            with pytest.raises(ValueError, match="is private"):
                _ = row.file.url

    def test_a_file_is_at_the_address_of_its_own_network_alone(self, client, files):
        _network, coordinator, rows = files
        sign_in(client, coordinator)
        other, _ = led()
        assert client.get(f"/en/networks/{other.slug}/files/{rows['public'].pk}/").status_code == 404
        for path in (f"/media/{rows['networks'].file.name}", f"/media/images/{rows['networks'].file.name}"):
            assert client.get(path, follow=True).status_code == 404


def test_a_membership_that_has_ended_shows_nothing_private(client):
    network, coordinator = led(audience=Audience.NETWORKS)
    row = join(network, MemberFactory(), state=ACTIVE)
    sign_in(client, row.person)
    assert client.get(f"/en/networks/{network.slug}/").status_code == 200
    people.remove(membership=row, by=coordinator, reason="")
    assert client.get(f"/en/networks/{network.slug}/").status_code == 404
