"""Typed words narrow the library, the directory and the networks as the search understands them, over the demo's content."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import translation

from alliance.core import wordsearch
from evidence.models import Practice
from evidence.selection import Selection
from evidence.services.listing import Listing
from members.models import Network
from members.presenters.people import PeopleList
from search.services.finding import search
from search.services.indexing import drain
from search.services.narrowing import numbers_that_fit
from tests.content import made_indices, real_content, searchable  # noqa: F401 - fixtures
from tests.factories.core import CountryFactory
from tests.factories.evidence import published_practice
from tests.factories.members import MemberFactory
from tests.members.persons import open_to_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("searchable")]


@pytest.fixture(autouse=True)
def in_spanish():
    """The lists are asked in Spanish, whatever language the test before this one spoke."""
    with translation.override("es"):
        yield


def listing(query: str) -> Listing:
    return Listing(Selection.from_query(QueryDict(query)))


def slugs(ids: list[int]) -> list[str]:
    known = dict(Practice.objects.filter(pk__in=ids).values_list("pk", "slug"))
    return [known[pk] for pk in ids]


class TestLibrary:
    def test_the_best_come_first_in_the_order_of_the_search_itself(self):
        finds = search("robótica", user=AnonymousUser(), language="es", filters={"type": ["practice"]}, size=10)
        found = listing("q=robótica")
        assert finds.total == found.total > 5
        assert slugs(found.ids("es", stop=10)) == [find.slug for find in finds.finds]

    def test_another_order_shows_the_same_practices(self):
        best, titles = listing("q=robótica"), listing("q=robótica&sort=title")
        assert sorted(best.ids("es")) == sorted(titles.ids("es"))
        assert best.ids("es") != titles.ids("es")

    @pytest.mark.parametrize("words", ["robotics", "robotique", "ROBOTICA", "robotc", "robótica -xyz", '"robótica"'])
    def test_words_of_other_languages_misspelt_ones_and_signs_find_something(self, words):
        assert listing(f"q={words}").total

    def test_words_narrow_every_filter_and_each_number_is_what_a_click_gives(self):
        counts = listing("q=robótica&context=rural").counts()
        shown = [(key, code, count) for key, codes in counts.items() for code, count in codes.items() if count]
        assert len(shown) > 20
        for key, code, count in shown:
            kept = "" if key == "context" else "&context=rural"
            assert listing(f"q=robótica&{key}={code}{kept}").total == count, (key, code)

    def test_the_page_offers_the_order_and_is_kept_by_nobody(self, client):
        response = client.get("/es/evidence/?q=robótica")
        sorts = [each["value"] for each in BeautifulSoup(response.content, "html.parser").select("[name=sort] option")]
        assert sorts == ["relevance", "complete", "newest", "oldest", "title", "reach"]
        assert response["Cache-Control"] == "private, max-age=0, must-revalidate"
        assert "s-maxage" in client.get("/es/evidence/?context=rural")["Cache-Control"]

    def test_order_by_fit_without_words_means_nothing(self):
        assert Selection.from_query(QueryDict("sort=relevance")).unknown == (("sort", "relevance"),)
        assert Selection.from_query(QueryDict("q=a")).query() == "?q=a"
        assert Selection.from_query(QueryDict("q=a&sort=complete")).query() == "?q=a&sort=complete"
        assert Selection.from_query(QueryDict("q=a")).without("q").query() == ""

    def test_what_is_published_is_found_once_it_is_indexed_and_what_is_withdrawn_at_once_no_more(self):
        practice = published_practice(country=CountryFactory(code="CL"), original__title="Xylofonía andina")
        drain()
        assert listing("q=xylofonia").ids("es") == [practice.pk]
        practice.unpublish()
        assert listing("q=xylofonia").total == 0
        assert search("xylofonia", user=AnonymousUser(), language="es").total == 0


class TestDirectory:
    def test_a_beginning_of_a_name_and_a_misspelt_one_find_the_person(self):
        MemberFactory(first_name="Wilhelmina", last_name="Xaramijó", **open_to_all())
        drain()
        for words in ("xaramijo", "xara", "wilhelmina xaramijo", "xaramijp"):
            people = PeopleList(AnonymousUser(), QueryDict(f"q={words}"), "/es/people/")
            assert [line["name"] for line in people.lines(people.ids)] == ["Wilhelmina Xaramijó"], words

    def test_who_is_met_as_typed_stands_without_near_misses(self):
        MemberFactory(first_name="Wilhelmina", last_name="Xaramijo", **open_to_all())
        MemberFactory(first_name="Wilhelmina", last_name="Xaramixo", **open_to_all())
        drain()
        people = PeopleList(AnonymousUser(), QueryDict("q=wilhelmina xaramijo"), "/es/people/")
        assert [line["name"] for line in people.lines(people.ids)] == ["Wilhelmina Xaramijo"]

    def test_a_stranger_finds_only_those_whom_everybody_may_see(self):
        MemberFactory(first_name="Ana", last_name="Xaramijo")
        drain()
        assert PeopleList(AnonymousUser(), QueryDict("q=xaramijo"), "/es/people/").total == 0
        assert PeopleList(MemberFactory(), QueryDict("q=xaramijo"), "/es/people/").total == 1


def test_networks_are_found_by_words_of_another_language(client):
    found = BeautifulSoup(client.get("/es/networks/?q=teachers").content, "html.parser")
    numbers = numbers_that_fit("network", "teachers", AnonymousUser(), "es")
    assert len(found.select("main .record, main .card")) == len(numbers) > 0
    assert Network.objects.visible_to(AnonymousUser()).filter(pk__in=numbers).count() == len(numbers)


@pytest.mark.parametrize("words", ["", " ", "-", '""', "\0", "“”"])
def test_what_holds_no_word_is_left_to_the_list(words):
    assert wordsearch.numbers("practice", words, user=AnonymousUser(), language="es") is None


def test_where_no_engine_answers_the_database_looks_for_the_words(db, settings, tmp_path):
    settings.SEARCH_DIR = tmp_path / "nothing"
    published_practice(slug="radio", original__title="Xylofonía en el aula")
    published_practice(slug="other", original__title="Otra")
    found = listing("q=xylofonia")
    assert found.best is None
    assert slugs(found.ids("es")) == ["radio"]
