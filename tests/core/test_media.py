"""Pictures and documents on their way to readers: what is public, whole files, parts, and files that may not be had."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import AsyncClient
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from alliance.core.media import MOST_AT_ONCE
from tests.factories.pictures import PictureFactory

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 4


@pytest.fixture
def sound():
    return get_document_model().objects.create(title="Talk", file=ContentFile(SOUND, "talk.mp3"))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_rendition_is_public_and_its_original_is_not(client):
    picture = PictureFactory()
    small = picture.get_rendition("width-100|format-webp")
    response = client.get(small.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=86400"
    assert body(response) == Path(small.file.path).read_bytes()
    assert client.get(picture.file.url, follow=True).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("../secret_key", 400), ("%2e%2e/secret_key", 400), ("..%2fsecret_key", 400), ("nothing.png", 404), ("", 404)],
)
def test_nothing_else_of_the_disk_is_served(client, path, status):
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    Path(settings.MEDIA_ROOT, "secret_key").write_text("secret")
    assert client.get(f"/media/images/{path}", follow=True).status_code == status


def test_a_document_comes_whole_and_says_that_parts_can_be_had(client, sound):
    response = client.get(sound.url)
    assert (response.status_code, response["Accept-Ranges"], body(response)) == (200, "bytes", SOUND)
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, 1023), ("bytes=10-19", 10, 19), ("bytes=1000-5000", 1000, 1023), ("bytes=-24", 1000, 1023)],
)
def test_a_part_of_a_document(client, sound, asked, first, last):
    response = client.get(sound.url, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (206, f"bytes {first}-{last}/1024")
    assert body(response) == SOUND[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=20-10", "bytes=-0"])
def test_a_part_that_is_not_there(client, sound, asked):
    response = client.get(sound.url, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


def test_a_player_gets_a_long_talk_bit_by_bit(client):
    long = get_document_model().objects.create(title="Talk", file=ContentFile(bytes(MOST_AT_ONCE + 10), "long.mp3"))
    response = client.get(long.url, headers={"Range": "bytes=0-"})
    assert (response.status_code, response["Content-Length"]) == (206, str(MOST_AT_ONCE))


@pytest.mark.django_db(transaction=True)
async def test_under_asgi_a_document_is_not_read_into_memory_first(sound):
    response = await AsyncClient().get(sound.url)
    assert response.is_async
    assert b"".join([part async for part in response]) == SOUND


def test_a_document_of_a_closed_collection_is_not_given_out(client, sound):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    sound.collection = closed
    sound.save()
    response = client.get(sound.url, headers={"Range": "bytes=0-"})
    assert response.status_code == 302
