"""Photos of people: a square around a chosen point, drawn again, so that place and date of the photograph are gone."""

import hashlib
from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from alliance.core.pixels import DAMAGED, FORMATS, LONGEST_SIDE, in_srgb, unreadable

LARGEST_FILE = 10 * 1024 * 1024
# What may be unpacked. A JPEG is unpacked smaller than it is, unless it is a progressive one.
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
SMALLEST_SIDE = 96
SIDE = 480
QUALITY = 82
ACCEPTED = tuple(MOST_PIXELS)


def square(file: UploadedFile, *, across: int = 50, down: int = 40) -> ContentFile:
    """Return the largest square around a point (percent from the left, from the top) as WebP; its name is its digest.

    Size and sides are looked at before a pixel is unpacked. Raises ValidationError with words for the reader.
    """
    if file.size > LARGEST_FILE:
        raise ValidationError(
            _("This file has %(size)s MB. At most %(most)s MB are possible: make the picture smaller.")
            % {"size": -(-file.size // 1024**2), "most": LARGEST_FILE // 1024**2},
            code="too_large",
        )
    file.seek(0)
    try:
        with Image.open(file, formats=ACCEPTED) as picture:
            _check_sides(*picture.size, MOST_PIXELS[picture.format])
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            drawn = in_srgb(upright).convert("RGB")
            around = (across / 100, down / 100)
            cut = ImageOps.fit(drawn, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=around)
            clean = Image.frombytes(cut.mode, cut.size, cut.tobytes())
    except DAMAGED as error:
        raise unreadable() from error
    content = BytesIO()
    clean.save(content, FORMATS["webp"], quality=QUALITY)
    digest = hashlib.sha256(content.getvalue()).hexdigest()[:32]
    return ContentFile(content.getvalue(), name=f"{digest}.webp")


def _check_sides(width: int, height: int, most: int) -> None:
    longest, shortest = max(width, height), min(width, height)
    if longest > LONGEST_SIDE or width * height > most:
        raise ValidationError(
            _("This picture has %(width)s × %(height)s pixels. Make it smaller: %(enough)s × %(enough)s are enough.")
            % {"width": width, "height": height, "enough": SIDE},
            code="side_too_long",
        )
    if shortest < SMALLEST_SIDE:
        raise ValidationError(
            _("This picture is too small: it needs at least %(least)s pixels a side.") % {"least": SMALLEST_SIDE},
            code="side_too_short",
        )


class PortraitField(forms.FileField):
    """A photo to upload. What it holds is judged together with the point that it is cut around, by `square`."""

    widget = forms.FileInput

    def __init__(self, **kwargs) -> None:
        accepted = ",".join(f"image/{kind.lower()}" for kind in ACCEPTED)
        super().__init__(max_length=200, widget=forms.FileInput(attrs={"accept": accepted}), **kwargs)
