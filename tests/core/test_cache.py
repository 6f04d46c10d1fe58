"""The visitors' page cache: what is stored, what never is, and how it is forgotten; and addresses that are refused.

Requests go through the real ASGI application, with views of the test's own.
"""

import gzip
import threading

import brotli
import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.core.handlers.asgi import ASGIHandler
from django.db import connections, transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_headers

from alliance import urls as site_urls
from alliance.core import cache
from alliance.core.models import ContentVersion, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

TEXT = "Prácticas con tecnología en aulas rurales. " * 50
renders = []


def page(request):
    renders.append(request.get_full_path())
    return HttpResponse(f"{TEXT} {len(renders)} {request.user}")


def says_hello(request):
    messages.info(request, "Saved")
    return HttpResponse(f"{len(list(messages.get_messages(request)))} {TEXT}")


async def chunks():
    yield TEXT.encode()
    yield TEXT.encode()


def made(make):
    """A view that counts its calls."""

    def view(request):
        renders.append(request.get_full_path())
        return make(request)

    return view


# Under the language's prefix, like all pages: elsewhere an answer may vary on the reader's languages.
urlpatterns = (
    i18n_patterns(
        path("page/", page),
        path("form/", made(lambda request: HttpResponse(get_token(request)))),
        path("hello/", made(says_hello)),
        path("private/", never_cache(made(lambda request: HttpResponse(TEXT)))),
        path("varies/", vary_on_headers("Accept-Language")(made(lambda request: HttpResponse(TEXT)))),
        path("cookie/", made(lambda request: HttpResponse(TEXT, headers={"Set-Cookie": "a=b"}))),
        path("stream/", made(lambda request: StreamingHttpResponse(chunks()))),
        path("big/", made(lambda request: HttpResponse("x" * (cache.LARGEST_BODY + 1)))),
        path("gone/", made(lambda request: HttpResponse(TEXT, status=410))),
        path("moved/", made(lambda request: HttpResponseRedirect("/es/page/"))),
        path("file.pdf", made(lambda request: HttpResponse(b"%PDF" * 100, content_type="application/pdf"))),
    )
    + site_urls.urlpatterns
)


@pytest.fixture(autouse=True)
def forget():
    renders.clear()
    cache.forget_content_version()


@pytest.fixture(scope="module")
def application():
    return ASGIHandler()


@pytest.fixture
def get(application):
    """Ask the ASGI application, as a server would: status, headers, body."""

    async def ask(address="/es/page/", *, method="GET", raw_path=None, query=None, **headers):
        plain, _, asked = address.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": plain,
            "raw_path": plain.encode() if raw_path is None else raw_path,
            "query_string": asked.encode() if query is None else query,
            "headers": [(b"host", b"localhost")]
            + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }
        communicator = ApplicationCommunicator(application, scope)
        await communicator.send_input({"type": "http.request", "body": b""})
        start = await communicator.receive_output(5)
        body = b""
        while True:
            message = await communicator.receive_output(5)
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        await communicator.wait(5)
        return start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]}, body

    return ask


async def test_second_visitor_gets_the_stored_page(get):
    first, second = await get(), await get()
    assert first == second
    assert len(renders) == 1
    _, headers, body = first
    assert TEXT in body.decode()
    assert headers["cache-control"] == cache.PUBLIC
    assert {"Cookie", "Accept-Encoding"} <= set(headers["vary"].split(", "))
    assert headers["content-length"] == str(len(body))
    assert headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
async def test_page_is_sent_in_the_coding_that_the_reader_takes(get, accepted, coding, decode):
    for _ in range(2):
        _, headers, body = await get(accept_encoding=accepted)
        assert headers.get("content-encoding") == coding
        assert TEXT in decode(body).decode()
    assert len(renders) == 1


async def test_all_codings_come_from_one_rendering(get):
    bodies = {(await get(accept_encoding=coding))[2] for coding in ("br", "gzip", "")}
    assert len(bodies) == 3
    assert len(renders) == 1


async def test_page_that_the_reader_has_is_not_sent_again(get):
    _, headers, _ = await get()
    status, again, body = await get(if_none_match=headers["etag"])
    assert (status, body) == (304, b"")
    assert again["etag"] == headers["etag"]


async def test_head_is_answered_from_the_stored_page(get):
    await get()
    status, headers, _ = await get(method="HEAD")
    assert (status, len(renders)) == (200, 1)
    assert int(headers["content-length"]) > 0


async def test_binary_is_stored_as_it_is(get):
    for _ in range(2):
        _, headers, body = await get("/es/file.pdf", accept_encoding="br, gzip")
        assert body == b"%PDF" * 100
        assert "content-encoding" not in headers
    assert len(renders) == 1


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("/es/page/?a=1&b=2", "/es/page/?b=2&a=1", True),
        ("/es/page/?p=x&p=y", "/es/page/?p=y&p=x", False),
        ("/es/page/?a=1", "/es/page/?a=2", False),
        ("/es/page/?a=", "/es/page/", False),
        ("/es/page/?a=1%26b=2", "/es/page/?a=1&b=2", False),
    ],
)
async def test_addresses_share_a_page_when_they_mean_the_same(get, one, other, shared):
    await get(one)
    await get(other)
    assert len(renders) == (1 if shared else 2)


async def test_htmx_fragments_have_their_own_place(get):
    await get()
    await get(hx_request="true", hx_target="list")
    await get(hx_request="true", hx_target="counts")
    assert len(renders) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": f"{settings.SESSION_COOKIE_NAME}=abc"},
        {"cookie": "messages=abc"},
        {"authorization": "Bearer abc"},
        {"method": "POST"},
        {"address": "/es/page/?q=" + "x" * 600},
        {"hx_target": "x" * 100},
        {"host": "elsewhere.example"},
    ],
)
async def test_request_with_something_personal_or_odd_bypasses_the_cache(get, headers):
    await get()
    await get(**headers)
    _, answer, _ = await get(**headers)
    assert "public" not in answer.get("cache-control", "")


