"""The picture that a shared link shows: the page's own title in its own language and its cover, set by typst."""

from pathlib import Path

from django.core.cache import cache
from wagtail.images.models import SourceImageIOError

from alliance.core.context import Identity
from alliance.core.models import EditorialPage, shown_date
from alliance.core.typesetting import Typesetter

WIDTH, HEIGHT = 1200, 630
KEEP_SECONDS = 7 * 24 * 3600
# A size that pages show too, in a format that typst reads.
COVER = "format-jpeg|width-800"
_picture = Typesetter(Path(__file__).parent / "share" / "share.typ")


def share_picture(page: EditorialPage | None, identity: Identity, language: str) -> bytes:
    """Return the picture of a page, or of the whole site for None, as PNG; made once until the page is published again."""
    version = page.last_published_at.timestamp() if page and page.last_published_at else 0
    key = f"share:{language}:{page.pk if page else 0}:{version}:{identity.name}:{len(identity.full_name)}"
    png = cache.get(key)
    if png is None:
        data = {
            "language": page.words_language if page else language,
            "title": page.title if page else identity.tagline or identity.full_name,
            "place": _place(page) if page else "",
            "name": identity.name,
            "full_name": identity.full_name,
            "cover": _cover(page) if page else [],
        }
        png = _picture.make(lambda compile: compile(data, format="png", ppi=144))
        cache.set(key, png, KEEP_SECONDS)
    return png


def _cover(page: EditorialPage) -> list[int]:
    """Return the bytes of the page's picture as JPEG; none where there is no picture, or its file was lost."""
    if page.cover is None:
        return []
    try:
        with page.cover.get_rendition(COVER).file.open() as file:
            return list(file.read())
    except (OSError, SourceImageIOError):
        return []


def _place(page: EditorialPage) -> str:
    """Return when and where, as far as the page says it."""
    day = getattr(page, "published_date", None) or getattr(page, "start_date", None)
    when = shown_date(day, page.date_precision) if day else ""
    return " · ".join(filter(None, (when, getattr(page, "place", ""))))
