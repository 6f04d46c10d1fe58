"""What is published reaches visitors within five seconds, and nobody is ever shown somebody else's page."""

import re
import time

import pytest
import requests
from bs4 import BeautifulSoup

from tests.served.readers import Reader, beside

WITHIN = 5
HOME, LIST, STATISTICS = "/es/", "/es/evidence/", "/es/evidence/statistics/"
PRACTICE = "/es/evidence/camp-xo-haiti/"
PLACES = (HOME, LIST, STATISTICS, PRACTICE)
ADMIN = "/admin/snippets/evidence/practice"
NEWS = "/es/news/"
SLUG = "oea-ayuda-en-accion-2026"
ARTICLE = f"{NEWS}{SLUG}/"
NAMES = {"admin@demo.example": "Admin Demo", "editor@demo.example": "Editor Demo"}


@pytest.fixture
def person(demo_site):
    """Makes readers: visitors, or people who are signed in."""
    readers = []

    def one(email: str = "") -> Reader:
        readers.append(Reader(demo_site, email))
        return readers[-1]

    yield one
    for reader in readers:
        reader.close()


@pytest.fixture
def visitor(person) -> Reader:
    """Somebody who is not signed in."""
    return person()


def ask(reader: Reader, path: str, **headers: str) -> requests.Response:
    """The answer to a browser that takes brotli, which only stored pages are sent in."""
    return reader.get(path, headers={"Accept-Encoding": "br, gzip", **headers})


def is_stored(answer: requests.Response) -> bool:
    """Whether the answer is the copy for everybody; otherwise it is for this reader alone, and nothing between."""
    marks = (
        answer.headers.get("Content-Encoding") == "br",
        "ETag" in answer.headers,
        answer.headers["Cache-Control"].startswith("public"),
    )
    assert len(set(marks)) == 1, answer.headers
    return all(marks)


def fresh(path: str) -> str:
    """The page at an address that nobody has asked for yet."""
    return f"{path}?fresh={time.monotonic_ns()}"


def told(visitor: Reader) -> tuple[int, int, int, int]:
    """How many practices home, list and statistics tell a visitor, and what the practice's page answers."""
    pages = [BeautifulSoup(ask(visitor, path).text, "html.parser") for path in (HOME, LIST, STATISTICS)]
    marks = (".hero__n", "#results [data-total]", ".tabs [aria-current] .num")
    numbers = [int(page.select_one(mark).text.split()[0]) for page, mark in zip(pages, marks, strict=True)]
    return *numbers, ask(visitor, PRACTICE).status_code


def wait_for(visitor: Reader, expected: tuple[int, int, int, int]) -> None:
    """Within five seconds from now all four places tell this."""
    deadline = time.monotonic() + WITHIN
    while (now := told(visitor)) != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    assert now == expected
    assert time.monotonic() < deadline


