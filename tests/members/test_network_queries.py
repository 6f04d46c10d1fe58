"""What the pages of networks cost, whatever the number of people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.core import cache
from members.enums import MembershipRole
from members.services.networks import shelf
from tests.factories.evidence import PracticeFactory
from tests.factories.members import MemberFactory, NetworkFactory, join, many_members

pytestmark = pytest.mark.django_db(transaction=True)

# By path below the network's address; "all" is the list.
VISITOR = {"": 16, "people/": 12, "report/": 15, "all": 14}
MEMBER = {"": 23, "people/": 17, "report/": 20, "all": 19}
COORDINATOR = {"": 24, "people/": 17, "report/": 20, "all": 19}


def cost(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers={"Cookie": "messages=x"} if not client.cookies else {}).status_code == 200
    return len(queries)


def test_pages_take_the_same_queries_for_a_hundred_people_and_for_ten_thousand(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more
    network = NetworkFactory()
    coordinator, member = MemberFactory(), MemberFactory()
    join(network, coordinator, role=MembershipRole.COORDINATOR)
    join(network, member)
    for count in (100, 9_900):
        many_members(network, count)
        for at in range(count // 100):
            shelf.pin(network=network, by=coordinator, record=PracticeFactory())
            shelf.pin(network=network, by=coordinator, url=f"https://example.org/{count}/{at}")
        for reader, expected in ((None, VISITOR), (member, MEMBER), (coordinator, COORDINATOR)):
            client.logout()
            client.cookies.clear()
            if reader:
                client.force_login(reader)
            client.get(f"/en/networks/{network.slug}/")  # what a process keeps in memory is read once
            found = {
                path: cost(client, f"/en/networks/{network.slug}/{path}".replace(f"{network.slug}/all", ""))
                for path in expected
            }
            assert found == expected, (count, reader)
    client.force_login(coordinator)
    assert cost(client, f"/en/my/networks/{network.slug}/members/") == 16
