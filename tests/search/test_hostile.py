"""Whatever is typed, there is an answer or a 400, soon, from every door of the search, with each engine."""

import time
from itertools import count
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from search.engines import choose
from search.services.indexing import drain
from search.services.rebuilding import rebuild
from tests.content import made_indices, real_content, searchable  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
TEXTS = {
    "long": "escuela " * 1_250,
    "one long word": "a" * 10_000,
    "a thousand words": " ".join(f"{a}{b}{c}xyz" for a in ALPHABET[:10] for b in ALPHABET[:10] for c in ALPHABET[:10]),
    "nested quotes": '"' * 50 + "radio" + '"' * 50 + "“«” «radio» „" * 40,
    "only exclusions": "-a -b -c -radio -escuela " * 40,
    "wildcards": "*" * 400 + "a*b*c* r?d?o ****",
    "a regular expression": "(a+)+$" * 60 + "^(([a-z])+.)+[A-Z]([a-z])+$",
    "the engines' syntax": "title_es:radio AND (NOT *) OR {a TO z} ~2 ^9 [2020 TO *] /.*/ \\ && || ! <br> _exists_:key",
    "a script": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "an entity": "&lt;b&gt; &#x3c;script&#x3e; javascript:alert(1)",
    "SQL": "'; DROP TABLE evidence_practice; -- ' OR 1=1",
    "NUL bytes": "ra\0dio \0\0 \x01\x02\x1f",
    "marks that turn": "\u202eoidar\u202c \u2066radio\u2069 \u200f\u200e\ufeff",
    "combining": "r" + "\u0301" * 2_000 + "adio",
    "emoji": "👩🏽‍🏫" * 500,
    "another script": "مدرسة 学校 школа " * 60,
    "format marks": "%s %(name)s {0} {{ settings.SECRET_KEY }} {% debug %} " * 20,
    "a template of log4j": "${jndi:ldap://example.org/a}" * 20,
    "all misspelt": " ".join(["robotca", "docnetes", "escuals", "tabletsa", "comunidda", "rurla"] * 20),
    "nothing": "   \t  ",
}
ADDRESSES = ("/es/search/", "/api/v1/search", "/api/v1/suggest", "/es/evidence/", "/pt/people/", "/fr/networks/")
# Of this process, whoever else is at work on the machine; for an engine elsewhere nobody waits longer than 0.6 s.
MOST_SECONDS = 1.0


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services("elasticsearch"))])
def engine(request, settings, searchable):  # noqa: F811 - the fixture
    """Each engine answers over the demo's content."""
    if request.param == "elasticsearch":
        from tests.search.engines import elastic

        elastic.empty_index()
        settings.SEARCH_ENGINE = "tests.search.engines.elastic.Setting"
        choose._made.cache_clear()
        rebuild()
        while drain():
            pass
    yield request.param
    choose._made.cache_clear()


@pytest.fixture
def ask(client):
    """Ask an address as one visitor after another, so that nobody asks too often; returns the answer and what it took."""
    visitors = count(1)

    def ask_one(address: str, pairs: list[tuple[str, str]]):
        number = next(visitors)
        started = time.process_time()
        answer = client.get(
            f"{address}?{urlencode(pairs, errors='surrogatepass')}",
            REMOTE_ADDR=f"10.1.{number // 250}.{number % 250 + 1}",
        )
        return answer, time.process_time() - started

    return ask_one


def harm(answer) -> list[str]:
    """Return what of a page could run, beside what is ours."""
    if not answer["Content-Type"].startswith("text/html"):
        return []
    soup = BeautifulSoup(answer.content, "html.parser")
    scripts = [tag.get_text() for tag in soup.select("script:not([src])") if "alert(1)" in tag.get_text()]
    return scripts + [str(tag) for tag in soup.select("[onerror], img[src=x], a[href^='javascript:']")]


def test_any_text_has_an_answer_at_every_door(engine, ask):
    ask("/es/search/", [("q", "radio")])
    slow, wrong = [], []
    for name, text in TEXTS.items():
        for address in ADDRESSES:
            answer, seconds = ask(address, [("q", text)])
            if answer.status_code not in {200, 400} or harm(answer):
                wrong.append((name, address, answer.status_code, harm(answer)))
            if seconds > MOST_SECONDS:
                slow.append((name, address, round(seconds, 2)))
    assert (wrong, slow) == ([], [])


@pytest.mark.parametrize(
    "pairs",
    [
        [("q", "radio"), *(("country", f"{a}{b}") for a in ALPHABET for b in ALPHABET), ("level", "x")],
        [("q", "radio"), *(("type", "practice") for _ in range(1_000))],
        [("q", "radio"), *(("year", str(year)) for year in range(1_000, 2_000))],
        [("q", "radio"), *((f"filter{number}", "x") for number in range(1_000))],
        [("q", "radio"), ("page", "99999")],
        [("q", "radio"), ("page", "-1"), ("sort", "'; --"), ("type", "\0"), ("country", "<script>")],
        [("q", "radio"), ("page", "9" * 5_000)],
        [("q", "a"), ("q", "b"), ("q", "c")],
    ],
    ids=[
        "676 countries",
        "one kind 1,000 times",
        "1,000 years",
        "1,000 unknown",
        "far page",
        "signs",
        "long",
        "thrice",
    ],
)
def test_any_filters_have_an_answer_at_every_door(engine, ask, pairs):
    for address in ADDRESSES:
        answer, seconds = ask(address, pairs)
        # A page beyond the last is not there.
        assert answer.status_code in ({200, 400, 404} if "page" in dict(pairs) else {200, 400}), address
        assert harm(answer) == []
        assert seconds < MOST_SECONDS, address


def test_half_a_surrogate_pair_is_refused_or_answered(engine, client):
    for address in ADDRESSES:
        assert client.get(f"{address}?q=%ED%A0%80radio").status_code in {200, 400}


@pytest.mark.parametrize("text", ["a" * 10_000, '"' * 99, "(a+)+$", "\ud800radio", "ra\0dio"])
def test_the_command_answers_too(engine, capsys, text):
    call_command("search", text, "--language", "en", "--json")
    assert capsys.readouterr().out.startswith('{"total": ')
