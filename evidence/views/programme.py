"""Pages of national programmes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliance.core.models import site_language
from alliance.core.reference import fold
from evidence.models import Programme
from evidence.programme_presenter import life_lines, line_of, programme_context


def show_list(request: HttpRequest, page) -> HttpResponse:
    """All programmes: the life lines of the dated ones, then every one by country."""
    programmes = Programme.objects.visible_to(request.user).with_words()
    lines = [line_of(programme) for programme in programmes]
    interface = site_language()
    return render(
        request,
        "evidence/programmes.html",
        {
            "page": page,
            "crumbs": [(_("Home"), f"/{interface}/"), (_("Evidence"), f"/{interface}/evidence/")],
            "chart": life_lines(lines),
            "total": len(lines),
            "dated": sum(1 for line in lines if line["start"]),
            "programmes": sorted(lines, key=lambda line: (fold(line["country"]), fold(line["title"]))),
        },
    )


def show(request: HttpRequest, page, slug: str) -> HttpResponse:
    """One programme, or 404."""
    programme = Programme.objects.visible_to(request.user).in_full().filter(slug=slug).first()
    if programme is None:
        raise Http404
    return render(request, "evidence/programme.html", {"page": page, **programme_context(programme, user=request.user)})
