"""A practice for machines: schema.org terms as JSON-LD."""

from django.utils.safestring import SafeString

from alliance.core.linked_data import absolute, data_block, source
from evidence.citation import Citation
from evidence.enums import Licence
from evidence.models import Practice


def practice_json_ld(practice: Practice, context: dict, citation: Citation) -> SafeString:
    """Return a practice's page as JSON-LD for a data block. ``context`` is that of `presenters.practice_context`."""
    address = absolute(context["base_url"])
    alliance = {"@type": "Organization", "name": citation.author, "url": absolute("")}
    years = f"{practice.start_year or '..'}/{practice.end_year or '..'}"
    place = {"@type": "Country", "name": context["country"][0], "identifier": practice.country.code}
    if practice.locality:
        place = {"@type": "Place", "name": practice.locality, "containedInPlace": place}
    data = {
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
        "citation": [source(each["url"], each["title"], each["published"]) for each in context["sources"]],
        "isAccessibleForFree": True,
        "license": Licence(practice.licence).url if practice.licence else None,
    }
    return data_block(data)


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
        works.append(work | ({"url": absolute(stage["url"])} if stage.get("url") else {}))
    return works
