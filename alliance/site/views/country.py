"""Country pages: they fill themselves from what the library holds."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import charts, formatting, reference, tilemap
from alliance.core.markup import html_of
from alliance.core.models import Confidence, Country, site_language
from alliance.core.wording import Wording
from alliance.site.told import told_of
from evidence import facets, population, programme_presenter
from evidence.basis import Basis
from evidence.models import Practice, Programme
from evidence.population import Choice
from evidence.practice_facts import line_of
from evidence.programme_presenter import story_of
from members import freshness
from members.seat_presenter import shown_of, validator_of

PRACTICES_SHOWN = 5
MOST_COMPARED = 4


def country_url(code: str) -> str:
    """Return the address of a country's page in the active language."""
    return f"/{site_language()}/countries/{code}/"


def crumbs(*, with_section: bool = True) -> list[tuple[str, str]]:
    """Return the way from home to a page of the section."""
    way = [(_("Home"), f"/{site_language()}/")]
    return [*way, (_("Countries"), f"/{site_language()}/countries/")] if with_section else way


@dataclass(frozen=True)
class CountryLine:
    """A country in the list: what it has, with the way to it."""

    code: str
    name: str
    url: str
    practices: int
    practices_url: str
    programmes: int


def show_list(request: HttpRequest, page) -> HttpResponse:
    """All countries and territories: the map of practices, and the same as a table."""
    library = Basis.of(None)
    practices = library.population.counts(facets.BY_KEY["country"], library.population.everyone)
    programmes: dict[str, int] = {}
    for code in Programme.objects.visible_to(request.user).values_list("country__code", flat=True):
        programmes[code] = programmes.get(code, 0) + 1
    names = reference.country_names()
    lines = [
        CountryLine(
            code,
            name,
            country_url(code),
            practices.get(code, 0),
            library.url({"country": (code,)}),
            programmes.get(code, 0),
        )
        for code, name in names.items()
    ]
    members = {code for code, facts in reference.countries().items() if facts.membership == "member_state"}
    return render(
        request,
        "pages/countries.html",
        {
            "page": page,
            "crumbs": crumbs(with_section=False),
            "map": charts.tile_map(practices, names=names, url=country_url),
            "members": [line for line in lines if line.code in members],
            "associates": [line for line in lines if line.code not in members],
        },
    )


def show(request: HttpRequest, page, code: str) -> HttpResponse:
    """One country, under its code in capitals; the same in small letters leads there, anything else is 404."""
    if code != code.upper():
        return HttpResponsePermanentRedirect(country_url(code.upper()))
    country = Country.objects.visible_to(request.user).filter(code=code).prefetch_related("texts").first()
    if country is None:
        raise Http404
    return render(request, "pages/country.html", {"page": page, **country_context(country, user=request.user)})


def country_context(country: Country, *, user) -> dict:
    """Return the template context of a country's page for ``user``; the same for the page and an editor's preview."""
    interface = site_language()
    library, here = Basis.of(None), {"country": (country.code,)}
    total = library.population.count(here)
    programmes = list(
        Programme.objects.visible_to(user).filter(country__code=country.code).with_story().order_by("start_year")
    )
    practices = (
        Practice.objects.visible_to(user)
        .filter(country__code=country.code)
        .in_short()
        .order_by("-library_row__completeness", "slug")[:PRACTICES_SHOWN]
    )
    wording = Wording.of(list(country.texts.all()), interface)
    introduction = wording.say("introduction")
    name = reference.country_names().get(country.code, country.name)
    return {
        "country": country,
        "name": name,
        "crumbs": crumbs(),
        "locator": tilemap.locator(country.code),
        "languages": [formatting.language_name(code) for code in country.official_languages.split()],
        "ministry_to_check": country.ministry_confidence in (Confidence.MEDIUM, Confidence.LOW),
        "introduction": html_of(introduction.words),
        "introduction_lang": introduction.language,
        "figures": _figures(library, here, len(programmes)),
        "programmes": [story_of(each, numbers={}) for each in programmes],
        "practices": [practice_line(practice) | {"country": ""} for practice in practices],
        "practices_total": total,
        "told": told_of(country.code),
        "seat": shown_of(country, user),
        "fresh": freshness.by_country().get(country.code),
        "validated": country.validated_at,
        "validated_by": validator_of(country, user) if country.validated_by_id else "",
        "practices_url": library.url(here),
        "compare_url": f"/{interface}/countries/compare/?c={country.code}",
        "facts": [
            {"label": _("Ministry"), "value": country.ministry_name, "wide": True, "lang": country.ministry_language},
            {"label": _("Capital"), "value": country.capital_name},
            {
                "label": _("Official languages"),
                "value": [formatting.language_name(c) for c in country.official_languages.split()],
            },
            {"label": _("UNESCO"), "value": country.get_membership_display()},
            {
                "label": _("Regional groups"),
                "value": [group.strip() for group in country.groups.split(",") if group.strip()],
            },
            {"label": _("Time zone"), "value": country.time_zone.replace("_", " ")},
        ],
    }


