"""Answers as programs read them: the JSON of `manage.py search`, of `/api/v1/search` and of `/api/v1/suggest`."""

from collections.abc import Sequence

from search.results import Results, Suggested


def as_json(results: Results) -> dict:
    """Return an answer in the form that docs name; scores compare only within one answer."""
    facets = {facet.key: {value.code: value.count for value in facet.values} for facet in results.facets}
    sections = {section.code: section.count for section in results.sections}
    return {
        "total": results.total,
        "hits": [
            {
                "type": find.kind,
                "slug": find.slug,
                "language": find.language,
                "title": find.title,
                "score": round(find.score, 4),
                "url": find.url,
            }
            for find in results.finds
        ],
        "facets": {"type": sections, **facets} if sections else facets,
        "suggestion": results.suggestion,
        "reduced": results.is_reduced,
    }


def suggested_as_json(suggested: Sequence[Suggested], said: str) -> dict:
    """Return suggestions in the same form; ``said`` is what a screen reader tells of them."""
    return {
        "total": len(suggested),
        "hits": [
            {
                "type": each.kind,
                "slug": each.slug,
                "language": each.language,
                "title": each.title,
                "score": round(each.score, 4),
                "url": each.url,
                "label": each.label,
            }
            for each in suggested
        ],
        "facets": {},
        "suggestion": None,
        "said": said,
    }
