"""Pictures and documents that people upload, the hostile ones among them, through the admin's own forms."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model

from alliance.core.models import Picture
from alliance.core.uploads import KEPT_SIDE

pytestmark = pytest.mark.django_db
PLACE = 0x8825  # the part of a photograph's metadata that says where it was taken
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options) -> bytes:
    content = BytesIO()
    Image.new(mode, size, (200, 60, 30) if mode == "RGB" else (200, 60, 30, 0)).save(content, kind, **options)
    return content.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A phone"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(PLACE)[1] = "S"
    return picture(exif=exif)


def upload(client, name: str, content: bytes, view: str = "wagtailimages:add"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(view), {"title": "What the editor typed", "file": file, "credit": "Ana Paz"})


def errors_of(response) -> list[str]:
    """The codes of what is wrong with the file; each comes with words for people."""
    errors = response.context["form"].errors.as_data()["file"]
    assert all(len(str(error.messages[0])) > 20 for error in errors)
    return [error.code for error in errors]


def test_a_photograph_loses_the_place_where_it_was_taken_and_stands_upright(admin_client):
    assert upload(admin_client, "escuela.jpg", with_place()).status_code == 302
    stored = Picture.objects.get()
    with Image.open(stored.file) as kept:
        assert (dict(kept.getexif()), kept.info.get("exif")) == ({}, None)
        assert kept.size == (stored.width, stored.height) == (40, 60)


def test_what_hides_behind_the_pixels_does_not_survive(admin_client):
    hidden = b"PK\x03\x04<script>alert(1)</script>"
    assert upload(admin_client, "foto.jpg", picture() + hidden).status_code == 302
    with Picture.objects.get().file.open() as kept:
        content = kept.read()
    assert b"script" not in content
    assert b"PK\x03\x04" not in content


@pytest.mark.parametrize(
    ("kind", "name", "mode"), [("PNG", "a.png", "RGBA"), ("WEBP", "a.webp", "RGBA"), ("AVIF", "a.avif", "RGB")]
)
def test_the_other_formats_stay_what_they_are(admin_client, kind, name, mode):
    assert upload(admin_client, name, picture(kind, mode=mode)).status_code == 302
    with Image.open(Picture.objects.get().file) as kept:
        assert (kept.format, kept.mode) == (kind, mode)


def test_a_very_large_photograph_is_made_smaller(admin_client):
    assert upload(admin_client, "foto.jpg", picture(size=(6000, 3000))).status_code == 302
    assert (Picture.objects.get().width, Picture.objects.get().height) == (KEPT_SIDE, KEPT_SIDE // 2)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", SVG, "invalid_image_extension"),
        ("a.jpg", SVG, "invalid_image_known_format"),
        ("a.jpg", b"GIF89a<html><script>alert(1)</script>", "invalid_image_known_format"),
        ("a.png", picture("JPEG"), "invalid_image_known_format"),
        ("a.gif", picture("GIF"), "invalid_image_extension"),
        ("a.png", picture("PNG", size=(30_000, 2)), "side_too_long"),
        ("a.png", picture("PNG", size=(10_000, 9_000)), "file_too_many_pixels"),
        ("a.jpg", picture(size=(400, 400))[:600], "unreadable"),
        ("a.jpg", b"", "empty"),
    ],
    ids=[
        "svg",
        "svg as jpg",
        "page as gif as jpg",
        "jpg as png",
        "gif",
        "30,000 pixels",
        "90 million",
        "cut off",
        "empty",
    ],
)
def test_what_is_no_good_picture_is_refused_with_words_and_what_was_typed_stays(admin_client, name, content, code):
    response = upload(admin_client, name, content)
    assert response.status_code == 200
    assert errors_of(response) == [code]
    assert response.context["form"]["title"].value() == "What the editor typed"
    assert response.context["form"]["credit"].value() == "Ana Paz"
    assert not Picture.objects.exists()


def test_a_hundred_megabytes_are_refused(admin_client):
    response = upload(admin_client, "a.jpg", picture() + bytes(100 * 1024 * 1024))
    assert errors_of(response) == ["file_too_large"]
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("guide.pdf", b"%PDF-1.7 ..."),
        ("table.csv", "año,país\n2024,México".encode()),
        ("old.csv", "año,país\n2024,México".encode("latin-1")),
        ("talk.mp3", b"ID3..."),
        ("talk.mp4", b"\0\0\0\x18ftypmp42"),
        ("words.docx", b"PK\x03\x04..."),
    ],
)
def test_documents_that_are_what_they_say_are_taken(admin_client, name, content):
    assert upload(admin_client, name, content, "wagtaildocs:add").status_code == 302
    assert get_document_model().objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<html>", "wrong_kind"),
        ("drawing.svg", SVG, "wrong_kind"),
        ("program.exe", b"MZ", "wrong_kind"),
        ("guide.pdf", b"<html><script>alert(1)</script>", "wrong_content"),
        ("notes.txt", b"  <!DOCTYPE html><script>", "wrong_content"),
        ("table.csv", b"a,b\0c", "wrong_content"),
        ("talk.mp4", b"%PDF-1.7", "wrong_content"),
    ],
)
def test_documents_that_are_something_else_are_refused_with_words(admin_client, name, content, code):
    response = upload(admin_client, name, content, "wagtaildocs:add")
    assert errors_of(response) == [code]
    assert response.context["form"]["title"].value() == "What the editor typed"
    assert not get_document_model().objects.exists()
