"""A page that is closed is closed in every language, through every door."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from alliance.site.pages import NewsPage
from tests.factories.pages import news, section, story, translate

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = ("es", "en", "pt", "fr")


@pytest.fixture
def article():
    page = news(title="Uno", lead="Entrada.", body=story("Palabras."))
    translate(page, "en", {"Uno": "One"})
    return page


def statuses(client, page) -> dict[str, int]:
    return {language: client.get(f"/{language}/news/{page.slug}/").status_code for language in LANGUAGES}


def test_closing_one_language_closes_all(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert statuses(client, article) == dict.fromkeys(LANGUAGES, 302)
    assert not NewsPage.objects.visible_to(None).filter(translation_key=article.translation_key).exists()
    for language in LANGUAGES:
        assert article.slug not in client.get(f"/{language}/news/").content.decode()


def test_opening_one_opens_all_again(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    english = NewsPage.objects.get(translation_key=article.translation_key, locale__language_code="en")
    PageViewRestriction.objects.get(page=english).delete()
    assert statuses(client, article) == dict.fromkeys(LANGUAGES, 200)


def test_groups_are_the_same(article):
    group = Group.objects.create(name="Ministries")
    restriction = PageViewRestriction.objects.create(page=article, restriction_type="groups")
    restriction.groups.add(group)
    assert PageViewRestriction.objects.filter(restriction_type="groups", groups=group).count() == 4
    restriction.groups.clear()
    assert PageViewRestriction.objects.filter(groups=group).count() == 0
    assert PageViewRestriction.objects.filter(page__translation_key=article.translation_key).count() == 4


def test_a_closed_section_is_closed_in_every_language(client, article):
    PageViewRestriction.objects.create(page=section("site.NewsIndexPage", "pt"), restriction_type="login")
    assert statuses(client, article) == dict.fromkeys(LANGUAGES, 302)


def test_deleting_a_closed_original_does_not_open_its_translation(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    article.delete()
    assert client.get(f"/en/news/{article.slug}/").status_code == 302


def test_what_is_made_later_below_a_closed_page_is_closed_from_the_start(client):
    page = news(title="Uno")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    NewsPage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).first().delete()
    page.save_revision().publish()
    assert NewsPage.objects.filter(translation_key=page.translation_key).count() == 4
    assert statuses(client, page) == dict.fromkeys(LANGUAGES, 302)


def test_the_admins_own_form_closes_all(admin_client, client, article):
    address = reverse("wagtailadmin_pages:set_privacy", args=[article.pk])
    assert admin_client.post(address, {"restriction_type": "login", "password": "", "groups": []}).status_code == 200
    assert statuses(client, article) == dict.fromkeys(LANGUAGES, 302)
