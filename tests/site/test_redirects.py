"""An address that was given away keeps leading somewhere: in every language, once, and never in a circle."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from alliance.site.models import MissedAddress
from alliance.site.roles import NEWSROOM, ensure_groups
from tests.admin import errors_of_form, shown, signed_in
from tests.factories.pages import event, news, section, translate

LANGUAGES = ("es", "en", "pt", "fr")
# Wagtail makes its redirects once the change is committed.
pytestmark = pytest.mark.django_db(transaction=True)


def leads_to(client, address):
    """Status and target of an address."""
    response = client.get(address)
    return response.status_code, response.get("Location")


def in_language(page, language):
    return Page.objects.get(translation_key=page.translation_key, locale__language_code=language)


class TestAutomatic:
    def test_a_page_that_gets_another_address_is_found_at_the_old_one_in_all_languages(self, client):
        page = news(title="Uno", slug="uno", lead="Entrada.")
        translate(page, "en", {"Uno": "One", "Entrada.": "Lead."})
        page = type(page).objects.get(pk=page.pk)
        page.slug = "dos"
        page.save_revision().publish()
        for language in LANGUAGES:
            assert leads_to(client, f"/{language}/news/uno/") == (301, f"/{language}/news/dos/"), language
            assert client.get(f"/{language}/news/dos/").status_code == 200, language

    def test_a_page_that_moves_is_found_at_the_old_place_in_all_languages(self, client):
        page = news(slug="uno")
        page.move(section("site.EventIndexPage"), pos="last-child")
        for language in LANGUAGES:
            assert leads_to(client, f"/{language}/news/uno/") == (301, f"/{language}/events/uno/"), language

    def test_files_of_a_page_go_with_it(self, client):
        page = event(slug="taller")
        page.slug = "encuentro"
        page.save_revision().publish()
        assert leads_to(client, "/fr/events/taller/event.ics") == (301, "/fr/events/encuentro/event.ics")

    def test_back_and_away_again_is_no_circle(self, client):
        page = news(slug="uno")
        for slug in ("dos", "uno"):
            page.slug = slug
            page.save_revision().publish()
            page = type(page).objects.get(pk=page.pk)
        assert client.get("/es/news/uno/").status_code == 200
        assert leads_to(client, "/es/news/dos/") == (301, "/es/news/uno/")
        page.unpublish()
        assert client.get("/es/news/uno/").status_code == 404
        assert client.get("/es/news/dos/").status_code == 404


class TestMadeByHand:
    def test_leads_to_the_page_in_the_language_of_the_address(self, client):
        page = news(slug="nuevo")
        Redirect.add_redirect("/es/viejo", page)
        for language in LANGUAGES:
            assert leads_to(client, f"/{language}/viejo/") == (301, f"/{language}/news/nuevo/"), language

    def test_made_with_the_page_of_another_language_it_leads_to_the_readers(self, client):
        page = news(slug="nuevo")
        Redirect.add_redirect("/es/viejo", in_language(page, "en"))
        assert leads_to(client, "/es/viejo/") == (301, "/es/news/nuevo/")

    def test_without_a_language_it_leads_to_that_of_the_readers_browser(self, client):
        Redirect.add_redirect("/viejo", news(slug="nuevo"))
        response = client.get("/viejo", headers={"accept-language": "pt-BR,pt;q=0.9"})
        assert (response.status_code, response["Location"]) == (301, "/pt/news/nuevo/")
        assert "Accept-Language" in response["Vary"]
        assert leads_to(client, "/fr/viejo/") == (301, "/fr/news/nuevo/")

    def test_one_for_its_own_language_goes_before_that_of_another(self, client):
        Redirect.add_redirect("/es/viejo", news(slug="uno"))
        Redirect.add_redirect("/fr/viejo", news(slug="dos"))
        assert leads_to(client, "/fr/viejo/") == (301, "/fr/news/dos/")
        assert leads_to(client, "/es/viejo/") == (301, "/es/news/uno/")

    def test_the_query_is_kept(self, client):
        Redirect.add_redirect("/es/viejo", section("site.NewsIndexPage"))
        Redirect.add_redirect("/es/fuera", "https://example.org/a?b=1", is_permanent=False)
        Redirect.add_redirect("/es/buscar?tema=3", "https://example.org/tres")
        assert leads_to(client, "/es/viejo/?year=2024&q=ni%C3%B1os") == (301, "/es/news/?year=2024&q=ni%C3%B1os")
        assert leads_to(client, "/es/fuera?c=2") == (302, "https://example.org/a?b=1&c=2")
        assert leads_to(client, "/es/buscar/?tema=3") == (301, "https://example.org/tres")

    @pytest.mark.parametrize("typed", ["/es/innovación y más", "/es/innovaci%C3%B3n%20y%20m%C3%A1s/"])
    def test_accents_and_spaces_in_an_address_are_understood(self, client, typed):
        Redirect.add_redirect(typed, news(slug="nuevo"))
        assert leads_to(client, "/es/innovaci%C3%B3n%20y%20m%C3%A1s/") == (301, "/es/news/nuevo/")

    def test_a_published_page_is_never_hidden(self, client):
        page = news(slug="uno")
        Redirect.add_redirect("/es/news/uno", "https://example.org/")
        assert client.get("/es/news/uno/").status_code == 200
        page.unpublish()
        assert leads_to(client, "/es/news/uno/") == (301, "https://example.org/")

    @pytest.mark.parametrize("target", ["http://127.0.0.1:8000/es/a/", "http://127.0.0.1:8000/es/a?x=1"])
    def test_what_leads_back_to_itself_leads_nowhere(self, client, target):
        Redirect.add_redirect("/es/a", target)
        assert client.get("/es/a/").status_code == 404

    def test_circles_that_were_imported_lead_nowhere(self, client):
        Redirect.add_redirect("/es/a", "http://127.0.0.1:8000/es/b/")
        Redirect.add_redirect("/es/b", "http://127.0.0.1:8000/fr/a/")
        for address in ("/es/a/", "/fr/a/", "/es/b/", "/pt/b/"):
            assert client.get(address).status_code == 404, address

    def test_costs_few_queries(self, client, django_assert_max_num_queries):
        Redirect.add_redirect("/es/viejo", news(slug="nuevo"))
        client.get("/fr/viejo/")
        with django_assert_max_num_queries(12):
            client.get("/fr/viejo/")


class TestInTheAdmin:
    @pytest.fixture
    def editor(self, client):
        ensure_groups()
        return signed_in(client, groups=[Group.objects.get(name=NEWSROOM)])

    def test_is_in_the_newsrooms_menu(self, editor):
        page = editor.get(reverse("wagtailadmin_home")).content.decode()
        assert reverse("wagtailredirects:index") in page
        assert editor.get(reverse("wagtailredirects:index")).status_code == 200

    def test_a_redirect_is_made_from_a_missed_address(self, editor):
        MissedAddress.objects.create(path="/es/viejo", count=3)
        target = news(slug="nuevo")
        add = reverse("wagtailredirects:add")
        form = shown(editor.get(f"{add}?old_path=/es/viejo"))
        assert form["old_path"] == "/es/viejo"
        assert editor.post(add, form | {"redirect_page": target.pk}).status_code == 302
        assert not MissedAddress.objects.exists()
        editor.logout()
        assert leads_to(editor, "/en/viejo/") == (301, "/en/news/nuevo/")

    def test_circles_and_redirects_to_nothing_are_refused_and_what_was_typed_stays(self, editor):
        Redirect.add_redirect("/es/b", "http://127.0.0.1:8000/fr/a/")
        add = reverse("wagtailredirects:add")
        form = shown(editor.get(add)) | {"old_path": "/es/a"}
        response = editor.post(add, form)
        assert errors_of_form(response) == {
            "redirect_page": ["Choose a page, or write the address that readers are sent to."]
        }
        response = editor.post(add, form | {"redirect_link": "http://127.0.0.1:8000/pt/b/"})
        assert errors_of_form(response) == {
            "redirect_link": ["This address leads back to the old one: readers would go in a circle."]
        }
        assert "http://127.0.0.1:8000/pt/b/" in response.content.decode()
        assert Redirect.objects.count() == 1

    def test_a_redirect_may_be_saved_again(self, editor):
        redirect = Redirect.add_redirect("/es/a", "http://127.0.0.1:8000/es/b/")
        edit = reverse("wagtailredirects:edit", args=[redirect.pk])
        form = shown(editor.get(edit))
        assert editor.post(edit, form | {"is_permanent": "on"}).status_code == 302
        response = editor.post(edit, form | {"redirect_link": "http://127.0.0.1:8000/en/a/"})
        assert list(errors_of_form(response)) == ["redirect_link"]
