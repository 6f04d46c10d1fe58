"""What programs get: the JSON of the documents, limits, and words for what cannot be read."""

import json

import pytest
from django.core.management import CommandError, call_command

from search.results import Suggested
from search.services import finding, suggesting
from search.views import api
from tests.factories.core import UserFactory
from tests.factories.search_results import facet, find, results

pytestmark = pytest.mark.django_db
HIT = {
    "type": "practice",
    "slug": "slug-1",
    "language": "es",
    "title": "Radio escolar",
    "score": 2.5,
    "url": "/es/evidence/slug-1/",
}
ANSWER = {
    "total": 1,
    "hits": [HIT],
    "facets": {"type": {"practice": 1}, "country": {"CL": 1}},
    "suggestion": None,
    "reduced": False,
}


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    calls = []

    def search(text, **options):
        calls.append((text, options))
        return results(find(), facets=(facet(CL=1),))

    def suggest(text, **options):
        calls.append((text, options))
        return [Suggested("practice", "Práctica", "Radio escolar", "/es/evidence/slug-1/", "es", "slug-1", 2.5)]

    monkeypatch.setattr(finding, "search", search)
    monkeypatch.setattr(suggesting, "suggest", suggest)
    return calls


def test_a_search_answers_in_the_form_that_is_documented(client, asked):
    answer = client.get("/api/v1/search?q=radio&language=es&type=practice&limit=3")
    assert answer.json() == ANSWER
    text, options = asked[0]
    assert (text, options["language"], options["filters"], options["size"]) == (
        "radio",
        "es",
        {"type": ("practice",)},
        3,
    )
    assert answer.headers["Cache-Control"] == "private, max-age=0, must-revalidate"


def test_suggestions_come_in_the_same_form_with_words_for_screen_readers(client):
    answer = client.get("/api/v1/suggest?q=rad&language=es").json()
    assert answer == {
        "total": 1,
        "hits": [HIT | {"label": "Práctica"}],
        "facets": {},
        "suggestion": None,
        "said": "1 sugerencia",
    }


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("language=de", "language"),
        ("type=planet", "type"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("limit=1000", "limit"),
        ("country=XX", "country"),
        ("colour=red", "colour"),
    ],
)
def test_what_cannot_be_read_is_400_with_the_parameter_and_the_reason(client, query, words, asked):
    answer = client.get(f"/api/v1/search?q=radio&{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(f"{words}: ")
    assert asked == []


@pytest.mark.parametrize(("path", "most"), [("search", "MOST_SEARCHES"), ("suggest", "MOST_SUGGESTIONS")])
def test_whoever_asks_too_often_is_told_when_to_come_back(client, monkeypatch, path, most):
    allowed = getattr(api, most)
    from django.core.cache import cache

    cache.set(f"limit:api_{path}:127.0.0.1", allowed - 1, 60)
    assert client.get(f"/api/v1/{path}?q=radio").status_code == 200
    refused = client.get(f"/api/v1/{path}?q=radio")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    client.force_login(UserFactory())
    assert client.get(f"/api/v1/{path}?q=radio").status_code == 200


def test_the_command_prints_the_same_json(capsys, asked):
    call_command("search", "radio", "--language", "es", "--type", "practice", "--limit", "3", "--json")
    assert json.loads(capsys.readouterr().out) == ANSWER
    user = UserFactory(email="ana@example.org")
    call_command("search", "radio", "--as", "ana@example.org")
    assert asked[-1][1]["user"] == user
    printed = capsys.readouterr().out
    assert "Radio escolar  (slug-1)" in printed
    assert "1 in all" in printed


@pytest.mark.parametrize(
    "options", [["--type", "planet"], ["--as", "nobody@example.org"], ["--limit", "0"], ["--engine", "none"]]
)
def test_the_command_says_what_is_wrong(options):
    with pytest.raises(CommandError):
        call_command("search", "radio", *options)
