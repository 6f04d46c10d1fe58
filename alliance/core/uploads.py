"""Files that people upload: checked by what they hold, not by what they are called, and cleaned of what nobody meant to send.

A picture is drawn again from its pixels, so nothing else of the file survives: no place where a photograph was taken, no
second file behind the first.
"""

from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from alliance.core import pictures
from alliance.core.models import Picture
from alliance.core.pixels import DAMAGED, FORMATS, LONGEST_SIDE, in_srgb, unreadable

# What is kept is large enough for every screen and for print.
KEPT_SIDE = 4000
QUALITY = 90
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What the files of each kind begin with; for MP4 and M4A from the fifth byte on.
BEGINNINGS = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"), _ZIP),
    **dict.fromkeys(("mp4", "m4a"), (b"ftyp",)),
    "webm": (b"\x1aE\xdf\xa3",),
    "ogg": (b"OggS",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
}
TEXTS = ("csv", "txt")
READ_TEXT = 1024 * 1024


def extension_of(name: str) -> str:
    """Return the end of a file's name in small letters, without its dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def redrawn(file: UploadedFile) -> UploadedFile:
    """Return the picture drawn again: upright, in sRGB, at most 4,000 pixels a side, without metadata.

    Raises ValidationError for pictures with a side over 12,000 pixels and for those that cannot be read to the end.
    """
    file.seek(0)
    try:
        with Image.open(file) as picture:
            if max(picture.size) > LONGEST_SIDE:
                raise ValidationError(
                    _("A side of this picture has %(side)s pixels. Make it smaller: at most %(most)s.")
                    % {"side": max(picture.size), "most": LONGEST_SIDE},
                    code="side_too_long",
                )
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
            drawn = in_srgb(upright)
            clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    except DAMAGED as error:
        raise unreadable() from error
    kind = FORMATS[extension_of(file.name)]
    content = BytesIO()
    clean.save(content, kind, **({} if kind == "PNG" else {"quality": QUALITY}))
    return SimpleUploadedFile(file.name, content.getvalue(), content_type=file.content_type)


class PictureField(WagtailImageField):
    """Wagtail's field, which also has words for a file that breaks off in its first lines."""

    def to_python(self, data) -> UploadedFile | None:
        try:
            return super().to_python(data)
        except DAMAGED as error:
            raise unreadable() from error


class PictureForm(BaseImageForm):
    """Wagtail's form for pictures, which keeps the pixels of a file and nothing else."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if wagtails := self.fields.get("file"):
            self.fields["file"] = PictureField(label=wagtails.label, required=wagtails.required, widget=wagtails.widget)

    def save(self, commit: bool = True) -> Picture:
        """As Wagtail's; and the worker makes the sizes that pages show."""
        picture = super().save(commit=commit)
        if commit and {"file", "focal_point_x", "focal_point_y"} & set(self.changed_data):
            pictures.file_changed(picture)
        return picture

    def clean_file(self) -> UploadedFile:
        """A new file, drawn again."""
        file = self.cleaned_data["file"]
        return redrawn(file) if "file" in self.changed_data and file else file


def check_content(file: UploadedFile) -> None:
    """The file holds what its name says. Raises ValidationError."""
    extension = extension_of(file.name)
    file.seek(0)
    beginning = file.read(READ_TEXT if extension in TEXTS else 16)
    file.seek(0)
    if extension in TEXTS:
        fits = _is_text(beginning)
    else:
        at = 4 if extension in {"mp4", "m4a"} else 0
        fits = beginning[at:].startswith(BEGINNINGS.get(extension, ()))
    if not fits:
        raise ValidationError(
            _("This file is not what its name says: it is no .%(extension)s file.") % {"extension": extension},
            code="wrong_content",
        )


def _is_text(content: bytes) -> bool:
    """Whether this is text without anything that a browser could take for a page."""
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # The end may fall inside a letter; older spreadsheet programs write Latin-1.
        if error.start < len(content) - 4 and any(byte < 32 and byte not in b"\t\n\r" for byte in content):
            return False
    return not content.lstrip().lower().startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script"))


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for documents, which looks into the file."""

    def clean_file(self) -> UploadedFile:
        """A new file, checked; too large ones and unknown kinds are refused before they are read."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            if extension_of(file.name) not in settings.WAGTAILDOCS_EXTENSIONS:
                kinds = ", ".join(settings.WAGTAILDOCS_EXTENSIONS)
                raise ValidationError(
                    _("Files of this kind cannot be published. Possible are: %(kinds)s.") % {"kinds": kinds},
                    code="wrong_kind",
                )
            check_content(file)
        return file

    def add_error(self, field, error) -> None:
        """As Django's; but a refused file is not refused once more by the model, which sees no file at all."""
        if field is None and "file" in self.errors and "file" in getattr(error, "error_dict", {}):
            return
        super().add_error(field, error)