def assert_stored(visitor: Reader) -> None:
    """All four places are served from the store, and a reader who has them is not sent them again."""
    for path in PLACES:
        answer = ask(visitor, path)
        assert is_stored(answer), path
        again = ask(visitor, path, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path


def content(visitor: Reader) -> dict:
    """All that the practice says."""
    practices = visitor.get("/es/evidence/export.json").json()["practices"]
    return next(each for each in practices if PRACTICE.endswith(f"/{each['slug']}/"))


def test_a_practice_that_an_editor_withdraws_and_publishes_is_seen_within_five_seconds(visitor, person):
    number, *others = told(visitor)
    assert others == [number, number, 200]
    before = content(visitor)
    assert_stored(visitor)
    editor = person("editor@demo.example")
    key = re.search(rf"{ADMIN}/edit/(\d+)/", editor.get(f"{ADMIN}/?q=camp-xo").text)[1]

    assert editor.press(f"{ADMIN}/unpublish/{key}/").status_code == 302
    try:
        wait_for(visitor, (number - 1, number - 1, number - 1, 404))
    finally:
        assert editor.press(f"{ADMIN}/edit/{key}/", "action-publish").status_code == 302
    wait_for(visitor, (number, number, number, 200))
    assert_stored(visitor)
    assert content(visitor) == before


def test_what_another_process_publishes_is_seen_within_five_seconds(visitor, demo):
    number = told(visitor)[0]
    assert_stored(visitor)
    find = "from evidence.models import Practice; practice = Practice.objects.get(slug='camp-xo-haiti')"
    withdrawing = beside(demo, f"{find}; practice.unpublish()")
    try:
        wait_for(visitor, (number - 1, number - 1, number - 1, 404))
    finally:
        publishing = beside(demo, f"{find}; practice.get_latest_revision().publish()")
    wait_for(visitor, (number, number, number, 200))
    assert [process.wait(30) for process in (withdrawing, publishing)] == [0, 0]


@pytest.fixture
def article_put_back(demo):
    """Afterwards the article says again what it said."""
    yield
    find = "from wagtail.models import Page; pages = Page.objects.filter(locale__language_code='es')"
    beside(demo, f"{find}; pages.get(slug='{SLUG}').specific.revisions.order_by('pk').first().publish()").wait(30)


@pytest.mark.usefixtures("article_put_back")
def test_an_article_that_an_editor_publishes_is_seen_within_five_seconds(visitor, person):
    places = (HOME, NEWS, ARTICLE)
    assert [is_stored(ask(visitor, path)) for path in places] == [True] * 3
    editor = person("editor@demo.example")
    found = editor.get(f"/admin/api/main/pages/?slug={SLUG}&locale=es").json()["items"]
    title = f"Título publicado a las {time.monotonic_ns()}"
    # The browser's script makes the fields of texts in blocks; without it they are sent empty.
    changes = {"title": title, "body-count": "0", "sources-count": "0"}
    assert editor.press(f"/admin/pages/{found[0]['id']}/edit/", "action-publish", **changes).status_code == 302
    deadline = time.monotonic() + WITHIN
    waiting = set(places)
    while waiting and time.monotonic() < deadline:
        waiting = {path for path in waiting if title not in ask(visitor, path).text}
    assert waiting == set()


@pytest.mark.parametrize("path", [*PLACES, NEWS])
def test_nobody_is_shown_the_page_of_somebody_else(path, person):
    readers = {email: person(email) for email in NAMES} | {"": person()}
    # Each of them is once the first to ask for the page, when there is nothing stored yet that could be told apart.
    for first in readers:
        address = fresh(path)
        for email in (first, *readers, first, *reversed(readers)):
            answer = ask(readers[email], address)
            assert answer.status_code == 200
            shown = {name for name in NAMES.values() if name in answer.text}
            assert shown == ({NAMES[email]} if email else set()), (first, email)
            assert is_stored(answer) == (not email)


@pytest.mark.parametrize("path", [*PLACES, NEWS])
def test_a_form_token_stays_with_its_reader(path, person):
    holder, visitor = person(), person()
    login = holder.get("/admin/login/")
    assert not is_stored(login)
    token = holder.cookies["csrftoken"]
    address = fresh(path)
    # What is made for a reader with a token could hold it, so that it is not stored; what is stored holds none.
    assert not is_stored(ask(holder, address))
    for reader in (visitor, holder):
        answer = ask(reader, address)
        assert is_stored(answer)
        assert "csrfmiddlewaretoken" not in answer.text
        assert token not in answer.text
        assert not answer.cookies


def test_two_readers_of_the_same_form_have_two_tokens(person):
    tokens = {person().get("/admin/login/").cookies["csrftoken"] for _each in range(2)}
    assert len(tokens) == 2


def test_a_message_stays_with_its_reader(person):
    editor, visitor = person("editor@demo.example"), person()
    key = re.search(rf"{ADMIN}/edit/(\d+)/", editor.get(f"{ADMIN}/?q=camp-xo").text)[1]
    # Saved as a draft: the admin has a message ready, which waits in a cookie until a page shows it.
    assert editor.press(f"{ADMIN}/edit/{key}/").status_code == 302
    assert "messages" in editor.cookies
    holder = person()
    holder.cookies.set("messages", editor.cookies["messages"])
    for path in (*PLACES, NEWS):
        address = fresh(path)
        assert not is_stored(ask(holder, address))
        assert is_stored(ask(visitor, address))
        assert not is_stored(ask(holder, address))
