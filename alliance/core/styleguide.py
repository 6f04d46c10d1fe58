"""The style guide for staff: every component in every state, in both themes. Its words are samples, in English."""

import json
from datetime import date
from pathlib import Path

from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from wagtail.admin.auth import require_admin_access
from wagtail.fields import StreamField

from alliance.core import charts, tilemap
from alliance.core.models import EditorialPage
from alliance.core.templatetags.ui import ICONS

SAMPLES = Path(__file__).with_name("styleguide.json")
CONTEXTS = [("Urban", 97, "#"), ("Mixed", 59, "#"), ("Rural", 23, "#")]
TAKING_PART = [("Students", 141, "#"), ("Teachers", 97, "#"), ("Families", 64, "#")]
TECHNOLOGIES = {"computer": "Computer", "robotics": "Robotics", "radio": "Radio or television"}
GROUPS = {
    "women": "Girls and women",
    "indigenous": "Indigenous peoples",
    "disability": "Disability",
    "migrants": "Migrants",
}
LARGEST = 55


class SampleForm(forms.Form):
    """A field that is right and one that is not."""

    title = forms.CharField(label="Title", help_text="As the team calls it, in its own language.")
    year = forms.RegexField(
        r"^\d{4}$",
        label="Year of start",
        error_messages={"invalid": "Write the year in four digits, for example 2024"},
    )


def _samples() -> dict:
    samples = json.loads(SAMPLES.read_text())
    for facet in samples["facets"]:
        for value in (*facet["values"], *facet["more"]):
            value["width"] = charts.bar_width(value["count"], LARGEST)
    for label in samples["labels"]:
        for key in ("reviewed", "changed"):
            if key in label:
                label[key] = date.fromisoformat(label[key])
    return samples


def _blocks() -> list[dict]:
    """Return every block that a page type offers for its text, with the sample that editors see before they choose it."""
    fields = [
        field
        for model in apps.get_models()
        if issubclass(model, EditorialPage)
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    blocks = {name: block for field in fields for name, block in field.stream_block.child_blocks.items()}
    rows = []
    for name, block in blocks.items():
        if not block.is_previewable:
            continue
        value = block.get_preview_value()
        is_missing = block.get_preview_context(value, {}).get("is_missing", False)
        rows.append({"name": name, "block": block, "bound": None if is_missing else block.bind(value)})
    return rows


@require_admin_access
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; ``?theme=dark`` or ``light`` overrides the system's."""
    samples, theme = _samples(), request.GET.get("theme")
    cross = {(row, column): count for row, column, count in samples["cross"]}
    with translation.override("en"):
        context = {
            **samples,
            "theme": theme if theme in {"dark", "light"} else "",
            "icons": list(ICONS),
            "blocks": _blocks(),
            "page_obj": Paginator(range(138), 10).page(6),
            "form": SampleForm({"title": "Kipi", "year": "20"}),
            "bars": charts.bars(samples["technologies"], highlight={"Offline content"}, rest={"None of these"}),
            "shares": charts.bars(TAKING_PART, base=179),
            "map": charts.tile_map(
                samples["by_country"], names={code: code for code in tilemap.GRID}, url=lambda code: f"#{code}"
            ),
            "locator": tilemap.locator("CL"),
            "matrix": charts.dot_matrix(CONTEXTS),
            "gap": charts.gap_map(TECHNOLOGIES, GROUPS, cross, url=lambda *_codes: "#"),
            "lifelines": charts.lifelines(samples["programmes"], today=date(2026, 11, 24)),
        }
        return render(request, "styleguide.html", context)
