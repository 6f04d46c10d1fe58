"""What a drawn cover shows, said for people who do not see it."""

import datetime

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core.formatting import active_locale, joined, source_date

from .drawing import Cover


def alt_of(cover: Cover) -> str:
    """Return what a cover shows, in the active language."""
    if cover.modules:
        parts = _of_course(cover)
    elif cover.courses:
        words = _("A finished cloth of %(number)s equal strips, one for each course; each begins in terracotta")
        parts = [words % {"number": cover.courses}]
    else:
        parts = _of_story(cover)
    return f"{joined(parts)}."


def _of_course(cover: Cover) -> list[str]:
    words = _("A cloth on the loom with %(number)s strips, one for each module, the first in terracotta")
    parts = [words % {"number": cover.modules}]
    if cover.unit == "week":
        text = ngettext(
            "%(number)s thread is dark, for a week", "%(number)s threads are dark, one for each week", cover.threads
        )
        parts.append(text % {"number": cover.threads})
    elif cover.unit == "month":
        text = ngettext(
            "%(number)s thread is dark, for a month", "%(number)s threads are dark, one for each month", cover.threads
        )
        parts.append(text % {"number": cover.threads})
    return parts


def _of_story(cover: Cover) -> list[str]:
    parts = []
    if cover.month and cover.year:
        day = source_date(f"{datetime.date(cover.year, cover.month, 1):%Y-%m}")
        parts.append(_("A weave whose coloured threads stand for %(day)s") % {"day": day})
    elif cover.year:
        parts.append(_("A weave whose coloured thread stands for %(year)s") % {"year": cover.year})
    else:
        parts.append(_("A weave"))
    if cover.countries:
        names = format_list([country.name for country in cover.countries], locale=active_locale())
        parts.append(_("map of the region in squares, with %(countries)s") % {"countries": names})
    elif cover.has_map:
        parts.append(_("map of the region in squares"))
    language = active_locale().language
    return parts + [shown for dots in cover.dots if (shown := dots.shows.get(language))]
