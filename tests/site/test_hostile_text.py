"""What an editor pastes, or somebody sends in an editor's name, through the form of a page: nothing of it runs for readers."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from alliance.site.pages import NewsPage
from alliance.site.roles import NEWSROOM_REVIEWERS, ensure_groups
from tests.admin import errors_of_form, shown, signed_in
from tests.factories.pages import news

pytestmark = pytest.mark.django_db
SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'
MEGABYTE = 1024 * 1024


def newsroom_reviewer(client, language="en"):
    ensure_groups()
    return signed_in(client, groups=[Group.objects.get(name=NEWSROOM_REVIEWERS)], language=language)


@pytest.fixture
def reviewer(client):
    return newsroom_reviewer(client)


@pytest.fixture
def send(reviewer):
    """Publish a news article with these blocks and fields, as its form in the admin sends them."""

    def post(page, blocks, **fields):
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        streams = nested_form_data({"body": streamfield(blocks), "sources": fields.pop("sources", streamfield([]))})
        return reviewer.post(edit, shown(reviewer.get(edit)) | streams | fields | {"action-publish": "1"})

    return post


@pytest.fixture
def read(client):
    """The public page, as a visitor reads it."""

    def get(page):
        client.logout()
        response = client.get(NewsPage.objects.get(pk=page.pk).get_url())
        assert response.status_code == 200
        return response.content.decode()

    return get


def draft(text, **entity):
    """What the rich text editor sends: a paragraph, or two with an entity on the second."""
    plain = {"type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    blocks = [{"key": "a", "text": text, "entityRanges": [], **plain}]
    if entity:
        blocks.append({"key": "b", "text": "x", "entityRanges": [{"offset": 0, "length": 1, "key": 0}], **plain})
    return json.dumps({"blocks": blocks, "entityMap": {"0": {"mutability": "MUTABLE", **entity}} if entity else {}})


def running(html):
    """All that a browser would run or load from a page's own words."""
    main = BeautifulSoup(html, "html.parser").main
    attributes = [name for tag in main.find_all(True) for name in tag.attrs if name.startswith("on") or name == "style"]
    schemes = [tag["href"] for tag in main.select("a[href]") if tag["href"].split(":")[0] in {"javascript", "data"}]
    return attributes + schemes + main.select("script:not([type='application/ld+json']), iframe, object, embed, img")


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "LINK", "data": {"url": "javascript:alert(1)"}},
        {"type": "LINK", "data": {"url": "JaVaScRiPt:alert(1)"}},
        {"type": "LINK", "data": {"url": " java\tscript:alert(1)"}},
        {"type": "LINK", "data": {"url": "data:text/html;base64,PHNjcmlwdD4="}},
        {"type": "LINK", "data": {"url": 'https://example.org/" onclick="alert(1)'}},
        {"type": "LINK", "data": {"id": "1 onload=alert(1)", "url": "#", "parentId": 1}},
        {"type": "IMAGE", "data": {"id": "1", "src": "x", "alt": '" onerror="alert(1)', "format": "left"}},
        {"type": "EMBED", "data": {"url": "https://example.org/", "html": SCRIPT}},
    ],
    ids=lambda entity: f"{entity['type']} {entity['data'].get('url', '')[:30]}",
)
def test_links_and_embeds_that_would_run_leave_their_words_alone(send, read, entity):
    page = news()
    assert send(page, [("text", draft("Palabras que quedan.", **entity))]).status_code == 302
    html = read(page)
    assert "Palabras que quedan." in html
    assert running(html) == []


def test_markup_in_words_is_words(send, read):
    page = news()
    blocks = [
        ("text", draft(SCRIPT)),
        ("heading", SCRIPT),
        ("quote", {"words": SCRIPT, "who": SCRIPT, "role": SCRIPT}),
        ("contact", {"name": SCRIPT, "role": "", "email": "", "phone": SCRIPT[:40]}),
    ]
    assert send(page, blocks, title=f"Uno {SCRIPT}</script>", lead=SCRIPT).status_code == 302
    html = read(page)
    assert running(html) == []
    assert "<script>alert" not in html
    linked = BeautifulSoup(html, "html.parser").select_one("script[type='application/ld+json']")
    assert json.loads(linked.string)
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//", "vbscript:x"])
def test_addresses_that_are_none_are_refused_beside_their_field_and_what_was_typed_stays(send, url):
    page = news(title="Antes")
    action = ("action", {"label": "Lea la guía", "page": "", "url": url, "note": ""})
    figure = {"value": "3", "label": "escuelas", "year": "", "source_title": "Informe", "source_url": url}
    for block in (action, ("figure", figure)):
        answer = send(page, [block], title="Después")
        assert answer.status_code == 200
        assert list(errors_of_form(answer)) == ["body"]
        assert json.dumps(url)[1:-1].replace("<", "\\u003C") in answer.content.decode() or "data:text" in url
        assert 'value="Después"' in answer.content.decode()
    assert NewsPage.objects.get(pk=page.pk).title == "Antes"


class TestHugePastes:
    def test_two_megabytes_in_a_block_are_refused_with_words_and_stay(self, send):
        page, pasted = news(title="Antes"), "palabra " * (2 * MEGABYTE // 8)
        answer = send(page, [("text", draft("Primero.")), ("text", draft(pasted))], title="Después")
        assert answer.status_code == 200
        error = answer.context["form"].errors.as_data()["body"][0]
        assert list(error.block_errors) == [1]
        assert "Divide it, or attach a document." in error.block_errors[1].messages[0]
        assert pasted[: MEGABYTE // 2] in answer.content.decode()
        assert NewsPage.objects.get(pk=page.pk).title == "Antes"

    def test_two_megabytes_of_marked_up_text_do_not_hold_up_the_server(self, send):
        page = news()
        blocks = [
            {"key": f"k{n}", "text": "a" * 180, "type": "unordered-list-item", "depth": n % 5} for n in range(8000)
        ]
        ranges = {"inlineStyleRanges": [{"offset": 0, "length": 90, "style": "BOLD"}], "entityRanges": []}
        pasted = json.dumps({"blocks": [block | ranges for block in blocks], "entityMap": {}})
        assert len(pasted) > 2 * MEGABYTE
        assert send(page, [("text", pasted)]).status_code == 200

    @pytest.mark.parametrize(("field", "most"), [("title", 255), ("lead", 600)])
    def test_in_a_short_field_too(self, send, field, most):
        pasted = "x" * MEGABYTE
        answer = send(news(), [], **{field: pasted})
        assert answer.status_code == 200
        assert errors_of_form(answer)[field] == [
            f"Ensure this value has at most {most} characters (it has {MEGABYTE})."
        ]
        assert pasted in answer.content.decode()

    @pytest.mark.parametrize(
        ("language", "says"),
        [
            ("es", "Es demasiado para enviarlo de una vez"),
            ("en", "This is too much to send at once"),
            ("pt", "É demais para enviar de uma vez"),
            ("fr", "C'est trop pour un seul envoi"),
        ],
    )
    def test_more_than_the_server_takes_is_refused_before_it_is_read_with_the_way_back(self, client, language, says):
        reviewer = newsroom_reviewer(client, language=language)
        page = news(title="Antes")
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answer = reviewer.post(edit, {"title": "x" * 6 * MEGABYTE})
        assert answer.status_code == 413
        assert says in BeautifulSoup(answer.content, "html.parser").h1.get_text()
        assert NewsPage.objects.get(pk=page.pk).title == "Antes"
