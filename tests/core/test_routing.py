"""The page of an address is found as Wagtail finds it, with as few queries for a deep one as for a near one."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from alliance.core.models import LanguageRootMixin, PublicPageMixin, RecordIndexMixin
from alliance.site.pages import HomePage
from tests.factories.pages import add, news, section, track
from tests.training.courses import course, lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return HomePage.objects.get(locale__language_code="es")


@pytest.fixture
def tree():
    """Pages four steps below home, one of them below a draft."""
    found = track(slug="data")
    lesson(course(found, slug="read"), slug="first")
    draft = course(found, slug="draft")
    lesson(draft, slug="below")
    Page.objects.filter(pk=draft.pk).update(live=False)
    news(slug="story")
    add(section("site.EventIndexPage"), "site.EventPage", slug="meeting", start_date=date(2026, 12, 3))


def answer(route, rf, address: str):
    """What a way to find the page of an address ends in: page, view and its arguments, or nothing."""
    try:
        page, args, kwargs = route(rf.get(address), [each for each in address.split("/") if each])
    except Http404:
        return None
    view = args[0].__name__ if args else ""
    return type(page), page.pk, view, [*args[1:], kwargs] if args else []


@pytest.mark.parametrize(
    ("address", "is_there"),
    [
        ("", True),
        ("news", True),
        ("news/story", True),
        ("news/none", False),
        ("news/story/more", False),
        ("none/story", False),
        ("events/meeting", True),
        ("events/meeting/event.ics", True),
        ("events/month/2026-12", True),
        ("events/calendar.ics", True),
        ("evidence/statistics", True),
        ("evidence/no-such-practice", True),
        ("training/data/read/first", True),
        ("training/data/draft", False),
        ("training/data/draft/below", True),
        ("training/read", False),
        ("data/read", False),
    ],
)
def test_the_same_page_answers_as_with_wagtails_own_way(home, tree, rf, address, is_there):
    found = answer(home.route, rf, address)
    assert found == answer(super(LanguageRootMixin, home).route, rf, address)
    assert bool(found) == is_there


def test_a_deep_page_takes_no_more_queries_than_a_near_one(home, tree, rf):
    counts = []
    for address in ("news/story", "training/data", "training/data/read", "training/data/read/first"):
        answer(home.route, rf, address)
        with CaptureQueriesContext(connection) as queries:
            page = answer(home.route, rf, address)
        assert page
        counts.append(len(queries))
    assert counts == [2] * 4


def test_the_way_to_a_page_and_its_language_are_known_without_a_query(home, tree, rf, django_assert_num_queries):
    page = home.route(rf.get("/"), ["training", "data", "read", "first"]).page
    with django_assert_num_queries(0):
        slugs = [page.get_parent().slug, page.get_parent().get_parent().slug]
        assert (slugs, page.locale.language_code, page.alias_of) == (["read", "data"], "es", None)


def test_no_type_serves_addresses_of_its_own_before_its_child_pages():
    """Home passes them by on the way to a page below."""
    parents = [
        model
        for model in apps.get_models()
        if issubclass(model, PublicPageMixin) and model is not HomePage and model.clean_subpage_models()
    ]
    assert {model.__name__ for model in parents} >= {"EventIndexPage", "NewsIndexPage", "TrackPage", "CoursePage"}
    assert {model.route for model in parents} <= {Page.route, RecordIndexMixin.route}
