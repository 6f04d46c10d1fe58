"""Requests share the connections of the pool, and each gives back what it took."""

import asyncio

import pytest
from django.conf import settings
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from alliance.core.models import ContentVersion
from alliance.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here
from alliance.urls import urlpatterns as platform
from tests import database

pytestmark = [pytest.mark.services("postgresql"), pytest.mark.django_db(transaction=True)]


def breaks_off(request):
    """An answer that has asked the database and fails while it is sent."""

    async def parts():
        yield str(await ContentVersion.objects.acount())
        raise RuntimeError("the rest is missing")

    return StreamingHttpResponse(parts())


urlpatterns = [path("breaks-off/", breaks_off), *platform]


async def ask(address: str) -> int:
    """Ask as a server does; the status of the answer."""
    from alliance.asgi import application  # looks at the hosts that are allowed as soon as it is read

    scope = {
        "type": "http",
        "method": "GET",
        "path": address,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", b"messages=x")],
        "server": ("127.0.0.1", 80),
    }
    waiting, sent = asyncio.Queue(), asyncio.Queue()
    waiting.put_nowait({"type": "http.request", "body": b""})
    await asyncio.wait_for(application(scope, waiting.get, sent.put), 30)
    return sent.get_nowait()["status"]


@pytest.fixture
def stats():
    """What the pool has counted since the beginning of the test; it holds no connection then."""
    database.disconnect()
    yield connection.pool.get_stats
    database.disconnect()


async def test_many_requests_share_few_connections_and_give_all_of_them_back(stats):
    for _round in range(6):
        assert await asyncio.gather(*(ask("/es/about/") for _each in range(5))) == [200] * 5
    seen = stats()
    assert seen["requests_num"] >= 30
    assert seen["connections_num"] <= 6
    assert seen["pool_available"] == seen["pool_size"]


async def test_more_requests_at_once_than_connections_wait_for_one(stats):
    most = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    assert await asyncio.gather(*(ask("/es/about/") for _each in range(most + 10))) == [200] * (most + 10)
    seen = stats()
    assert seen["pool_size"] <= most
    assert seen["pool_available"] == seen["pool_size"]


@override_settings(ROOT_URLCONF="tests.core.test_pool")
async def test_an_answer_that_breaks_off_takes_no_connection_with_it(stats):
    for _each in range(3):
        with pytest.raises(RuntimeError, match="the rest is missing"):
            await ask("/breaks-off/")
    seen = stats()
    assert seen["requests_num"] >= 3
    assert seen["pool_available"] == seen["pool_size"]


def test_all_processes_together_stay_below_the_servers_hundred():
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]
    assert 3 * pool["max_size"] < 97  # two that serve, one worker; three are kept for administrators
