"""Pictures on pages: every size and format, made before anybody asks, with dimensions and words."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from alliance.core.models import OutboxEntry, Picture
from alliance.core.pictures import SPECS
from alliance.core.tasks import make_renditions
from tests.factories.pictures import PictureFactory, drawing

pytestmark = pytest.mark.django_db


def drawn(picture, **options) -> BeautifulSoup:
    context = {"picture": picture, "alt": "A long table", "sizes": "92vw", **options}
    return BeautifulSoup(render_to_string("components/picture.html", context), "html.parser")


def test_an_upload_has_its_sizes_made_by_the_worker(admin_client):
    file = SimpleUploadedFile("a.png", drawing())
    admin_client.post(reverse("wagtailimages:add"), {"title": "A table", "file": file})
    picture, entry = Picture.objects.get(), OutboxEntry.objects.get(kind="pictures.renditions")
    assert picture.renditions.filter(filter_spec__in=SPECS).count() == 0
    make_renditions(entry.payload, entry.pk)
    make_renditions(entry.payload, entry.pk)
    assert set(picture.renditions.filter(filter_spec__in=SPECS).values_list("filter_spec", flat=True)) == set(SPECS)


def test_pages_ask_for_what_was_made_and_for_nothing_else(django_assert_num_queries):
    picture = PictureFactory()
    make_renditions({"picture": picture.pk}, 1)
    made = picture.renditions.count()
    soup = drawn(Picture.objects.get(pk=picture.pk))
    assert picture.renditions.count() == made == 9
    assert [source["type"] for source in soup.select("source")] == ["image/avif", "image/webp"]
    assert all(source["srcset"].count("w,") == 2 for source in soup.select("source"))


def test_a_picture_has_dimensions_and_words_and_waits_below_the_first_view():
    picture = PictureFactory()
    first, later = drawn(picture).img, drawn(picture, lazy=True).img
    assert (first["width"], first["height"], first["alt"]) == ("400", "300", "A long table")
    assert (first.get("loading"), later["loading"]) == (None, "lazy")


def test_a_picture_that_was_deleted_meanwhile_is_no_failure():
    make_renditions({"picture": 999_999}, 1)
