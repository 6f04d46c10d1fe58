"""Files and pictures in messages: judged by what they hold, stripped, and handed to those who may read the message."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image

from alliance.core.audience import Audience
from members.enums import MembershipRole
from members.rooms.frames import frame_of
from members.rooms.models import Message, MessageFile, Room
from members.rooms.services import files, moderating, talking
from members.rooms.services.refusals import Closed, Empty, FileGone, NotAllowed, NotFound, TooManyFiles, WrongFile
from members.services.my_data import forget
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.factories.rooms import RoomFactory, say
from tests.rooms.sockets import cookie_of, socket_to

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n"


def a_picture(width=2400, height=1200, kind="JPEG", name="class room.jpg") -> SimpleUploadedFile:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at the school"
    Image.new("RGB", (width, height), "teal").save(content, kind, exif=exif)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def a_pdf(name="minutes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture
def place():
    """A room of a network: its coordinator and two members."""
    network = NetworkFactory()
    room = RoomFactory(slug="r", network=network, audience=Audience.NETWORKS)
    coordinator, ana, ben = MemberFactory(), MemberFactory(), MemberFactory()
    join(network, coordinator, role=MembershipRole.COORDINATOR)
    join(network, ana)
    join(network, ben)
    return room, coordinator, ana, ben


def sent(room, person, *uploads, body="See this") -> Message:
    rows = [files.upload(room=room, by=person, file=each) for each in uploads]
    return say(room, person, body, files=[row.pk for row in rows])


def test_a_picture_is_shrunk_and_stripped_and_told_in_the_frame(place):
    room, _coordinator, ana, _ben = place
    message = sent(room, ana, a_picture(), a_pdf())
    picture, pdf = message.files.order_by("pk")
    assert (picture.name, picture.kind, picture.width, picture.height) == ("class room.webp", "picture", 1600, 800)
    content = picture.file.read()
    assert b"taken at the school" not in content
    assert Image.open(BytesIO(content)).format == "WEBP"
    assert picture.size == len(content)
    assert frame_of(Message.objects.in_full().get())["files"] == [
        {
            "url": f"/rooms/r/files/{picture.pk}/class%20room.webp",
            "name": "class room.webp",
            "size": picture.size,
            "kind": "picture",
            "width": 1600,
            "height": 800,
        },
        {
            "url": f"/rooms/r/files/{pdf.pk}/minutes.pdf",
            "name": "minutes.pdf",
            "size": len(PDF),
            "kind": "file",
            "width": None,
            "height": None,
        },
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>"), "no .pdf file"),
        (SimpleUploadedFile("a.html", b"<html>"), "Files of this kind cannot be sent"),
        (SimpleUploadedFile("a.svg", b"<svg/>"), "Files of this kind cannot be sent"),
        (SimpleUploadedFile("a.txt", b"<!doctype html><script>"), "no .txt file"),
        (SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\nbroken"), "cannot be read"),
        (SimpleUploadedFile("a.jpg", PDF), "cannot be read"),
        (SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 10 * 1024 * 1024), "11 MB"),
        (a_picture(13_000, 10), "13000 × 10 pixels"),
    ],
)
def test_what_is_not_taken_is_refused_with_words(place, file, words):
    room, _coordinator, ana, _ben = place
    with pytest.raises(WrongFile) as refused, translation.override("en"):
        files.upload(room=room, by=ana, file=file)
    assert words in str(refused.value)
    assert not MessageFile.objects.exists()


def test_an_image_bomb_is_refused_before_it_is_unpacked(place):
    room, _coordinator, ana, _ben = place
    content = BytesIO()
    Image.new("1", (9000, 9000)).save(content, "PNG")
    assert len(content.getvalue()) < 100_000
    with pytest.raises(WrongFile):
        files.upload(room=room, by=ana, file=SimpleUploadedFile("bomb.png", content.getvalue()))


def test_who_may_not_write_uploads_nothing(place):
    room, coordinator, ana, _ben = place
    with pytest.raises(NotFound):
        files.upload(room=room, by=MemberFactory(), file=a_pdf())
    moderating.mute(room=room, by=coordinator, person=ana, hours=1)
    with pytest.raises(NotAllowed):
        files.upload(room=room, by=ana, file=a_pdf())
    moderating.archive(room=room, by=coordinator)
    with pytest.raises(Closed):
        files.upload(room=room, by=coordinator, file=a_pdf())


def test_an_upload_belongs_to_its_person_and_room_and_is_sent_once(place):
    room, _coordinator, ana, ben = place
    other = RoomFactory()
    row = files.upload(room=room, by=ana, file=a_pdf())
    with pytest.raises(FileGone):
        say(room, ben, files=[row.pk])
    with pytest.raises(FileGone):
        say(other, ana, files=[row.pk])
    with pytest.raises(Empty):
        say(room, ana, "")
    with pytest.raises(TooManyFiles):
        say(room, ana, files=range(1, 7))
    assert say(room, ana, "", files=[row.pk]).files.get() == row
    with pytest.raises(FileGone):
        say(room, ana, files=[row.pk])
    assert Room.objects.get(pk=room.pk).last_seq == 1


def test_only_those_who_read_the_message_get_its_files(client, place):
    room, coordinator, ana, ben = place
    message = sent(room, ana, a_picture(20, 10), a_pdf())
    picture, pdf = message.files.order_by("pk")
    stranger, staff = MemberFactory(), StaffFactory()
    of_picture, of_pdf = (f"/en/rooms/r/files/{row.pk}/{row.name}" for row in (picture, pdf))

    def statuses(address):
        found = {}
        for name, reader in (
            ("coordinator", coordinator),
            ("ana", ana),
            ("ben", ben),
            ("stranger", stranger),
            ("staff", staff),
            ("nobody", None),
        ):
            client.logout()
            if reader:
                client.force_login(reader)
            found[name] = client.get(address).status_code
        return found

    readers = {"coordinator": 200, "ana": 200, "ben": 200, "stranger": 404, "staff": 200, "nobody": 404}
    assert statuses(of_picture) == statuses(of_pdf) == readers
    moderating.hide(room=room, by=coordinator, seq=1)
    assert statuses(of_pdf) == {**readers, "ben": 404}
    moderating.restore(room=room, by=coordinator, seq=1)
    assert statuses(of_pdf) == readers
    talking.delete(room=room, by=ana, seq=1)
    assert statuses(of_picture) == dict.fromkeys(readers, 404)
    assert frame_of(Message.objects.in_full().get())["files"] == []


def test_files_are_never_pages_of_this_site(client, place):
    room, _coordinator, ana, _ben = place
    picture, pdf = sent(room, ana, a_picture(20, 10), a_pdf()).files.order_by("pk")
    client.force_login(ana)
    answer = client.get(f"/en/rooms/r/files/{pdf.pk}/minutes.pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert b"".join(answer.streaming_content) == PDF
    answer = client.get(f"/en/rooms/r/files/{picture.pk}/{picture.name}")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/webp", "private, no-cache")
    again = client.get(f"/en/rooms/r/files/{picture.pk}/{picture.name}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/en/rooms/r/files/{pdf.pk}/other.pdf").status_code == 404
    assert client.get(f"/en/rooms/other/files/{pdf.pk}/minutes.pdf").status_code == 404
    without_language = client.get(f"/rooms/r/files/{pdf.pk}/minutes.pdf")
    assert without_language.status_code == 302
    assert without_language["Location"].endswith(f"/rooms/r/files/{pdf.pk}/minutes.pdf")


def test_the_form_takes_files_and_shows_them(client, place):
    _room, _coordinator, ana, _ben = place
    client.force_login(ana)
    typed = {"client_id": uuid4(), "body": "See", "files": [a_picture(20, 10), a_pdf()]}
    assert client.post("/en/rooms/r/", typed)["Location"] == "/en/rooms/r/?sent=1#m-1"
    picture, pdf = Message.objects.get().files.order_by("pk")
    page = client.get("/en/rooms/r/").text
    assert f'src="/en/rooms/r/files/{picture.pk}/class%20room.webp"' in page
    assert f'href="/en/rooms/r/files/{pdf.pk}/minutes.pdf"' in page


def test_files_of_a_refused_message_wait_for_the_next_try(client, place):
    _room, _coordinator, ana, _ben = place
    client.force_login(ana)
    wrong = SimpleUploadedFile("a.html", b"<html>")
    typed = {"client_id": str(uuid4()), "body": "x" * 4001, "files": [a_pdf()]}
    answer = client.post("/en/rooms/r/", typed)
    row = MessageFile.objects.get()
    assert answer.status_code == 422
    assert f'name="uploaded" value="{row.pk}"' in answer.text
    assert "minutes.pdf" in answer.text
    answer = client.post("/en/rooms/r/", {**typed, "body": "x", "files": [wrong], "uploaded": row.pk})
    assert answer.status_code == 422
    assert "Files of this kind cannot be sent" in answer.text
    assert f'name="uploaded" value="{row.pk}"' in answer.text
    client.post("/en/rooms/r/", {"client_id": typed["client_id"], "body": "", "uploaded": row.pk})
    assert Message.objects.get().files.get() == row


def test_scripts_upload_one_by_one(client, place):
    _room, _coordinator, ana, _ben = place
    assert client.post("/en/rooms/r/files/", {"file": a_pdf()}).status_code == 401
    client.force_login(ana)
    answer = client.post("/en/rooms/r/files/", {"file": a_picture(20, 10)})
    row = MessageFile.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": row.pk,
        "name": "class room.webp",
        "size": row.size,
        "kind": "picture",
        "width": 20,
        "height": 10,
    }
    assert client.get(f"/en/rooms/r/files/{row.pk}/{row.name}").status_code == 200
    answer = client.post("/en/rooms/r/files/", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_file")
    assert client.post("/en/rooms/r/files/").status_code == 422
    client.force_login(MemberFactory())
    assert client.post("/en/rooms/r/files/", {"file": a_pdf()}).status_code == 404
    assert client.get(f"/en/rooms/r/files/{row.pk}/{row.name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "a\\b\x00\r\n.pdf", ".. .pdf", "é ñ" * 90 + ".pdf", 'a"b.pdf']
)
def test_names_of_files_are_harmless(place, name):
    room, _coordinator, ana, _ben = place
    file = a_pdf()
    file._name = name
    row = files.upload(room=room, by=ana, file=file)
    assert row.name.endswith(".pdf")
    assert row.name.isprintable()
    assert len(row.name) <= 120
    assert not set(row.name) & set('/\\"')


def test_what_nobody_sends_is_tidied_after_a_day(place, django_capture_on_commit_callbacks):
    room, _coordinator, ana, _ben = place
    kept = sent(room, ana, a_pdf()).files.get()
    old, new = (files.upload(room=room, by=ana, file=a_pdf()) for _ in range(2))
    MessageFile.objects.filter(pk__in=[kept.pk, old.pk]).update(added_at=timezone.now() - timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        assert files.tidy() == 1
    assert set(MessageFile.objects.all()) == {kept, new}
    assert not old.file.storage.exists(old.file.name)
    assert kept.file.storage.exists(kept.file.name)


def test_who_is_forgotten_leaves_no_upload_that_was_not_sent(place):
    room, _coordinator, ana, _ben = place
    kept = sent(room, ana, a_pdf()).files.get()
    files.upload(room=room, by=ana, file=a_pdf())
    forget(ana)
    assert MessageFile.objects.get() == kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_message_with_a_file_over_the_socket():
    def made():
        room, ana = RoomFactory(slug="r"), MemberFactory()
        return files.upload(room=room, by=ana, file=a_pdf()), cookie_of(ana)

    row, cookie = await sync_to_async(made)()
    socket = socket_to("r", cookie)
    assert await socket.connect()
    await socket.hear("hello")
    for wrong, code in (("x", "bad_message"), (["1"], "bad_message"), ([row.pk + 1], "not_found")):
        await socket.say(type="post", client_id=str(uuid4()), body="x", files=wrong)
        assert (await socket.hear("error"))["code"] == code
    await socket.say(type="post", client_id=str(uuid4()), body="", files=[row.pk])
    frame = await socket.hear("message")
    assert [file["name"] for file in frame["files"]] == ["minutes.pdf"]
    assert json.dumps(frame)
    await socket.disconnect()
