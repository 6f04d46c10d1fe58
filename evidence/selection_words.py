"""A selection in words: its headline, its chips, and what to drop when nothing is found."""

from dataclasses import replace

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core.formatting import number
from evidence import facets
from evidence.selection import Selection
from evidence.services.listing import Listing

MOST_OFFERS = 3
LONGEST_NAME = 60


def headline(selection: Selection, total: int) -> SafeString:
    """Return how many practices there are, and of what kind where every language can say it naturally.

    One context, one group of people and typed words make a sentence. Where anything else is chosen the number stands
    alone and the chips tell all of it: a sentence that left something out would be wrong.
    """
    contexts, with_whom = _practices(total), _with_whom()
    told = {"context": contexts, "target": with_whom}
    sayable = all(len(codes) == 1 and codes[0] in told.get(key, ()) for key, codes in selection.choice.items())
    context, target = (selection.choice.get(key, ("",))[0] if sayable else "" for key in told)
    sentence = contexts[context]
    if target:
        sentence = f"{sentence} {with_whom[target]}"
    if sayable and selection.words:
        # A percent sign that somebody typed is not ours.
        words = selection.words.replace("%", "%%")
        sentence = _("%(practices)s: “%(words)s”") % {"practices": sentence, "words": words}
    figure = format_html('<span class="count__n">{}</span>', number(total))
    return mark_safe(escape(sentence) % {"number": figure})  # noqa: S308 - the sentence is escaped, the figure made safe


def _practices(total: int) -> dict[str, str]:
    """Return by context how so many practices are called, with ``%(number)s`` where the number goes."""
    return {
        "": ngettext("%(number)s practice", "%(number)s practices", total),
        "urban": ngettext("%(number)s urban practice", "%(number)s urban practices", total),
        "mixed": ngettext("%(number)s urban and rural practice", "%(number)s urban and rural practices", total),
        "rural": ngettext("%(number)s rural practice", "%(number)s rural practices", total),
    }


def _with_whom() -> dict[str, str]:
    """Return by target group how a sentence about practices goes on."""
    return {
        "poverty_vulnerability": _("with people in poverty or vulnerability"),
        "indigenous": _("with indigenous peoples"),
        "girls_women": _("with girls and women"),
        "migrants": _("with migrants"),
        "afro_descendant": _("with people of African descent"),
        "disability": _("with people with disabilities"),
    }


def label_of(key: str, code: str) -> str:
    """Return the label of one value in the active language; a year is its own."""
    return facets.BY_KEY[key].labels().get(code, code)


def filters_of(selection: Selection) -> list[tuple[str, str, Selection]]:
    """Return (name, value, the selection without it) of every chosen value, the typed words first."""
    found = []
    if selection.words:
        found.append((_("Words searched for"), _("“%(words)s”") % {"words": selection.words}, selection.without("q")))
    for dimension in facets.BY_KEY.values():
        for code in selection.choice.get(dimension.key, ()):
            label = label_of(dimension.key, code)
            found.append((str(dimension.label), label, selection.without_code(dimension.key, code)))
    return found


def chips(selection: Selection, address: str) -> list[dict]:
    """Return the chosen values for `components/chips.html`, each with the way to the list without it."""
    return [
        {"text": _("%(name)s: %(value)s") % {"name": name, "value": value}, "url": f"{address}{rest.query()}"}
        for name, value, rest in filters_of(selection)
    ]


def without_filters(selection: Selection) -> Selection:
    """Return the selection with its order and view only."""
    return replace(selection.without("q"), choice={})


def nothing_found(listing: Listing, address: str) -> dict:
    """Return why a list is empty, and which filters to drop, for `components/empty.html`; the costliest comes first."""
    selection = listing.selection
    if selection.is_empty:
        return {"title": _("There are no practices yet."), "text": "", "offers": []}
    keys = [*(["q"] if selection.words else []), *selection.choice]
    costs = sorted(((listing.without(key), key) for key in keys), key=lambda cost: -cost[0])
    helpful = [(found, key) for found, key in costs if found][:MOST_OFFERS]
    offers = [
        {
            "text": _("Remove “%(filter)s”") % {"filter": _name(selection, key)},
            "url": f"{address}{selection.without(key).query()}",
        }
        for _found, key in helpful
    ]
    if len(keys) > 1:
        offers.append({"text": _("Remove all"), "url": f"{address}{without_filters(selection).query()}"})
    return {"title": _why(selection, len(keys)), "text": _way_out(selection, helpful), "offers": offers}


def _why(selection: Selection, filters: int) -> str:
    if selection.words and filters == 1:
        return _("No practice contains “%(words)s”.") % {"words": selection.words}
    sentence = ngettext("No practice meets this filter.", "No practice meets all %(count)s filters.", filters)
    return sentence % {"count": filters}


def _way_out(selection: Selection, helpful: list[tuple[int, str]]) -> str:
    if not helpful:
        return _("It is not enough to leave out one of them.")
    found, key = helpful[0]
    sentence = ngettext(
        "Without “%(filter)s” there is %(number)s.", "Without “%(filter)s” there are %(number)s.", found
    )
    return sentence % {"filter": _name(selection, key), "number": number(found)}


def _name(selection: Selection, key: str) -> str:
    """Return the words, the one chosen value, or the filter's name where several are chosen."""
    if key == "q":
        return selection.words
    codes = selection.choice[key]
    return label_of(key, codes[0]) if len(codes) == 1 else str(facets.BY_KEY[key].label)


def ignored(selection: Selection) -> list[str]:
    """Return a sentence for each part of the address that means nothing and was ignored."""
    sentences = []
    for key, value in selection.unknown:
        shown = value if len(value) <= LONGEST_NAME else f"{value[: LONGEST_NAME - 1]}…"
        if key in facets.BY_KEY:
            sentence = _("“%(value)s” is no value of the filter “%(filter)s”.")
            sentences.append(sentence % {"value": shown, "filter": facets.BY_KEY[key].label})
        else:
            sentences.append(_("“%(value)s” is no way to show the list.") % {"value": shown})
    return sentences
