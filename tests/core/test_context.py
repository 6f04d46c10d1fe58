"""What stands around every page: right for the address and the language, and free of queries once it is known."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, Site

from alliance.core import context
from alliance.core.cache import bump_content_version, content_version
from alliance.core.models import Partner, SiteIdentity
from tests.factories.pages import news

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spanish():
    context.forget()
    with translation.override("es"):
        yield
    context.forget()


@pytest.fixture
def site() -> Site:
    """The default site with a home of its own: two sections, one with pages below it, and pages outside the menu."""
    site = Site.objects.get(is_default_site=True)
    root = Page.get_first_root_node()
    home = root.add_child(instance=Page(title="Inicio", slug="inicio", locale=site.root_page.locale))
    library = home.add_child(instance=Page(title="Biblioteca", slug="library", show_in_menus=True, locale=home.locale))
    library.add_child(instance=Page(title="Programas", slug="programmes", show_in_menus=True, locale=home.locale))
    library.add_child(instance=Page(title="Privacidad", slug="privacy", locale=home.locale))
    home.add_child(instance=Page(title="Países", slug="countries", show_in_menus=True, locale=home.locale))
    home.add_child(instance=Page(title="Fuera", slug="hidden", locale=home.locale))
    site.root_page = home
    site.save()
    bump_content_version()
    return site


def chrome_for(rf, path, **cookies):
    """Return the chrome of ``path``."""
    request = rf.get(path)
    request.COOKIES.update(cookies)
    return context.chrome(request)["chrome"]


def test_the_menu_has_what_editors_put_into_it_and_knows_where_the_reader_is(rf, site):
    menu = chrome_for(rf, "/es/library/programmes/enlaces/").menu
    assert [(link.title, link.url, link.current) for link in menu] == [
        ("Biblioteca", "/es/library/", False),
        ("Programas", "/es/library/programmes/", True),
        ("Países", "/es/countries/", False),
    ]


def test_articles_are_left_to_their_section(rf):
    news(title="Una noticia", lead="…")
    titles = [link.title for column in chrome_for(rf, "/es/").footer for link in column.links]
    assert "Una noticia" not in titles
    assert {"Acerca de", "Accesibilidad", "Privacidad"} <= set(titles)


def test_the_footer_groups_sections_that_have_pages_and_lists_the_others(rf, site):
    chrome = chrome_for(rf, "/es/")
    assert [(column.title, [link.title for link in column.links]) for column in chrome.footer] == [
        ("Biblioteca", ["Biblioteca", "Programas", "Privacidad"])
    ]
    assert [link.title for link in chrome.footer_alone] == ["Países"]


@pytest.mark.parametrize(
    ("path", "portuguese"),
    [
        ("/es/library/?country=MX&country=CO", "/pt/library/?country=MX&country=CO"),
        ("/es/", "/pt/"),
        ("/styleguide/", "/pt/"),
    ],
)
def test_the_language_switch_keeps_page_and_filters(rf, site, path, portuguese):
    languages = {language.code: language for language in chrome_for(rf, path).languages}
    assert languages["pt"].url == portuguese
    assert [code for code, language in languages.items() if language.current] == ["es"]
    assert "?" not in languages["es"].absolute_url


def test_a_warm_page_costs_one_look_at_the_version_and_no_other_query(rf, site, django_assert_num_queries):
    chrome_for(rf, "/es/").menu  # noqa: B018 - warms
    # inside a test's transaction the version is read each time; outside, once a second
    with django_assert_num_queries(1):
        chrome_for(rf, "/es/library/").menu  # noqa: B018 - the access is what is measured


def test_a_publish_is_seen(rf, site):
    assert len(chrome_for(rf, "/es/").menu) == 3
    site.root_page.add_child(
        instance=Page(title="Acerca", slug="about", show_in_menus=True, locale=site.root_page.locale)
    )
    bump_content_version()
    assert len(chrome_for(rf, "/es/").menu) == 4


def test_showing_a_page_writes_nothing(rf, site):
    with CaptureQueriesContext(connection) as queries:
        chrome_for(rf, "/es/").menu  # noqa: B018 - the access is what is measured
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_another_alliance_makes_it_its_own(rf, site):
    before = content_version()
    words = {"name": "RED", "full_name_es": "Red de países", "full_name_en": "Network"}
    identity, _made = SiteIdentity.objects.update_or_create(site=site, defaults=words)
    identity.partners = [Partner(name="Socio", url="https://example.org/")]
    identity.save()
    bump_content_version()
    assert content_version() != before
    shown = chrome_for(rf, "/es/").identity
    assert (shown.name, shown.full_name) == ("RED", "Red de países")
    assert [(partner.title, partner.url) for partner in shown.partners] == [("Socio", "https://example.org/")]
    with translation.override("en"):
        assert chrome_for(rf, "/en/").identity.full_name == "Network"


def test_a_visitor_costs_no_session(rf, site):
    request = rf.get("/es/")
    request.user = property(lambda self: pytest.fail("the session was opened"))
    assert context.chrome(request)["chrome"].account is None


def test_the_account_is_named_only_to_its_owner(rf, site, django_user_model):
    request = rf.get("/es/")
    request.COOKIES["sessionid"] = "x"
    request.user = AnonymousUser()
    assert context.chrome(request)["chrome"].account is None
    request.user = django_user_model.objects.create_user(
        "ana@example.org", "secret-words", first_name="Ana", last_name="Paz"
    )
    account = context.chrome(request)["chrome"].account
    assert (account.name, account.is_staff) == ("Ana Paz", False)
