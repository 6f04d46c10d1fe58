"""Files made from one practice: the brief and the citation."""

from django.http import Http404, HttpRequest, HttpResponse

from alliance.core.context import alliance_name
from alliance.core.models import site_language
from evidence.citation import Citation
from evidence.services.brief import brief_pdf
from evidence.versions import as_published
from evidence.views.practice import visible_practice, visible_version

STYLES = {
    "bib": ("application/x-bibtex; charset=utf-8", Citation.bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", Citation.ris),
}


def citation(request: HttpRequest, slug: str, style: str, number: int | None = None) -> HttpResponse:
    """How to cite a practice, or the version of that number, for reference managers."""
    if style not in STYLES:
        raise Http404
    content_type, written = STYLES[style]
    if number is None:
        practice, name = visible_practice(request, slug), slug
    else:
        today, version = visible_version(request, slug, number)
        practice, name = as_published(version, today), f"{slug}-v{number}"
    cited = Citation.of(practice, author=alliance_name(request))
    return _file(written(cited).encode(), content_type, f"{name}.{style}", "attachment")


def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """A practice on two pages."""
    pdf = brief_pdf(visible_practice(request, slug), identity=alliance_name(request))
    return _file(pdf, "application/pdf", f"{slug}-{site_language()}.pdf", "inline")


def _file(content: bytes, content_type: str, name: str, disposition: str) -> HttpResponse:
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
