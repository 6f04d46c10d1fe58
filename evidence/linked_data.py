"""A practice for machines: schema.org terms as JSON-LD."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from evidence.citation import Citation
from evidence.models import Practice

# Inside a script element these could end it or open a comment.
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def practice_json_ld(practice: Practice, context: dict, citation: Citation) -> SafeString:
    """Return a practice's page as JSON-LD for a data block. ``context`` is that of `presenters.practice_context`."""
    address = settings.SITE_URL + context["base_url"]
    alliance = {"@type": "Organization", "name": citation.author, "url": settings.SITE_URL}
    years = f"{practice.start_year or '..'}/{practice.end_year or '..'}"
    place = {"@type": "Country", "name": context["country"][0], "identifier": practice.country.code}
    if practice.locality:
        place = {"@type": "Place", "name": practice.locality, "containedInPlace": place}
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address,
        "url": address,
        "headline": context["title"],
        "abstract": context["summary"].words,
        "inLanguage": context["title_lang"],
        "author": alliance,
        "publisher": alliance,
        "sourceOrganization": _organisation(practice),
        "datePublished": practice.first_published_at and practice.first_published_at.isoformat(),
        "dateModified": citation.published.isoformat(),
        "version": citation.version,
        "spatialCoverage": place,
        "temporalCoverage": years if practice.start_year or practice.end_year else None,
        "keywords": [purpose["label"] for purpose in context["purposes"] if purpose["on"]],
        "isBasedOn": _based_on(context["lineage"]),
        "citation": [_source(source) for source in context["sources"]],
        "isAccessibleForFree": True,
    }
    stated = {key: value for key, value in data.items() if value not in (None, "", [])}
    return mark_safe(json.dumps(stated, ensure_ascii=False).translate(_IN_SCRIPT))  # noqa: S308 - escaped for its place


def _organisation(practice: Practice) -> dict | None:
    institution = practice.institution
    return {"@type": "Organization", "name": institution.name} if institution else None


def _based_on(lineage: list[dict]) -> list[dict]:
    """Return what stands before the practice itself in its lineage."""
    works = []
    for stage in lineage:
        if stage.get("here"):
            break
        work = {"@type": "CreativeWork", "name": stage["what"]}
        works.append(work | ({"url": settings.SITE_URL + stage["url"]} if stage.get("url") else {}))
    return works


def _source(source: dict) -> dict:
    work = {"@type": "WebPage", "url": source["url"], "name": source["title"], "datePublished": source["published"]}
    return {key: value for key, value in work.items() if value}
