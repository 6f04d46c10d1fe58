"""Where there is nothing to list: before anything was asked, and where nothing was found."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import reference
from alliance.core.models import Vocabulary, site_language
from search.asking import TYPE, Asked
from search.facets import FACETS
from search.presenters import ResultsPage
from search.services import finding

MOST_DROPPED = 3
MOST_EXAMPLES = 6


def beginning(user) -> dict:
    """Return what can be searched, with how much there is of each, and examples that lead to something."""
    address = f"/{site_language()}/search/"
    results = finding.search("", user=user, language=site_language(), size=1)
    sections = [
        {
            "label": section.label,
            "count": section.count,
            "url": address + Asked().only(TYPE, section.code).query(),
        }
        for section in results.sections
    ]
    counts = {(facet.key, value.code): value for facet in results.facets for value in facet.values}
    wanted = [("topic", code) for code in reference.labels(Vocabulary.TOPIC)]
    wanted += [("technology", code) for code in reference.labels(Vocabulary.TECHNOLOGY)]
    likely = sorted((counts[each] for each in wanted if each in counts), key=lambda value: -value.count)
    examples = [
        {"text": value.label.lower(), "url": address + Asked(value.label.lower()).query()}
        for value in likely[:MOST_EXAMPLES]
    ]
    return {"sections": sections, "examples": examples, "is_reduced": results.is_reduced}


def nothing_found(page: ResultsPage, count: Callable[[Asked], int]) -> dict:
    """Return what to try where nothing was found: what each filter costs, other words, a section, people to ask.

    ``count`` says how much another question would find; it is asked for a few of the filters at most.
    """
    asked = page.asked
    drops = []
    for key in list(asked.filters)[:MOST_DROPPED]:
        other = asked.without(key)
        found = 0 if other.is_empty else count(other)
        if found:
            drops.append((found, _without(page, key), page.url(other)))
    drops.sort(key=lambda drop: -drop[0])
    offers = [
        {
            "text": ngettext("%(without)s: %(number)s result", "%(without)s: %(number)s results", found)
            % {"without": name, "number": found},
            "url": url,
        }
        for found, name, url in drops
    ]
    if len(asked.filters) > 1 and asked.text:
        offers.append({"text": _("Remove all"), "url": page.url(asked.unfiltered())})
    return {
        "title": _("Nothing was found for “%(words)s”.") % {"words": asked.text}
        if asked.text
        else _("Nothing was found."),
        "offers": offers,
        "has_filters": bool(asked.filters),
        "network_url": f"/{site_language()}/networks/",
        "people_url": f"/{site_language()}/people/",
    }


def _without(page: ResultsPage, key: str) -> str:
    codes = page.asked.filters[key]
    labels = {(facet.key, value.code): value.label for facet in page.results.facets for value in facet.values}
    labels |= {(TYPE, section.code): section.label for section in page.results.sections}
    many = FACETS[key][0] if key in FACETS else _("Section")
    name = labels.get((key, codes[0]), many) if len(codes) == 1 else many
    return _("Without “%(filter)s”") % {"filter": name}
