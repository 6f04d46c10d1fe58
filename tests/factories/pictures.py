"""Pictures of one colour, made on the spot."""

from io import BytesIO

import factory
from django.core.files.base import ContentFile
from PIL import Image

from alliance.core.models import Picture


def drawing(size: tuple[int, int] = (800, 600), kind: str = "PNG") -> bytes:
    """The content of a picture file of one colour."""
    content = BytesIO()
    Image.new("RGB", size, (12, 74, 90)).save(content, kind)
    return content.getvalue()


class PictureFactory(factory.django.DjangoModelFactory):
    """An uploaded picture, 800 by 600."""

    class Meta:
        model = Picture

    title = factory.Sequence(lambda n: f"Picture {n}")
    credit = "Ana Paz, CC BY 4.0"
    file = factory.LazyFunction(lambda: ContentFile(drawing(), "picture.png"))
