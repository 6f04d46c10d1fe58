"""What the editor does for those who write: drafts are saved by themselves, comments, previews by size and language."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Comment, Revision

from alliance.site.pages import NewsPage
from alliance.site.roles import EDITORS, NEWSROOM
from evidence.models import Practice
from tests.admin import shown
from tests.factories.evidence import published_practice
from tests.factories.pages import news
from tests.site.translating import somebody

pytestmark = pytest.mark.django_db
LANGUAGES = [("es", "Español"), ("en", "English"), ("pt", "Português"), ("fr", "Français")]


@pytest.fixture
def editor(client):
    return somebody(client, EDITORS)


def record_url(name, practice):
    return reverse(Practice.snippet_viewset.get_url_name(name), args=[practice.pk])


def page_form(client, url):
    return shown(client.get(url)) | {f"{name}-count": "0" for name in ("body", "sources")}


class TestAutosave:
    def test_a_page_is_saved_as_a_draft_without_a_button(self, client):
        writer = somebody(client, NEWSROOM)
        page = news(title="Título")
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        opened = writer.get(url)
        assert (opened.context["autosave_enabled"], opened.context["autosave_interval"]) == (True, 500)
        assert "w-unsaved:add->w-autosave#save:prevent" in opened.content.decode()
        before = Revision.objects.for_instance(page).count()
        answer = writer.post(url, page_form(writer, url) | {"title": "Nuevo"}, headers={"accept": "application/json"})
        assert answer.json()["success"] is True
        page = NewsPage.objects.get(pk=page.pk)
        assert (page.title, page.get_latest_revision_as_object().title) == ("Título", "Nuevo")
        # What follows goes into the same revision, so that the history stays one of what people did.
        again = page_form(writer, url) | {"title": "Nuevo y más", "overwrite_revision_id": answer.json()["revision_id"]}
        assert writer.post(url, again, headers={"accept": "application/json"}).json()["success"] is True
        assert Revision.objects.for_instance(page).count() == before + 1
        assert NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Nuevo y más"

    def test_a_record_too(self, editor):
        practice = published_practice()
        url = record_url("edit", practice)
        opened = editor.get(url)
        assert (opened.context["autosave_enabled"], opened.context["autosave_interval"]) == (True, 500)
        data = shown(opened) | {"locality": "Arica"}
        answer = editor.post(url, data, headers={"accept": "application/json"})
        assert answer.json()["success"] is True
        practice = Practice.objects.get(pk=practice.pk)
        assert (practice.locality, practice.get_latest_revision_as_object().locality) == ("", "Arica")


def test_a_comment_is_kept_at_the_field_that_it_is_about(client):
    writer = somebody(client, NEWSROOM)
    page = news(title="Título")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    opened = writer.get(url)
    assert "comments" in opened.context["form"].formsets
    assert 'data-w-init-event-value="w-comments:init"' in opened.content.decode()
    data = page_form(writer, url) | {"comments-TOTAL_FORMS": "1", "comments-0-DELETE": "", "comments-0-resolved": ""}
    data |= {"comments-0-contentpath": "title", "comments-0-text": "¿Más corto?", "comments-0-position": ""}
    data |= {"comments-0-id": "", "comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0"}
    assert writer.post(url, data).status_code == 302
    comment = Comment.objects.get()
    assert (comment.page_id, comment.contentpath, comment.text, comment.user_id) == (
        page.pk,
        "title",
        "¿Más corto?",
        writer.user.pk,
    )


class TestPreview:
    def sizes(self, html):
        return re.findall(r'data-device-width="(\d+)"', html)

    def test_on_phones_tablets_and_desktops(self, editor):
        for url in (
            reverse("wagtailadmin_pages:edit", args=[news().pk]),
            record_url("edit", published_practice()),
        ):
            html = editor.get(url).content.decode()
            assert self.sizes(html) == ["375", "768", "1280"], url

    @pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
    def test_a_page_is_shown_in_its_own_language_whatever_the_admins(self, editor, language):
        page = news(language, title="Title of the page")
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        assert editor.post(url, page_form(editor, edit) | {"title": "Draft"}).json()["is_valid"] is True
        html = editor.get(url).content.decode()
        assert f'<html lang="{language}"' in html
        assert "Draft" in html

    def test_a_record_is_shown_in_each_language(self, editor):
        practice = published_practice()
        assert practice.preview_modes == LANGUAGES
        edit, url = record_url("edit", practice), record_url("preview_on_edit", practice)
        html = editor.get(edit).content.decode()
        offered = re.search(r'<select[^>]*id="id_preview_mode".*?</select>', html, re.DOTALL)[0]
        assert re.findall(r'<option value="(\w+)"( selected)?', offered) == [
            ("es", ""),
            ("en", " selected"),
            ("pt", ""),
            ("fr", ""),
        ]
        assert editor.post(url, shown(editor.get(edit)) | {"locality": "Arica"}).json()["is_valid"] is True
        for code, _name in LANGUAGES:
            html = editor.get(url, {"mode": code}).content.decode()
            assert f'<html lang="{code}"' in html
            assert "Arica" in html
        assert '<html lang="en"' in editor.get(url).content.decode()
