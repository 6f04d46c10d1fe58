"""News: the list with its filters, and the article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core.formatting import number
from alliance.core.page_lists import PageList, answer
from alliance.core.printed import printed_body
from alliance.site.news_presenter import FACETS, article_context, article_line, newest_first


def show_list(request: HttpRequest, page) -> HttpResponse:
    """All news, the newest first, with filters."""
    section_url = page.get_url(request)
    pages = newest_first(None)
    found = PageList(pages, FACETS, request.GET, section_url)

    def context(page_obj) -> dict:
        shown = pages.filter(pk__in=page_obj.object_list)
        sentence = ngettext("%(number)s article", "%(number)s articles", found.total)
        return {
            "headline": sentence % {"number": number(found.total)},
            "lines": [article_line(each, section_url) for each in shown],
            "empty": None if found.total else found.nothing_found(_("There are no news yet.")),
        }

    return answer(request, page, found, "pages/news_list.html", unit=_("articles"), context=context)


def show(request: HttpRequest, page) -> HttpResponse:
    """One article."""
    section = page.get_parent()
    section_url = section.get_url(request)
    shown = {
        "page": page,
        "crumbs": [*page.crumbs, (section.title, section_url)],
        "body": printed_body(request, page, "pages/news.html", lambda: article_context(page, section_url)),
    }
    return render(request, "pages/news.html", shown)
