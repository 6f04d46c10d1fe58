"""Files and pictures: judged by what they hold, drawn again, kept apart from what is public, tidied when nobody sends them."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from alliance.core import limits
from alliance.core.models import User
from alliance.core.pixels import DAMAGED, FORMATS, LONGEST_SIDE, in_srgb, unreadable
from alliance.core.uploads import check_content, extension_of
from members.rooms.enums import FileKind
from members.rooms.models import MessageFile, Room
from members.rooms.rules import can_post

from .refusals import Closed, NotAllowed, TooFast, WrongFile
from .talking import hold

LARGEST = 10 * 1024 * 1024
# What may be unpacked. A JPEG is unpacked smaller than it is, unless it is a progressive one.
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "AVIF": 25_000_000}
SIDE = 1600
QUALITY = 80
LONGEST_NAME = 100
MOST_UPLOADS, WINDOW_SECONDS = 30, 600
KEPT_WAITING = timedelta(days=1)


def upload(*, room: Room, by: User, file: UploadedFile) -> MessageFile:
    """The file waits for a message of this person in this room, for a day. Pictures are drawn again, at most 1,600 pixels a side.

    Raises `Refused`: NotFound, Closed, NotAllowed, TooFast, or WrongFile with words on what is wrong with the file.
    """
    _must_be_able_to_post(room, by)
    if not limits.within("room_upload", by.pk, most=MOST_UPLOADS, seconds=WINDOW_SECONDS):
        raise TooFast(WINDOW_SECONDS)
    try:
        row, content = _judged(file)
    except ValidationError as error:
        raise WrongFile(" ".join(error.messages)) from error
    row.room, row.added_by = room, by
    row.file.save(f"{uuid4().hex}{PurePath(row.name).suffix}", content, save=False)
    row.save()
    return row


def too_large(name: str, megabytes: int | str) -> str:
    """Return what is said of a file with more than `LARGEST` bytes."""
    words = _("“%(name)s” has %(size)s MB. At most %(most)s MB are possible.")
    return words % {"name": name, "size": megabytes, "most": LARGEST // 1024**2}


def tidy() -> int:
    """What waited for a day and was not sent is gone; return how many files these were."""
    return drop(MessageFile.objects.filter(message=None, added_at__lt=timezone.now() - KEPT_WAITING))


def drop(rows: Iterable[MessageFile]) -> int:
    """Those of the files that are not sent are gone, and their bytes once that is settled; return how many."""
    count = 0
    for pk in [row.pk for row in rows]:
        with transaction.atomic():
            row = MessageFile.objects.select_for_update(of=("self",)).filter(pk=pk, message=None).first()
            if row is None:  # sent in this very moment
                continue
            row.delete()
            transaction.on_commit(partial(row.file.storage.delete, row.file.name))
            count += 1
    return count


@transaction.atomic
def _must_be_able_to_post(room: Room, by: User) -> None:
    room = hold(room.pk, by)
    if room.is_archived:
        raise Closed
    if not can_post(by, room):
        raise NotAllowed


def _judged(file: UploadedFile) -> tuple[MessageFile, File]:
    """Return the row and the bytes of a file that may be kept. Raises ValidationError."""
    if file.size > LARGEST:
        raise ValidationError(too_large(file.name, -(-file.size // 1024**2)))
    extension = extension_of(file.name)
    if extension in FORMATS:
        return _picture(file)
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        kinds = ", ".join([*FORMATS, *settings.WAGTAILDOCS_EXTENSIONS])
        raise ValidationError(_("Files of this kind cannot be sent. Possible are: %(kinds)s.") % {"kinds": kinds})
    check_content(file)
    file.seek(0)
    return MessageFile(name=_name(file, extension), size=file.size, kind=FileKind.FILE), file


def _picture(file: UploadedFile) -> tuple[MessageFile, File]:
    """Draw a picture again: upright, in sRGB, shrunk, with nothing else of the file. Sides are looked at before any pixel."""
    file.seek(0)
    try:
        with Image.open(file, formats=tuple(MOST_PIXELS)) as picture:
            width, height = picture.size
            if max(picture.size) > LONGEST_SIDE or width * height > MOST_PIXELS[picture.format]:
                raise ValidationError(
                    _(
                        "This picture has %(width)s × %(height)s pixels. Make it smaller: %(enough)s × %(enough)s are enough."
                    )
                    % {"width": width, "height": height, "enough": SIDE}
                )
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            drawn = in_srgb(upright)
            clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    except DAMAGED as error:
        raise unreadable() from error
    content = BytesIO()
    clean.save(content, FORMATS["webp"], quality=QUALITY)
    kept = ContentFile(content.getvalue())
    row = MessageFile(name=_name(file, "webp"), size=kept.size, kind=FileKind.PICTURE)
    row.width, row.height = clean.size
    return row, kept


def _name(file: UploadedFile, extension: str) -> str:
    """Return the name under which a file is handed out: printable, without folders, with the ending of what it is."""
    stem = "".join(
        sign for sign in PurePath(file.name.replace("\\", "/")).stem if sign.isprintable() and sign not in '/"'
    )
    return f"{stem[:LONGEST_NAME].strip(' .') or 'file'}.{extension}"
