"""The sizes and formats in which pages show pictures, made by the worker before the first reader asks for them."""

from alliance.core import outbox
from alliance.core.models import Picture

KIND = "pictures.renditions"
WIDTHS = (400, 800, 1200)
FORMATS = ("avif", "webp", "jpeg")
# As Wagtail names them; templates/components/picture.html asks for exactly these.
SPECS = tuple(f"format-{kind}|width-{width}" for kind in FORMATS for width in WIDTHS)


def file_changed(picture: Picture) -> None:
    """Have the worker make what pages will show of a picture."""
    outbox.enqueue(KIND, {"picture": picture.pk}, key=str(picture.pk))


def is_ready(picture: Picture) -> bool:
    """Whether every size and format is there. No query where `renditions` came with the picture."""
    return set(SPECS) <= {rendition.filter_spec for rendition in picture.renditions.all()}


def make_renditions(picture: Picture) -> int:
    """Every size and format of a picture is there; returns how many there are."""
    return len(picture.get_renditions(*SPECS))
