"""The style guide for staff: every component in every state, in both themes. Its words are samples, in English."""

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from wagtail.admin.auth import require_admin_access

from alliance.core import charts, tilemap
from alliance.core.templatetags.ui import ICONS

COLOURS = (
    ("paper", "Ground"), ("sheet", "Field"), ("wash", "Quiet fill"), ("ink", "Text"), ("brand", "Petrol: button, bars"),
    ("accent", "Terracotta: the figure that matters"), ("mark", "Marigold: decoration only"), ("deep", "Footer"),
    ("d1", "Sequence 1"), ("d2", "Sequence 2"), ("d3", "Sequence 3"), ("d4", "Sequence 4"), ("d5", "Sequence 5"),
    ("ok", "Good"), ("warn", "Attention"), ("bad", "Error"),
)  # fmt: skip

FIGURES = [
    {"value": 179, "label": "experiences submitted", "url": "#", "link": "See all 179"},
    {"value": 340000, "qualifier": "more than", "label": "students", "base": "n = 141 with a figure"},
    {"value": "2020", "label": "official programme of the ministry", "url": "#", "link": "Source 2", "base": "read in 2026"},
    {"value": None, "label": "cost per student", "unknown": "No source says"},
]

_SUMMARY = (
    "Early mathematics with interactive audio lessons, games, songs and dances in two languages. Teachers lead a daily session "
    "with concrete materials, and the contents join school mathematics with the ways of counting of the community, which change "
    "with the kind of object. Two versions were tried."
)
RECORDS = [
    {
        "url": "#", "title": "Ari Taen Jadenkä: bilingual preschool mathematics with audio", "lang": "en", "country": "Panama",
        "place": "Comarca Ngäbe-Buglé", "when": "since 2018", "summary": _SUMMARY, "origin": "machine", "wanted": False,
        "technologies": ["Radio or television", "Offline content"], "missing": [],
        "reach": {"value": 8500, "unit": "students", "qualifier": ""}, "purposes": [False, True, True, True, False],
    },
    {
        "url": "#", "title": "Ensino presencial com mediação tecnológica no Amazonas", "lang": "pt", "country": "Brazil",
        "place": "Amazonas", "when": "since 2007", "origin": "original", "wanted": True,
        "summary": "Em um estado onde muitas comunidades só são alcançadas de barco ou avião, a secretaria transmite aulas ao vivo.",
        "technologies": ["Computer"], "missing": [], "reach": {"value": 37000, "unit": "students", "qualifier": "about"},
        "purposes": [True, False, True, False, False],
    },
    {
        "url": "#", "title": "Robots with Uru identity at the school of Iruhito", "lang": "en", "country": "Bolivia", "place": "",
        "when": "", "summary": _SUMMARY, "origin": "outdated", "wanted": False, "technologies": ["Robotics"],
        "missing": ["results not stated"], "reach": None, "purposes": [True, False, False, False, True],
    },
]  # fmt: skip

LABELS = [
    {"origin": "original", "language": "pt", "wanted": "en"},
    {"origin": "human", "language": "en", "by": "Ministry of Education", "reviewed": date(2026, 10, 3)},
    {"origin": "machine", "language": "en", "original_url": "#", "original_language": "es"},
    {"origin": "outdated", "language": "en", "changed": date(2026, 11, 12), "changes_url": "#"},
]
OTHER_LANGUAGES = [
    {"code": "es", "url": "#", "origin": "original"},
    {"code": "pt", "url": "#", "origin": "machine"},
    {"code": "fr", "url": "#", "origin": "outdated"},
]

