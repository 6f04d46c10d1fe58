"""What content files say of a page's cover beside what the page tells: its figures, and what its threads stand for."""

from alliance.core.content_loaders import LANGUAGES
from alliance.core.loading import Fields

from .drawing import Dots
from .weaves import WEAVES

_MOST_MARKS = 1000
_MOST_THREADS = 12


def cover_notes(fields: Fields) -> dict | None:
    """Return what the field ``cover`` says, as parts of a `Cover`; None where the page shall have none drawn."""
    told = fields.within("cover")
    if told is None:
        return None
    units = {unit: told.number(f"{unit}s", least=1, most=_MOST_THREADS) for unit in ("week", "month")}
    unit, threads = next(((unit, count) for unit, count in units.items() if count), ("", 0))
    topic = told.choice("topic", WEAVES)
    notes = {
        "dots": [_dots(each) for each in told.each("figures")],
        "courses": told.number("courses", least=1, most=_MOST_THREADS) or 0,
        "unit": unit,
        "threads": threads,
    }
    return notes | ({"topics": [topic]} if topic else {})


def _dots(fields: Fields) -> Dots:
    groups = fields.data.get("groups") if fields.has("groups") else None
    is_list = isinstance(groups, list) and all(type(each) is int and each > 0 for each in groups)
    if not (is_list and 1 <= len(groups) <= 3 and sum(groups) <= _MOST_MARKS):
        fields.reject("groups", f"must be one to three numbers, together at most {_MOST_MARKS}")
        groups = [1]
    shows = fields.within("shows")
    return Dots(
        figure=fields.text("figure", longest=8),
        groups=tuple(groups),
        are_places=fields.flag("are_places"),
        shows={language: shows.text(language, required=True) for language in LANGUAGES} if shows else {},
    )
