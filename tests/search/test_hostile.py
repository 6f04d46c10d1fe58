"""Texts and addresses that nobody means well with: an answer or a 400, soon, and nothing of them is markup."""

import time
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from search.services.finding import search
from search.services.narrowing import numbers_that_fit
from search.services.suggesting import suggest
from tests.content import made_indices, real_content, searchable  # noqa: F401 - fixtures
from tests.search.both_engines import each_engine, made_on_server  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine")]
# Of the process's own work, so that others on the machine do not count.
CPU_SECONDS = 1.0

TEXTS = {
    "ten thousand characters": "radio escolar " * 720,
    "one word without end": "a" * 10_000,
    "one word of many syllables": "educacion" * 1_100,
    "a thousand words": " ".join(f"palabra{number}" for number in range(1_000)),
    "a thousand words that are known": "escuela radio docente Chile 2023 " * 200,
    "quotes in quotes": '"' * 500 + "radio" + '"«“' * 500,
    "phrases": '"a la" ' * 500,
    "phrases that end nowhere": '"radio "" -""" "x',
    "wildcards": "*" * 50 + "?" * 50 + " r*d?o *** *a*",
    "a regular expression": "(a+)+" * 100 + "a" * 1_000 + "! (.*a){25}$ [^",
    "a language of questions": r"title:[* TO *] AND (a OR b) NOT c^10 ~2 && || \ /.*/ {} +x -",
    "another language": '{"query": {"match_all": {}}}',
    "a script": "<script>alert(1)</script> radio",
    "an image": "\"><img src=x onerror=alert(1)> ' onmouseover=alert(1) radio",
    "a template": "{{ 7*7 }}{% debug %}${jndi:ldap://x/a} radio",
    "a statement": "' OR 1=1; DROP TABLE wagtailcore_page; -- %' _",
    "nothing in a word": "ra\0dio \0",
    "half characters": "ra\ud800dio \udfff\ud83d",
    "the other direction": "\u202eoidar\u202c \u200f\u200e\u2066radio\u2069",
    "marks upon marks": "a" + "\u0301" * 5_000 + " radio",
    "letters that grow": "ﬃ" * 1_000 + " " + "İ" * 1_000 + " " + "ß" * 1_000,
    "pictures": "👩‍👩‍👧‍👦" * 300,
    "every control character": "".join(map(chr, range(32))) + "\x7f\x85\u2028",
    "everything excluded": "-radio " * 500 + "-" * 1_000,
    "years and numbers": "1950 2024 " * 300 + "9" * 3_000,
    "patterns of the database": "%" * 500 + "_" * 500 + "\\" * 500,
    "a path": "../../etc/passwd%00 %2e%2e%2f",
    "lines": "radio\r\nSet-Cookie: a=b\r\n\r\n",
}
PATHS = ("/es/search/?q={}", "/pt/evidence/?q={}", "/fr/people/?q={}", "/en/networks/?q={}")
PROGRAMS = ("/api/v1/search?q={}", "/api/v1/suggest?q={}")
KNOWN = frozenset({200, 400})


@contextmanager
def soon():
    """What is inside takes the process little time."""
    start = time.process_time()
    yield
    taken = time.process_time() - start
    assert taken < CPU_SECONDS


def as_sent(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def assert_harmless(response) -> None:
    """Nothing of what was sent is an element, an attribute or a line of the head."""
    assert "Set-Cookie" not in str(response.headers) or "a=b" not in str(response.headers)
    soup = BeautifulSoup(response.content, "html.parser")
    assert not [each for each in soup.find_all("script") if "alert" in each.get_text()]
    assert not soup.select("img[onerror], [onmouseover], img[src=x]")
    assert "<script>alert" not in response.text
    assert "7*7 }}" in response.text or "49" not in (soup.title.get_text() if soup.title else "")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_text_has_an_answer(text, client, capsys):
    nobody = AnonymousUser()
    for language in ("es", "fr"):
        with soon():
            found = search(text, user=nobody, language=language)
        assert not found.is_reduced
        for find in found.finds:
            assert "<script" not in find.title_html + find.snippet_html
        with soon():
            suggest(text, user=nobody, language=language)
    for kind in ("practice", "person", "network"):
        with soon():
            numbers_that_fit(kind, text, nobody, "es")
    with soon():
        call_command("search", text, "--json")
    capsys.readouterr()
    for path in PATHS:
        with soon():
            response = client.get(path.format(as_sent(text)))
        assert response.status_code in KNOWN, path
        assert_harmless(response)
    for path in PROGRAMS:
        with soon():
            response = client.get(path.format(as_sent(text)))
        assert response.status_code in KNOWN, path
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if response.status_code == 200:
            assert response.headers["Content-Type"] == "application/json"
        else:
            assert_harmless(response)


def test_a_thousand_filters_have_an_answer():
    codes = [f"X{number}" for number in range(1_000)]
    many = {f"facet{number}": ["x"] for number in range(1_000)}
    for filters in (
        {"country": codes},
        {"country": [*codes, "CL"]},
        {"type": codes, "topic": codes, "year": codes},
        many,
    ):
        with soon():
            assert search("radio", user=AnonymousUser(), language="es", filters=filters).is_reduced is False


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"country=X{number}" for number in range(1_000)),
        "&".join(f"country=X{number}" for number in range(900)),
        "&".join(f"topic={number}<script>alert(1)</script>" for number in range(60)),
        "&".join(f"facet{number}=x" for number in range(900)),
        "&".join(["type=practice"] * 900),
        *(f"page={page}" for page in ("99999", "500", "0", "-1", "1e9", "9" * 400, "٣", "%00", "1.5")),
        "sort=<script>alert(1)</script>",
        "limit=99999&language=xx",
        "type=%00&country=%ED%A0%80&year=20%0024",
        "q=&q=&q=radio&q=%ff",
    ],
    ids=lambda query: query[:30],
)
def test_every_address_has_an_answer(query, client):
    for path in (*PATHS, *PROGRAMS):
        with soon():
            response = client.get(f"{path.format('radio')}&{query}")
        assert response.status_code in {*KNOWN, 404}, path
        if path in PATHS:
            assert_harmless(response)
