"""Addresses that nobody should send, over a real connection: each has its answer, none ends in a 500."""

import http.client
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

LISTS = (
    "evidence/",
    "evidence/map/",
    "evidence/export.csv",
    "evidence/export.json",
    "evidence/compare/",
    "evidence/statistics/",
    "evidence/statistics/second-mapping-2024/records/",
    "evidence/programmes/",
    "countries/",
    "countries/compare/",
    "news/",
    "events/",
    "training/",
    "evidence/kolibri-intibuca/",
    "evidence/statistics/figure.csv",
    "evidence/statistics/second-mapping-2024/",
)
BAD_PATHS = (
    "evidence/%00/",
    "evidence/%ff/",
    "evidence/%c3%28/",
    "news/a%00b/",
    "countries/%ff%fe/",
    "training/%c3%28/x/y/",
)
NO_PAGES = ("9999", "x", "0", "-1", "1e3")


def ask(site: str, target: str, method: str = "GET", **headers) -> tuple[int, dict[str, str], str]:
    """The answer to exactly this request line: no client mends the address on the way."""
    address = urlsplit(site)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection._validate_path = lambda target: None  # what a hostile client would send
    connection.putrequest(method, target, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def language_of(body: str) -> str:
    return BeautifulSoup(body, "html.parser").html["lang"]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_an_address_that_is_no_text_is_refused_in_its_language(demo_site, path):
    for language in ("pt", "fr"):
        status, _headers, body = ask(demo_site, f"/{language}/{path}")
        assert (status, language_of(body)) == (400, language)


@pytest.mark.parametrize("section", LISTS)
def test_a_query_that_is_no_text_or_has_no_end_is_refused(demo_site, section):
    for query in ("q=%00", "q=%ff", "country=%c3%28", f"q={'a' * 10_240}", "%00=1"):
        status, _headers, body = ask(demo_site, f"/fr/{section}?{query}")
        assert (status, language_of(body)) == (400, "fr"), query[:20]


@pytest.mark.parametrize("target", ["/sitemap.xml", "/feeds/news.es.atom", "/robots.txt", "/"])
def test_what_has_no_language_refuses_it_too(demo_site, target):
    for query in ("q=%00", "q=%ff", f"q={'a' * 10_240}"):
        assert ask(demo_site, f"{target}?{query}")[0] == 400, query[:20]


@pytest.mark.parametrize(
    ("section", "kept"),
    [
        ("evidence/", "country=MX"),
        ("evidence/statistics/second-mapping-2024/records/", "country=MX"),
        ("news/", "country=MX"),
        ("events/", "country=MX"),
        ("training/", "language=es"),
    ],
)
def test_a_page_that_is_not_there_has_a_way_back_that_keeps_the_filters(demo_site, section, kept):
    for page in NO_PAGES:
        status, _headers, body = ask(demo_site, f"/es/{section}?{kept}&page={page}")
        soup = BeautifulSoup(body, "html.parser")
        assert status == 404, page
        assert soup.select_one(f'main a[href*="{section}?{kept}"]'), page
    assert ask(demo_site, f"/es/{section}?page=")[0] == 200


@pytest.mark.parametrize(
    "section", ["evidence/", "evidence/map/", "news/", "events/", "training/", "countries/compare/"]
)
def test_what_a_list_does_not_know_is_named_and_ignored(demo_site, section):
    key = {"countries/compare/": "c", "training/": "topic"}.get(section, "country")
    status, _headers, body = ask(demo_site, f"/en/{section}?{key}=XX%3Cb%3E")
    assert status == 200
    notice = BeautifulSoup(body, "html.parser").select_one(".notice")
    assert "XX<b>".casefold() in notice.text.casefold()


@pytest.mark.parametrize(
    "target",
    [
        *("/es/", "/es/evidence/", "/es/evidence/map/", "/es/evidence/kolibri-intibuca/", "/es/evidence/statistics/"),
        *("/es/evidence/compare/", "/es/evidence/export.csv", "/es/countries/compare/", "/es/news/"),
        *("/sitemap.xml", "/feeds/news.es.atom", "/healthz"),
    ],
)
def test_other_methods_have_a_polite_answer(demo_site, target):
    assert ask(demo_site, target, "HEAD")[0] == 200
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        status, _headers, _body = ask(demo_site, target, method, Content_Length="0")
        assert status in {200, 403, 405}, method


@pytest.mark.parametrize("path", ["", "evidence/", "evidence/kolibri-intibuca/", "news/", "training/", "about/"])
def test_pages_are_for_reading_even_with_a_form_token(demo_site, path):
    _status, headers, _body = ask(demo_site, f"/es/{path}", "OPTIONS")
    assert headers["allow"] == "GET, HEAD, OPTIONS"
    token = "a" * 32
    known = {"Cookie": f"csrftoken={token}", "X_CSRFToken": token, "Origin": demo_site, "Content_Length": "0"}
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ask(demo_site, f"/es/{path}", method, **known)[0] == 405, method


@pytest.mark.parametrize(
    "target",
    [
        f"/es/{'a/' * 2000}",
        f"/es/evidence/{'a' * 4000}/",
        "/es/evidence/%2e%2e/%2e%2e/etc/passwd",
        "/es/evidence/..%252f..%252f/",
        "/es//evidence//",
        "/de/evidence/",
        "/es/evidence/<script>/",
        "/media/images/../../db.sqlite3",
        "/static/../manage.py",
    ],
)
def test_strange_addresses_are_not_found_or_refused(demo_site, target):
    status, headers, _body = ask(demo_site, target)
    if status in {301, 302}:
        assert headers["location"].startswith("/")
        status = ask(demo_site, headers["location"])[0]
    assert status in {400, 404}


def test_a_wrong_host_is_refused_and_strange_languages_are_not_minded(demo_site):
    assert ask(demo_site, "/es/", Host="evil.example")[0] == 400
    for header in ("xx", "*", "pt-BR;q=x", "," * 500, "es" * 4000):
        status, headers, _body = ask(demo_site, "/", Accept_Language=header)
        assert (status, headers["location"][:4]) in {(302, "/es/"), (302, "/pt/")}
