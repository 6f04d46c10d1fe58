"""An empty database becomes a site in four languages, once."""

import io
from collections import Counter

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from alliance.core.models import SiteIdentity
from alliance.site.pages import HomePage, PlainPage
from alliance.site.setup import ensure_site

pytestmark = pytest.mark.django_db

LANGUAGES = ("es", "en", "pt", "fr")
ADDRESSES = {
    "",
    "evidence/",
    "evidence/programmes/",
    "evidence/statistics/",
    "countries/",
    "networks/",
    "people/",
    "training/",
    "news/",
    "events/",
    "about/",
    "about/accessibility/",
    "about/privacy/",
}


@pytest.fixture
def empty():
    """A database as the first migrate leaves it: Wagtail's welcome page and nothing of ours."""
    root = Page.get_first_root_node()
    SiteIdentity.objects.all().delete()
    Site.objects.all().delete()
    for page in root.get_children():
        page.specific.delete()
    root = Page.get_first_root_node()
    Locale.objects.exclude(language_code="es").delete()
    welcome = root.add_child(title="Welcome to your new Wagtail site!", slug="home", locale=Locale.objects.get())
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


def tree():
    return list(Page.objects.order_by("path").values_list("path", "slug", "title", "locale__language_code", "live"))


def test_the_tree_has_the_same_addresses_in_every_language(empty):
    assert ensure_site() == 52

    for language in LANGUAGES:
        pages = Page.objects.filter(locale__language_code=language, depth__gt=1)
        assert {page.get_url() for page in pages} == {f"/{language}/{address}" for address in ADDRESSES}
    assert set(Locale.objects.values_list("language_code", flat=True)) == set(LANGUAGES)


def test_pages_in_the_same_place_are_translations_of_each_other(empty):
    ensure_site()

    keys = Counter(Page.objects.filter(depth__gt=1).values_list("translation_key", flat=True))
    assert set(keys.values()) == {4}
    assert len(keys) == 13
    english = Page.objects.get(locale__language_code="en", slug="statistics")
    assert english.get_translation(Locale.objects.get(language_code="pt")).title == "Estatísticas"


def test_the_root_and_the_site_belong_to_the_default_language(empty):
    ensure_site()

    site = Site.objects.get(is_default_site=True)
    assert (site.root_page.specific_class, site.root_page.locale.language_code) == (HomePage, settings.LANGUAGE_CODE)
    assert f"{site.hostname}:{site.port}" in settings.SITE_URL
    assert Page.get_first_root_node().locale.language_code == settings.LANGUAGE_CODE
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_a_second_time_makes_nothing(empty):
    ensure_site()
    before = tree()

    assert ensure_site() == 0
    assert tree() == before
    assert Site.objects.count() == SiteIdentity.objects.count() == 1


def test_what_editors_changed_stays_and_what_they_deleted_comes_back(empty):
    ensure_site()
    page = PlainPage.objects.get(locale__language_code="fr", slug="about")
    page.title = "Qui nous sommes"
    page.save()
    Page.objects.get(locale__language_code="pt", slug="privacy").delete()
    SiteIdentity.objects.update(tagline_es="Otra alianza")

    assert ensure_site() == 1

    assert PlainPage.objects.get(pk=page.pk).title == "Qui nous sommes"
    restored = Page.objects.get(locale__language_code="pt", slug="privacy")
    assert restored.translation_key == Page.objects.get(locale__language_code="es", slug="privacy").translation_key
    assert SiteIdentity.objects.get().tagline_es == "Otra alianza"


def test_a_welcome_page_that_somebody_uses_stays(empty):
    welcome = Page.objects.get(slug="home")
    welcome.add_child(title="Mine", slug="mine")

    ensure_site()

    assert Page.objects.filter(pk=welcome.pk).exists()
    assert ensure_site() == 0


def test_every_page_has_words_in_its_language(empty):
    ensure_site()

    for page in PlainPage.objects.all():
        assert page.lead
        assert len(page.body) >= 6
    for home in HomePage.objects.all():
        assert home.headline
        assert home.introduction
    for name in ("headline", "introduction"):
        assert len(set(HomePage.objects.values_list(name, flat=True))) == 4


def test_the_identity_introduces_the_alliance_in_every_language(empty):
    ensure_site()

    identity = SiteIdentity.objects.get()
    assert (identity.name, identity.contact_email) == ("ARTIE", "Education.Santiago@unesco.org")
    for name in ("full_name", "tagline", "footer_text"):
        assert len({getattr(identity, f"{name}_{language}") for language in LANGUAGES}) == 4


def test_groups_are_there_and_the_command_says_how_many_pages_were_made(empty):
    output = io.StringIO()

    call_command("setup_site", stdout=output)

    assert output.getvalue() == "Pages made: 52\n"
    assert {"Editors", "Evidence reviewers"} <= set(Group.objects.values_list("name", flat=True))