@pytest.mark.parametrize(
    "address",
    [
        "/es/form/",
        "/es/hello/",
        "/es/private/",
        "/es/varies/",
        "/es/cookie/",
        "/es/stream/",
        "/es/big/",
        "/es/gone/",
        "/es/moved/",
    ],
)
async def test_answer_that_is_not_for_everybody_is_not_stored(get, address):
    for _ in range(2):
        _, headers, _ = await get(address)
        assert "public" not in headers["cache-control"]
    assert len(renders) == 2


async def test_page_with_a_visitors_form_token_is_not_stored(get):
    cookie = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"
    mine = (await get("/es/form/", cookie=cookie))[2]
    assert (await get("/es/form/"))[2] != mine
    assert len(renders) == 2


async def test_visitor_with_a_form_cookie_reads_from_the_cache(get):
    await get()
    await get(cookie=f"{settings.CSRF_COOKIE_NAME}={'a' * 32}")
    assert len(renders) == 1


@pytest.mark.parametrize("address", ["/es/private/", "/es/gone/"])
async def test_what_is_not_stored_is_sent_compressed_too(get, address):
    _, headers, body = await get(address, accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert TEXT in gzip.decompress(body).decode()


async def test_a_stream_in_parts_arrives_whole(get):
    _, headers, body = await get("/es/stream/", accept_encoding="gzip")
    assert "content-encoding" not in headers
    assert body.decode() == TEXT * 2


class TestPeople:
    def test_never_get_each_others_pages(self):
        people = [User.objects.create_user(email=f"{name}@example.org", password="x") for name in ("ana", "luis")]
        visitor, *clients = Client(), Client(), Client()
        for person, client in zip(people, clients, strict=True):
            client.force_login(person)
        seen = [client.get("/es/page/") for client in (clients[0], visitor, clients[1], visitor, clients[0])]
        ana, luis = (str(person) for person in people)
        texts = [response.content.decode() for response in seen]
        assert [ana in text for text in texts] == [True, False, False, False, True]
        assert [luis in text for text in texts] == [False, False, True, False, False]
        assert texts[1] == texts[3]
        assert [response["Cache-Control"] == cache.PUBLIC for response in seen] == [False, True, False, True, False]


@pytest.mark.django_db(transaction=True)
class TestContentVersion:
    def test_publish_makes_stored_pages_unreachable(self):
        client = Client()
        client.get("/es/page/")
        cache.bump_content_version()
        client.get("/es/page/")
        client.get("/es/page/")
        assert len(renders) == 2

    def test_grows_with_the_transaction(self):
        before = cache.content_version()
        with pytest.raises(RuntimeError), transaction.atomic():
            bump_and_fail()
        assert cache.content_version() == before
        with transaction.atomic():
            cache.bump_content_version()
            assert cache.content_version() != before
        assert cache.content_version() != before

    def test_uncommitted_change_is_not_remembered_for_others(self):
        before = cache.content_version()
        seen = []

        def look():
            seen.append(cache.content_version())
            connections.close_all()

        with transaction.atomic():
            cache.bump_content_version()
            cache.content_version()
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        assert seen == [before]

    def test_change_by_another_process_is_seen_within_a_second(self, monkeypatch):
        before = cache.content_version()
        ContentVersion.objects.update_or_create(pk=1, defaults={"number": 1_000})
        assert cache.content_version() == before
        now = cache.time.monotonic()
        monkeypatch.setattr(cache.time, "monotonic", lambda: now + cache.MEMO_SECONDS)
        assert cache.content_version() == "1000"


def bump_and_fail():
    cache.bump_content_version()
    raise RuntimeError


class TestBrokenAddresses:
    @pytest.mark.parametrize(
        "request_line",
        [
            {"query": b"q=" + b"x" * 10_000},
            {"query": b"q=%00"},
            {"query": b"q=%FF"},
            {"query": b"q=\xff"},
            {"raw_path": b"/es/page/%00/"},
            {"raw_path": b"/es/page/%FF%FE/"},
            {"raw_path": b"/es/%C3%28/"},
            # http.cookies writes a NUL like this, and a session under such a key cannot be asked for in PostgreSQL
            {"cookie": f'{settings.SESSION_COOKIE_NAME}="\\000abcdefgh"'},
        ],
        ids=str,
    )
    async def test_are_answered_with_400(self, get, request_line):
        status, _, _ = await get(**request_line)
        assert status == 400
        assert not renders

    async def test_are_not_mended_into_a_stored_page(self, get):
        assert (await get(query="q=\ufffd".encode()))[0] == 200
        status, headers, _ = await get(query=b"q=%FF")
        assert status == 400
        assert headers["cache-control"] == cache.PRIVATE

    async def test_are_refused_with_the_headers_of_every_page(self, get):
        _, good, _ = await get()
        _, refused, _ = await get(query=b"q=%00")
        names = (
            "content-security-policy",
            "permissions-policy",
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-opener-policy",
        )
        assert {name: refused[name] for name in names} == {name: good[name] for name in names}
        assert good["permissions-policy"] == settings.PERMISSIONS_POLICY

    @pytest.mark.parametrize("query", [b"q=ni%C3%B1os", b"q=" + b"x" * 8_000, "q=niños".encode()], ids=str)
    async def test_good_ones_pass(self, get, query):
        status, _, _ = await get(query=query)
        assert status == 200
