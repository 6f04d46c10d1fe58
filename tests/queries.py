"""How many queries pages take."""

from unittest import mock

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.core import printed
from alliance.core.cache import bump_content_version

# With this cookie the answer does not come from the visitors' page cache.
PERSONAL = {"Cookie": "messages=x"}


def queries_made_and_kept(client: Client, address: str) -> tuple[int, int]:
    """The queries of an address when its parts are printed, and when they were printed before."""
    bump_content_version()
    with mock.patch.object(printed, "KEPT_SECONDS", 0):
        _queries_of(client, address)  # what a process keeps in memory is read once
        made = _queries_of(client, address)
    _queries_of(client, address)
    return made, _queries_of(client, address)


def _queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=PERSONAL).status_code == 200, address
    return len(queries)
