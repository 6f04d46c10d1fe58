"""Parts of pages that are made once per state of the content."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.safestring import SafeString
from wagtail.models import Site

from alliance.core.cache import bump_content_version
from alliance.core.printed import printed_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return []


@pytest.fixture
def ask(made):
    def ask_for(name: str = "part", *, preview: bool = False) -> str:
        request = RequestFactory().get("/")
        request.is_preview = preview

        def make() -> SafeString:
            made.append(name)
            return SafeString(f"<p>{name} {len(made)}</p>")

        return printed_once(request, name, make)

    return ask_for


def test_a_part_is_made_once_until_something_is_published(ask):
    assert [ask(), ask()] == ["<p>part 1</p>"] * 2
    bump_content_version()
    assert [ask(), ask()] == ["<p>part 2</p>"] * 2


def test_parts_of_different_names_are_told_apart_and_stay_html(ask):
    assert [ask("one"), ask("two"), ask("one")] == ["<p>one 1</p>", "<p>two 2</p>", "<p>one 1</p>"]
    assert isinstance(ask("one"), SafeString)


def test_a_preview_neither_takes_nor_leaves_a_part(ask):
    assert [ask(preview=True), ask(), ask(preview=True), ask()] == [
        "<p>part 1</p>",
        "<p>part 2</p>",
        "<p>part 3</p>",
        "<p>part 2</p>",
    ]


def test_the_preview_of_the_first_page_shows_the_draft_and_readers_go_on_seeing_what_is_published(client):
    home = Site.objects.get(is_default_site=True).root_page.specific
    home.headline = "palabras publicadas"
    home.save_revision().publish()
    assert "palabras publicadas" in client.get("/es/").content.decode()
    home.headline = "palabras en borrador"
    request = RequestFactory().get("/es/", headers={"Host": "127.0.0.1"})
    request.user = AnonymousUser()
    preview = home.make_preview_request(original_request=request)
    assert "palabras en borrador" in preview.rendered_content
    page = client.get("/es/", headers={"Cookie": "messages=x"}).content.decode()
    assert "palabras publicadas" in page
    assert "palabras en borrador" not in page
