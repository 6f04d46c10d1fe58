"""Drawn covers among the pictures of the site: through the same checks as an editor's upload, and never twice."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from alliance.core.models import Picture, SiteIdentity

from .drawing import Cover

LICENCE = "CC BY 4.0"


def stored(cover: Cover, name: str) -> Picture:
    """Return the picture of a cover, made now unless it is there; the worker makes its sizes. Raises ValidationError."""
    identity = SiteIdentity.objects.first() or SiteIdentity()
    x, y, width, height = cover.focus
    data = {
        "title": name,
        "credit": f"{identity.name}, {LICENCE}",
        "collection": Collection.get_first_root_node().pk,
        "focal_point_x": x,
        "focal_point_y": y,
        "focal_point_width": width,
        "focal_point_height": height,
    }
    file = SimpleUploadedFile(f"{name.replace('/', '-')}.png", cover.draw(), content_type="image/png")
    form = get_image_form(Picture)(data, {"file": file})
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    clean = form.cleaned_data["file"]
    clean.seek(0)
    present = Picture.objects.filter(file_hash=hash_filelike(clean), title=name).first()
    clean.seek(0)
    return present or form.save()