def practice_line(practice: Practice) -> dict:
    """Return a practice as a line of a short list, with its place and its summary."""
    wording = Wording.of(list(practice.texts.all()), site_language())
    return {
        **line_of(practice),
        "place": practice.locality,
        "place_lang": wording.original_language,
        "summary": wording.say("summary").words,
    }


def _figures(library: Basis, here: Choice, programmes: int) -> list[dict]:
    """Return the four figures of a country: ``here`` is the choice of it."""
    total = library.population.count(here)
    figures = [
        {
            "value": total,
            "label": ngettext("practice in the library", "practices in the library", total),
            "url": library.url(here) if total else "",
            "link": _("See them"),
            "base": _("of %(total)s") % {"total": formatting.number(library.total)},
        }
    ]
    for edition in population.editions():
        basis = Basis.of(edition)
        if number := basis.population.count(here):
            figures.append(
                {
                    "value": number,
                    "label": _("experiences in “%(edition)s”") % {"edition": edition.title},
                    "url": basis.url(here),
                    "link": _("See them"),
                    "base": _("assumed records") if edition.is_assumed else "",
                }
            )
    figures.append(
        {
            "value": programmes,
            "label": ngettext("national programme", "national programmes", programmes),
            "url": "#programmes" if programmes else "",
            "link": _("See them"),
        }
    )
    students, stating = library.population.reach("students", library.population.matching(here))
    stated = ngettext("in %(number)s practice that states it", "in %(number)s practices that state it", stating)
    figures.append(
        {
            "value": students or None,
            "label": _("students reached by these practices"),
            "base": stated % {"number": stating} if students else "",
        }
    )
    return figures


def compare(request: HttpRequest, page) -> HttpResponse:
    """Two to four countries side by side; codes that mean nothing are named and ignored."""
    asked = list(dict.fromkeys(code.upper() for code in request.GET.getlist("c") if code))
    names = reference.country_names()
    known = [code for code in asked if code in names][:MOST_COMPARED]
    found = {
        country.code: country
        for country in Country.objects.visible_to(request.user).filter(code__in=known).prefetch_related("texts")
    }
    chosen = [found[code] for code in known if code in found]
    programmes: dict[str, list[dict]] = {code: [] for code in found}
    for programme in Programme.objects.visible_to(request.user).filter(country__code__in=found).with_words():
        programmes[programme.country.code].append(programme_presenter.line_of(programme))
    columns = [{"code": each.code, "name": names[each.code], "url": country_url(each.code)} for each in chosen]
    return render(
        request,
        "pages/countries_compare.html",
        {
            "page": page,
            "crumbs": crumbs(),
            "countries": columns,
            "rows": [
                row | {"pairs": list(zip(columns, row.get("cells", ()), strict=False))}
                for row in _comparison(chosen, programmes)
            ],
            "unknown": [code for code in asked if code not in names],
            "slots": [
                [(code, name, at < len(known) and known[at] == code) for code, name in names.items()]
                for at in range(MOST_COMPARED)
            ],
            "most": MOST_COMPARED,
        },
    )


def _comparison(countries: list[Country], programmes: dict[str, list[dict]]) -> list[dict]:
    """Return the rows of the comparison: a label and one cell a country, each with text and the list it counts."""
    library = Basis.of(None)

    def counted(**codes: str) -> list[dict]:
        cells = []
        for country in countries:
            choice = {key: (code,) for key, code in {"country": country.code, **codes}.items()}
            number = library.population.count(choice)
            cells.append({"number": number, "url": library.url(choice) if number else ""})
        return cells

    rows = [{"label": _("Practices in the library"), "cells": counted()}]
    for key in ("context", "purpose", "level"):
        dimension = facets.BY_KEY[key]
        rows.append({"heading": dimension.label})
        rows.extend({"label": label, "cells": counted(**{key: code})} for code, label in dimension.labels().items())
    rows.append({"heading": _("National programmes")})
    rows.append({"label": _("Programmes"), "cells": [{"lines": programmes.get(each.code, [])} for each in countries]})
    rows.append({"heading": _("Country")})
    rows.append(
        {
            "label": _("Ministry"),
            "cells": [{"text": each.ministry_name, "lang": each.ministry_language} for each in countries],
        }
    )
    rows.append(
        {
            "label": _("Official languages"),
            "cells": [
                {"text": ", ".join(formatting.language_name(code) for code in each.official_languages.split())}
                for each in countries
            ],
        }
    )
    return rows
