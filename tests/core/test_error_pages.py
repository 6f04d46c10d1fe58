"""What went wrong is said in the reader's language, with a way on, even when nothing else works."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.template import TemplateDoesNotExist
from django.test import override_settings
from django.urls import path
from django.utils import translation

from alliance import urls as site_urls
from alliance.core import error_views


def broken(request):
    """Fail as code does."""
    raise ZeroDivisionError


def closed(request):
    """Refuse."""
    raise PermissionDenied


def unreadable(request):
    """Refuse what was sent."""
    raise BadRequest


urlpatterns = [
    path("es/broken/", broken),
    path("es/closed/", closed),
    path("es/unreadable/", unreadable),
    *site_urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = (
    site_urls.handler400,
    site_urls.handler403,
    site_urls.handler404,
    site_urls.handler500,
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/es/broken/", 500), ("/es/closed/", 403), ("/es/unreadable/", 400), ("/es/there-is-no-such-page/", 404)],
)
def test_an_error_page_has_its_status_and_a_way_home(client, address, status):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        response = client.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert 'lang="es"' in page
    assert 'href="/es/"' in page
    assert f'<p class="eyebrow">{status}</p>' in page


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_says_what_to_do(rf):
    with translation.override("es"):
        response = error_views.stale_form(rf.post("/es/"), reason="no cookie")
    assert response.status_code == 403
    assert "no cookie" not in response.content.decode()


def test_400_and_500_need_no_database(rf):
    """pytest-django fails any query of this test."""
    assert error_views.bad_request(rf.get("/pt/x/")).status_code == 400
    assert 'lang="fr"' in error_views.server_error(rf.get("/fr/x/")).content.decode()


def test_500_has_words_even_when_no_template_can_be_made(rf, monkeypatch):
    def fail(*args, **kwargs):
        raise TemplateDoesNotExist("errors/500.html")

    monkeypatch.setattr(error_views, "render_to_string", fail)
    response = error_views.server_error(rf.get("/es/"))
    assert response.status_code == 500
    assert "El sitio no puede responder ahora" in response.content.decode()


@pytest.mark.django_db
def test_the_style_guide_is_for_staff(client, admin_client):
    assert client.get("/styleguide/").status_code == 302
    response = admin_client.get("/styleguide/?theme=dark")
    assert response.status_code == 200
    assert 'data-theme="dark"' in response.content.decode()
