"""Photos: judged before they cost memory, cut, cleaned, and served to those alone who may see them."""

import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from alliance.core.audience import Audience
from alliance.core.portraits import SIDE, square
from members.models import Profile
from tests.factories.members import MemberFactory, StaffFactory
from tests.members.persons import EDIT, open_to_all, picture, typed

pytestmark = pytest.mark.django_db


def upload(client, person, file, **fields):
    data = typed(person, photo=file, photo_across="50", photo_down="40", **fields)
    return client.post(EDIT, data)


@pytest.fixture
def person(client):
    """Somebody who is signed in and whose photo members may see."""
    member = MemberFactory(profile__audience=Audience.PUBLIC)
    client.force_login(member)
    return member


def address_of(person) -> str:
    profile = Profile.objects.get(person=person)
    return f"/en/people/{profile.slug}/photo/{profile.photo_name}"


def test_a_photo_is_a_clean_square_around_the_chosen_point():
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (12.0, 3.0, 0.0)}
    exif[0x010E] = "at home"
    left = Image.open(square(picture(exif=exif), across=0))
    right = Image.open(square(picture(exif=exif), across=100))
    assert left.size == right.size == (SIDE, SIDE)
    assert left.format == "WEBP"
    assert not dict(left.getexif())
    assert left.getpixel((10, 10))[0] > 200
    assert right.getpixel((SIDE - 10, 10))[2] > 200


def test_a_photo_that_lies_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = Image.open(square(picture(size=(400, 400), exif=exif)))
    assert upright.getpixel((SIDE // 2, 10))[0] > 200
    assert upright.getpixel((SIDE // 2, SIDE - 10))[2] > 200


def huge_png(width: int, height: int) -> SimpleUploadedFile:
    """Return a PNG of few bytes that says that it has so many pixels."""
    content = BytesIO()
    Image.new("1", (width, height)).save(content, "PNG", optimize=True)
    return SimpleUploadedFile("huge.png", content.getvalue(), content_type="image/png")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("me.jpg", b"<html>not a picture</html>"), "cannot be read"),
        (SimpleUploadedFile("me.jpg", b"\xff\xd8\xff\xe0" + b"x" * 200), "cannot be read"),
        (SimpleUploadedFile("me.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "cannot be read"),
        (picture("GIF", name="me.gif"), "cannot be read"),
        (huge_png(30_000, 40), "30000 × 40 pixels"),
        (huge_png(9_000, 9_000), "9000 × 9000 pixels"),
        (picture(size=(40, 40)), "too small"),
    ],
)
def test_what_is_no_photo_is_refused_in_words_and_the_text_is_kept(client, person, file, words):
    file.seek(0)
    answer = upload(client, person, file, position="Kept")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Kept"' in page
    assert "choose the photo again" in page
    assert not Profile.objects.get(person=person).photo


class _Forty(SimpleUploadedFile):
    """A file of which nobody may read a byte."""

    def __init__(self) -> None:
        super().__init__("me.jpg", b"")
        self.size = 40 * 1024 * 1024

    def seek(self, *args):
        raise AssertionError("read before its size was looked at")


def test_forty_megabytes_are_refused_before_they_are_read():
    with pytest.raises(ValidationError, match="40 MB"):
        square(_Forty())


def test_a_picture_of_thirty_thousand_pixels_costs_no_memory():
    file = huge_png(30_000, 2_000)
    tracemalloc.start()
    try:
        with pytest.raises(ValidationError, match="30000 × 2000"):
            square(file)
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_what_pillow_calls_a_bomb_is_refused_too():
    with pytest.raises(ValidationError):
        square(huge_png(30_000, 30_000))


def test_a_photo_is_served_to_those_alone_who_may_see_it(client, person):
    assert upload(client, person, picture()).status_code == 302
    address = address_of(person)
    answers = {}
    for name, user in (("self", person), ("staff", StaffFactory()), ("member", MemberFactory()), ("nobody", None)):
        client.logout()
        if user:
            client.force_login(user)
        answer = client.get(address)
        answers[name] = answer.status_code
        if answer.status_code == 200:
            assert answer["Cache-Control"] == "private, max-age=600"
            assert answer["Content-Type"] == "image/webp"
            assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (SIDE, SIDE)
    assert answers == {"self": 200, "staff": 200, "member": 200, "nobody": 404}
    assert not list(Path(Profile.objects.get(person=person).photo.path).parent.glob("*.jpg"))


def test_another_photo_has_another_address_and_the_old_one_is_gone(client, person, django_capture_on_commit_callbacks):
    upload(client, person, picture())
    old, path = address_of(person), Path(Profile.objects.get(person=person).photo.path)
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, person, picture("PNG", size=(300, 900), name="other.png"))
    assert address_of(person) != old
    assert client.get(old).status_code == 404
    assert not path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(EDIT, typed(person, drops_photo="on"))
    assert not Profile.objects.get(person=person).photo


def test_the_private_folder_has_no_address(client):
    member = MemberFactory(**open_to_all())
    member.profile.photo.save("x.webp", picture("WEBP"), save=True)
    with pytest.raises(ValueError, match="is private"):
        _ = member.profile.photo.url
    assert client.get(f"/media/{member.profile.photo.name}", follow=True).status_code == 404


def test_photos_lie_outside_of_what_is_public(settings):
    member = MemberFactory()
    member.profile.photo.save("x.webp", picture("WEBP"), save=True)
    assert member.profile.photo.path.startswith(str(settings.PRIVATE_ROOT))
    assert not member.profile.photo.path.startswith(str(settings.MEDIA_ROOT))
