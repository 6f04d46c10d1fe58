"""The list of networks, each network's page, and what can be read from there."""

import csv
from io import StringIO

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from alliance.core.formatting import long_date, number
from alliance.core.models import site_language
from alliance.core.page_lists import answer
from alliance.core.spreadsheets import harmless
from members.models import Network
from members.presenters import networks as shown
from members.presenters.network_facts import section_url, told_of
from members.presenters.network_list import NetworkList, people_in
from members.presenters.network_report import report_of, years_of
from members.rules import can_start_network
from members.services.networks import announcing

PEOPLE_A_PAGE = 24
ANNOUNCEMENTS_A_PAGE = 20
# Spreadsheet programs read accents rightly only behind this mark.
BOM = "\ufeff"


def show_list(request: HttpRequest, page) -> HttpResponse:
    """The networks that the reader may see, with filters."""
    found = NetworkList(request.GET, request.user, section_url())

    def context(page_obj) -> dict:
        keys = list(page_obj.object_list)
        people = people_in(keys)
        rows = {each.pk: each for each in Network.objects.filter(pk__in=keys).prefetch_related("texts")}
        sentence = ngettext("%(number)s network", "%(number)s networks", found.total)
        empty = found.nothing_found(_("There are no networks yet."))
        if found.words and not found.total:
            drop = {"text": _("Remove “%(filter)s”") % {"filter": found.words}, "url": found.address}
            empty = {"title": _("No network holds these words."), "text": "", "offers": [drop]}
        return {
            "headline": sentence % {"number": number(found.total)},
            "lines": [
                shown.line_of(
                    rows[pk],
                    people=people.get(pk, 0),
                    topics=found.codes_of(pk, "topic"),
                    countries=len(found.codes_of(pk, "country")),
                )
                for pk in keys
            ],
            "empty": empty,
            "words": found.words,
            "kept": [("q", found.words)] if found.words else [],
            "kept_choice": [(key, code) for key, codes in found.choice.items() for code in codes],
            "may_start": can_start_network(request.user),
            "start_url": f"/{site_language()}/my/networks/new/",
            "join_url": "" if request.user.is_authenticated else f"/{site_language()}/join/",
        }

    is_for_all = not request.user.is_authenticated
    return answer(
        request, page, found, "members/networks.html", unit=_("networks"), context=context, is_for_all=is_for_all
    )


def visible_or_404(request: HttpRequest, slug: str) -> Network:
    """Return the network at an address. Raises Http404 for those that the reader may not see, whatever they are."""
    return get_object_or_404(Network.objects.visible_to(request.user), slug=slug)


def show(request: HttpRequest, page, slug: str) -> HttpResponse:
    """One network; one that was merged leads to its heir, for those who may see that. Raises Http404 for the others."""
    network = Network.objects.visible_to(request.user).with_counts().select_related("cover").filter(slug=slug).first()
    if network is None:
        heir = get_object_or_404(Network.objects.visible_to(request.user), merged_from__slug=slug)
        return HttpResponsePermanentRedirect(heir.get_absolute_url())
    context = {"page": page, **shown.network_context(network, user=request.user)}
    return render(request, "members/network.html", context)


def _part(page, network: Network) -> dict:
    """Return what every page below a network's shows of it."""
    told = told_of(network)
    name, language = told["name"], told["lang"]
    crumbs = [(_("Home"), f"/{site_language()}/"), (page.title, section_url())]
    return {
        "page": page,
        "network": network,
        "name": name,
        "lang": language,
        "crumbs": [*crumbs, (network.acronym or name, network.get_absolute_url(), language)],
    }


def _page_of(request: HttpRequest, rows, size: int):
    """Return the page of ``rows`` that the address asks for. Raises Http404 beyond the last."""
    try:
        return Paginator(rows, size).page(request.GET.get("page") or 1)
    except InvalidPage:
        raise Http404 from None


def people(request: HttpRequest, page, slug: str) -> HttpResponse:
    """All people of a network whom the reader may see there."""
    network = visible_or_404(request, slug)
    page_obj = _page_of(request, shown.people_of(network, request.user), PEOPLE_A_PAGE)
    counts = shown.counts_of(network)
    context = {
        **_part(page, network),
        "people": [shown.person_line(row) for row in page_obj.object_list],
        "page_obj": page_obj,
        "counts": counts,
        "hidden": max(counts["people"] - page_obj.paginator.count, 0),
    }
    return render(request, "members/network_people.html", context)


@never_cache
def announcements(request: HttpRequest, page, slug: str) -> HttpResponse:
    """All announcements, for those who belong to the network. Raises Http404 for the others."""
    network = visible_or_404(request, slug)
    if not _may_read(network, request.user):
        raise Http404
    page_obj = _page_of(request, shown.announcements_of(network, request.user), ANNOUNCEMENTS_A_PAGE)
    lines = shown.announcement_lines(page_obj.object_list, shown.counts_of(network)["people"])
    context = {**_part(page, network), "lines": lines, "page_obj": page_obj}
    return render(request, "members/network_announcements.html", context)


def _may_read(network: Network, user) -> bool:
    return user.is_staff or user.is_superuser or network.memberships.active().filter(person=user.pk).exists()


@never_cache
def announcement(request: HttpRequest, page, slug: str, pk: str) -> HttpResponse:
    """One announcement; opening it counts as reading. Raises Http404 for those who do not belong to the network."""
    network = visible_or_404(request, slug)
    row = get_object_or_404(shown.announcements_of(network, request.user), pk=pk)
    if request.method == "GET":
        announcing.note_reading(announcement=row, person=request.user)
    (line,) = shown.announcement_lines(
        shown.announcements_of(network, request.user).filter(pk=row.pk), shown.counts_of(network)["people"]
    )
    return render(request, "members/network_announcement.html", {**_part(page, network), "line": line})


def report(request: HttpRequest, page, slug: str) -> HttpResponse:
    """The network's year in figures, by default this one's."""
    network = visible_or_404(request, slug)
    years = years_of(network)
    year = request.GET.get("year") or str(years[0])
    if year not in map(str, years):
        raise Http404
    found = report_of(network, int(year))
    address = f"{network.get_absolute_url()}report"
    context = {
        **_part(page, network),
        "report": found,
        "years": [{"year": each, "url": f"{address}/?year={each}", "current": str(each) == year} for each in years],
        "csv_url": f"{address}-{year}.csv",
        "today": long_date(timezone.localdate()),
    }
    return render(request, "members/network_report.html", context)


def report_csv(request: HttpRequest, page, slug: str, year: str) -> HttpResponse:
    """The same report as a table. Raises Http404 for years without one."""
    network = visible_or_404(request, slug)
    if int(year) not in years_of(network):
        raise Http404
    found = report_of(network, int(year))
    name = told_of(network)["name"]
    text = StringIO()
    table = csv.writer(text)
    table.writerow(map(harmless, [_("Network"), _("Year"), _("What"), _("Country code"), _("Number")]))
    for label, count in found.figures:
        table.writerow(map(harmless, [name, year, label, "", count]))
    for code, country, count in found.countries:
        table.writerow(map(harmless, [name, year, country, code, count]))
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{network.slug}-{year}.csv"'
    return response