PURPOSES = [
    {"label": "Digital skills", "on": False},
    {"label": "Enrich the teaching of school content", "on": True},
    {"label": "Inclusive and equitable education", "on": True},
    {"label": "Teacher training", "on": True},
    {"label": "Personalise learning", "on": False},
]
FACTS = [
    {"label": "Organisation", "value": "Ministerio de Educación de Panamá", "lang": "es", "wide": True},
    {"label": "Years", "value": "2018 – still running", "note": "last source: 2022"},
    {"label": "Context", "value": "Rural", "url": "#"},
    {"label": "Groups", "value": ["Indigenous peoples", "poverty or vulnerability"]},
    {"label": "Teachers reached", "value": ""},
]
STAGES = [
    {"when": "1992", "what": "Connectivity pilot", "text": "Twelve schools.", "state": "dated", "source_url": "#", "source": "Source 1"},
    {"when": "Same period", "what": "With universities", "text": "", "state": "approx", "source_url": "#", "source": "Source 1"},
    {"when": "", "what": "National programme", "text": "Reaches Antarctica.", "state": "approx", "source_url": "#", "source": "Source 1"},
    {"when": "2009", "what": "Absorbed by the ministry", "text": "", "state": "dated", "source_url": "#", "source": "Source 2"},
    {"when": "", "what": "Renewal", "text": "The source names the challenge.", "state": "none"},
]
INDICATORS = [
    {"name": "Participating schools", "value": 11000, "qualifier": "≈", "year": "2009", "confidence": "to be checked", "kind": "warn",
     "printed": "almost 11,00 schools", "note": "(probable misprint)", "source_url": "#", "source": "Source 1"},
    {"name": "Teachers trained", "value": 110000, "qualifier": "more than", "unit": "people", "year": "2009", "confidence": "sourced",
     "kind": "ok", "source_url": "#", "source": "Source 1"},
    {"name": "Budget", "value": None, "year": "", "confidence": "", "note": "The source does not say"},
]  # fmt: skip
SOURCES = [
    {"url": "https://example.org/impact/applying-culture-mathematics-bilingual-programme-improve-skills", "published": "2022-06-30",
     "accessed": "2026-11-22"},
    {"url": "https://example.org/edutech/linking-up", "title": "Linking up", "published": "2009-10", "accessed": "2026-11-22", "to_check": True},
    {"url": "https://example.org/undated", "published": "", "accessed": date(2026, 11, 22)},
]  # fmt: skip

_TECHNOLOGY = [("Computer", 83, "#"), ("Robotics", 39, "#"), ("Cell phone", 25, "#"), ("Offline content", 14, "#"), ("None of these", 9, "")]
_BY_COUNTRY = {"MX": 10, "CU": 4, "BR": 13, "CL": 12, "AR": 11, "CO": 11, "HT": 6, "CR": 6, "PE": 5, "EC": 5, "PA": 1, "LC": 4, "UY": 2}
_CROSS = {
    ("robotics", "women"): 12, ("robotics", "indigenous"): 4, ("robotics", "disability"): 2, ("radio", "indigenous"): 5,
    ("radio", "migrants"): 1, ("computer", "women"): 43, ("computer", "indigenous"): 16, ("computer", "disability"): 7,
}  # fmt: skip
_PROGRAMMES = [
    {"title": "Joven Club de Computación", "language": "es", "place": "Cuba", "url": "#", "start": 1987, "end": None, "ended": False},
    {"title": "Programa Nacional de Informática", "language": "es", "place": "Costa Rica", "url": "#", "start": 1988, "end": 2023, "ended": True},
    {"title": "Education Sector Enhancement Programme", "place": "Barbados", "url": "#", "start": 1998, "end": None, "ended": None},
    {"title": "Plan Ceibal", "language": "es", "place": "Uruguay", "url": "#", "start": 2007, "end": None, "ended": False},
]  # fmt: skip


class SampleForm(forms.Form):
    """A field that is right and one that is not."""

    title = forms.CharField(label="Title", help_text="As the team calls it, in its own language.")
    year = forms.RegexField(r"^\d{4}$", label="Year of start", error_messages={"invalid": "Write the year in four digits, for example 2024"})


