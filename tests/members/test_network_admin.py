"""Networks and memberships in the Wagtail admin: who sees and does what there."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import WorkflowContentType

from alliance.core.models import User
from alliance.site.roles import EDITORS, NEWSROOM, REVIEWERS, ensure_groups
from members.enums import MembershipRole
from members.models import Membership, Network
from tests.admin import signed_in
from tests.factories.core import CountryFactory
from tests.factories.members import MemberFactory, NetworkFactory, join
from tests.members.networks import ACTIVE, REQUESTED, led, state_of

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/members/network/"
MEMBERSHIPS = "/admin/snippets/members/membership/"


@pytest.fixture(autouse=True)
def groups():
    """The groups of the admin stand."""
    ensure_groups()


def test_networks_are_checked_before_they_appear():
    assert WorkflowContentType.objects.filter(content_type__model="network").exists()


@pytest.mark.parametrize(("group", "status"), [(EDITORS, 200), (REVIEWERS, 200), (NEWSROOM, 302)])
def test_permissions_by_role(client, group, status):
    network = NetworkFactory()
    signed_in(client, groups=[Group.objects.get(name=group)])
    assert client.get(LIST).status_code == status
    assert client.get(f"{LIST}edit/{network.pk}/").status_code == status


def test_the_list_counts_people_and_requests_filters_and_downloads(client):
    network, _ = led(slug="radios")
    network.countries.add(CountryFactory(code="CL"))
    network.save()
    join(network, MemberFactory(), state=REQUESTED)
    NetworkFactory(slug="otra")
    signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    html = client.get(LIST).content.decode()
    assert "Network radios" in html
    assert "Network otra" in html
    for query in ("country=" + str(CountryFactory(code="CL").pk), "q=radios", "join_policy=request&q=radios"):
        found = client.get(f"{LIST}?{query}").content.decode()
        assert "Network radios" in found
        assert "Network otra" not in found
    rows = b"".join(client.get(f"{LIST}?export=csv&q=radios").streaming_content).decode().splitlines()
    assert rows[1].startswith("radios,Network radios,")
    assert ",1,1," in rows[1]


def test_an_editor_writes_a_network_in_the_admin(client):
    signed_in(client, is_superuser=True)
    assert client.get(f"{LIST}add/").status_code == 200
    network = NetworkFactory()
    html = client.get(f"{LIST}edit/{network.pk}/").content.decode()
    for field in ("join_policy", "audience", "texts-0-purpose", "questions-TOTAL_FORMS", "sources-TOTAL_FORMS"):
        assert f'name="{field}"' in html


def test_a_preview_shows_the_draft(client):
    network = NetworkFactory()
    assert "Network " in client.get(f"/en/networks/{network.slug}/").content.decode()
    draft = Network.objects.get(pk=network.pk)
    rows = list(draft.texts.all())
    for row in rows:
        row.name = "Nombre nuevo"
    draft.texts = rows
    response = draft.make_preview_request(preview_mode=draft.default_preview_mode)
    assert response.status_code == 200
    assert "Nombre nuevo" in response.content.decode()


def bulk(client, model: str, action: str, ids: list[int]):
    url = reverse("wagtail_bulk_action", args=["members", model, action])
    return client.post(f"{url}?{'&'.join(f'id={pk}' for pk in ids)}")


def test_several_networks_are_archived_at_once(client):
    networks = [NetworkFactory(), NetworkFactory()]
    signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    User.objects.filter(pk=client.user.pk).update(is_staff=True)
    bulk(client, "network", "archive", [network.pk for network in networks])
    assert Network.objects.filter(archived_at=None).count() == 0


def test_memberships_are_looked_at_and_ended_but_never_written(client):
    network, coordinator = led()
    row = join(network, MemberFactory())
    first = Membership.objects.get(person=coordinator, role=MembershipRole.COORDINATOR)
    signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    User.objects.filter(pk=client.user.pk).update(is_staff=True)
    assert row.person.get_full_name() in client.get(f"{MEMBERSHIPS}?state=active").content.decode()
    assert client.get(f"{MEMBERSHIPS}add/").status_code == 302
    assert client.get(f"{MEMBERSHIPS}edit/{row.pk}/").status_code == 302
    bulk(client, "membership", "end", [row.pk, first.pk])
    assert (state_of(row), state_of(first)) == ("removed", ACTIVE)


def test_bulk_acts_need_the_permission(client):
    network, _ = led()
    row = join(network, MemberFactory())
    signed_in(client, groups=[Group.objects.get(name=NEWSROOM)])
    bulk(client, "network", "archive", [network.pk])
    bulk(client, "membership", "end", [row.pk])
    assert not Network.objects.get().is_archived
    assert state_of(row) == ACTIVE
