"""What every picture that somebody uploads goes through, whoever it is for."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms

LONGEST_SIDE = 12_000
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}
# What Pillow raises for a file that begins like a picture and does not go on like one.
DAMAGED = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def unreadable() -> ValidationError:
    """Return what is said of a picture that is damaged."""
    words = _("This picture cannot be read. Open it on your computer, save it again and upload that.")
    return ValidationError(words, code="unreadable")


def in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in the colours of the web; what is transparent stays so."""
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "RGB"
    if (profile := picture.info.get("icc_profile")) and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            return ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except ImageCms.PyCMSError:  # a damaged profile says nothing about the pixels
            pass
    return picture.convert(mode)