def _facets() -> list[dict]:
    def value(code: str, label: str, count: int, checked: bool = False) -> dict:
        return {"code": code, "label": label, "count": count, "checked": checked, "width": charts.bar_width(count, 55)}

    return [
        {"key": "context", "label": "Context", "open": True, "chosen": 1, "more": [],
         "values": [value("rural", "Rural", 40, True), value("mixed", "Mixed", 55), value("urban", "Urban", 0)]},
        {"key": "country", "label": "Country", "open": True, "chosen": 0,
         "values": [value("MX", "Mexico", 10), value("BR", "Brazil", 13)], "more": [value("PA", "Panama", 1), value("SX", "Sint Maarten", 0)]},
        {"key": "level", "label": "Level", "open": False, "chosen": 0, "values": [value("primary", "Primary", 30)], "more": []},
    ]  # fmt: skip


def _choices(*labels: str) -> list[dict]:
    return [{"label": label, "url": "#", "current": position == 0, "count": None} for position, label in enumerate(labels)]


@require_admin_access
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; ``?theme=dark`` or ``light`` overrides the system's."""
    theme = request.GET.get("theme")
    names = {code: code for code in tilemap.GRID}
    groups = {"women": "Girls and women", "indigenous": "Indigenous peoples", "disability": "People with disabilities", "migrants": "Migrants"}
    with translation.override("en"):
        sample = {
            "theme": theme if theme in {"dark", "light"} else "",
            "colours": COLOURS,
            "icons": list(ICONS),
            "figures": FIGURES,
            "records": RECORDS,
            "labels": LABELS,
            "other_languages": OTHER_LANGUAGES,
            "facts": FACTS,
            "purposes": PURPOSES,
            "stages": STAGES,
            "indicators": INDICATORS,
            "sources": SOURCES,
            "facets": _facets(),
            "chips": [{"text": "Context: rural", "url": "#"}, {"text": "Country: Mexico", "url": "#"}],
            "sorts": [("complete", "Most complete first"), ("newest", "Newest"), ("title", "Title")],
            "views": _choices("list", "compact"),
            "sizes": _choices("10", "20", "50"),
            "downloads": [{"label": "CSV", "url": "#"}, {"label": "JSON", "url": "#"}],
            "tabs": [{**tab, "count": count} for tab, count in zip(_choices("Living library", "Second mapping"), (138, 179), strict=True)],
            "crumbs": [("Home", "#"), ("Evidence", "#")],
            "page_obj": Paginator(range(138), 10).page(6),
            "form": SampleForm({"title": "Kipi", "year": "20"}),
            "offers": [{"text": 'Remove "virtual reality"', "url": "#"}],
            "formats": [{"label": "BibTeX", "url": "#"}, {"label": "RIS", "url": "#"}],
            "bars": charts.bars(_TECHNOLOGY, highlight={"Offline content"}, rest={"None of these"}),
            "shares": charts.bars([("Students", 141, "#"), ("Teachers", 97, "#"), ("Families", 64, "#")], base=179),
            "chart_links": [{"label": "Download CSV", "url": "#"}],
            "map": charts.tile_map(_BY_COUNTRY, names=names, url=lambda code: f"#{code}"),
            "locator": tilemap.locator("CL"),
            "matrix": charts.dot_matrix([("Urban", 97, "#"), ("Mixed", 59, "#"), ("Rural", 23, "#")]),
            "gap": charts.gap_map(
                {"computer": "Computer", "robotics": "Robotics", "radio": "Radio or television"}, groups, _CROSS, url=lambda *_codes: "#"
            ),
            "lifelines": charts.lifelines(_PROGRAMMES, today=date(2026, 11, 24)),
            "table_head": ["Context", "Practices"],
            "table_rows": [["Urban", 97], ["Mixed", 59], ["Rural", 23]],
        }
        return render(request, "styleguide.html", sample)
