"""What stands around every page (menu, footer, partners) is the newsroom's to change, and readers see it at once."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from alliance.core import cache
from alliance.core.models import Partner, SiteIdentity
from alliance.site.pages import PlainPage
from alliance.site.roles import NEWSROOM, NEWSROOM_REVIEWERS, ensure_groups
from tests.admin import add_row, fill_row, shown, signed_in
from tests.factories.pages import publish, section

# Cached pages are forgotten once a change is committed.
pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = ("es", "en", "pt", "fr")


@pytest.fixture
def somebody():
    """A client of somebody of a group of the newsroom."""
    ensure_groups()
    return lambda group: signed_in(Client(), groups=[Group.objects.get(name=group)])


@pytest.fixture
def seen(client):
    """What a visitor sees around the news of a language, from the page cache where it is there."""

    def look(language):
        response = client.get(f"/{language}/news/")
        assert response["Cache-Control"] == cache.PUBLIC
        return BeautifulSoup(response.content, "html.parser")

    return look


def links(soup, place):
    return {link["href"]: link.get_text() for link in soup.select(f"{place} a")}


def settings_address():
    return reverse("wagtailsettings:edit", args=["core", "siteidentity", Site.objects.get().pk])


class TestFooterAndPartners:
    def test_the_newsroom_finds_them_in_its_menu(self, somebody):
        editor = somebody(NEWSROOM)
        assert reverse("wagtailsettings:edit", args=["core", "siteidentity"]) in (
            editor.get(reverse("wagtailadmin_home")).content.decode()
        )

    def test_words_of_the_footer_change_in_their_language_alone(self, somebody, seen):
        before = {language: seen(language).footer.get_text() for language in LANGUAGES}
        editor = somebody(NEWSROOM)
        form = shown(editor.get(settings_address(), follow=True))
        form |= {"footer_text_fr": "Une alliance de ministères.", "contact_email": "red@example.org"}
        assert editor.post(settings_address(), form).status_code == 302
        for language in LANGUAGES:
            now = seen(language).footer.get_text()
            assert "red@example.org" in now
            assert ("Une alliance de ministères." in now) == (language == "fr")
            assert now != before[language]

    def test_partners_are_added_renamed_and_taken_away(self, somebody, seen):
        editor = somebody(NEWSROOM)

        def save(change):
            form = shown(editor.get(settings_address(), follow=True))
            change(form)
            assert editor.post(settings_address(), form).status_code == 302
            return [
                {each.get_text(): (each.a or {}).get("href") for each in seen(language).select("footer li")}
                for language in LANGUAGES
            ]

        def add(form):
            add_row(form, "partners", name="Oficina Regional", url="https://example.org/oficina", id="")
            add_row(form, "partners", name="Sin sitio", url="", id="")

        for found in save(add):
            assert (found["Oficina Regional"], found["Sin sitio"]) == ("https://example.org/oficina", None)
        for found in save(lambda form: fill_row(form, "partners", 1, name="Otra")):
            assert "Otra" in found
            assert "Sin sitio" not in found
        for found in save(lambda form: fill_row(form, "partners", 0, DELETE="on")):
            assert "Otra" in found
            assert "Oficina Regional" not in found

    def test_a_partner_taken_away_by_a_program_is_gone_too(self, seen):
        partner = Partner.objects.create(
            identity=SiteIdentity.objects.get(), name="Oficina", url="https://example.org/oficina"
        )
        assert "https://example.org/oficina" in links(seen("pt"), "footer")
        partner.delete()
        assert "https://example.org/oficina" not in links(seen("pt"), "footer")

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp:", "example"])
    def test_an_address_that_is_none_is_refused_and_stays_to_be_mended(self, somebody, url):
        editor = somebody(NEWSROOM)
        form = shown(editor.get(settings_address(), follow=True))
        add_row(form, "partners", name="Oficina", url=url, id="")
        response = editor.post(settings_address(), form)
        assert response.status_code == 200
        rows = response.context["form"].formsets["partners"]
        assert list(rows.errors[0]) == ["url"]
        assert rows.forms[0]["url"].value() == url
        assert not SiteIdentity.objects.get().partners.exists()


class TestMenu:
    def test_what_an_editor_puts_into_it_appears_once_it_is_published_and_goes_with_its_page(self, somebody, seen):
        news = section("site.NewsIndexPage", "fr")
        assert "/fr/news/" in links(seen("fr"), ".mainnav__list")
        editor, reviewer = somebody(NEWSROOM), somebody(NEWSROOM_REVIEWERS)
        edit = reverse("wagtailadmin_pages:edit", args=[news.pk])
        form = shown(reviewer.get(edit)) | {"title": "Actualités du réseau"}
        form.pop("show_in_menus", None)
        assert editor.post(edit, form).status_code == 302
        assert links(seen("fr"), ".mainnav__list")["/fr/news/"] == news.title
        assert reviewer.post(edit, form | {"show_in_menus": "on", "action-publish": "1"}).status_code == 302
        assert links(seen("fr"), ".mainnav__list")["/fr/news/"] == "Actualités du réseau"
        assert "Actualités du réseau" not in links(seen("es"), ".mainnav__list").values()
        assert reviewer.post(edit, form | {"action-publish": "1"}).status_code == 302
        assert "/fr/news/" not in links(seen("fr"), ".mainnav__list")
        assert "/es/news/" in links(seen("es"), ".mainnav__list")

    def test_a_page_below_a_section_stands_in_the_footer_until_it_is_unpublished(self, somebody, client):
        parent = PlainPage.objects.filter(depth=3, locale__language_code="es", show_in_menus=True).first()
        if parent is None:
            parent = section("site.CountryIndexPage")
        page = publish(parent, "site.PlainPage", title="Reglamento", slug="reglamento")
        address = page.get_url()
        around = BeautifulSoup(client.get("/es/").content, "html.parser")
        assert links(around, "footer")[address] == "Reglamento"
        assert client.get(address).status_code == 200
        Page.objects.get(pk=page.pk).unpublish()
        assert address not in links(BeautifulSoup(client.get("/es/").content, "html.parser"), "footer")

    def test_every_link_around_a_page_leads_somewhere_after_a_section_is_unpublished(self, client):
        section("site.EventIndexPage").unpublish()
        around = BeautifulSoup(client.get("/es/").content, "html.parser")
        for href in {**links(around, ".mainnav__list"), **links(around, "footer")}:
            if href.startswith("/es/"):
                assert client.get(href).status_code == 200, href
        assert "/es/events/" not in links(around, ".mainnav__list")
