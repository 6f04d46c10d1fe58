"""The directory of people, each person's page, card and photo."""

from django.core.paginator import InvalidPage, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.core.audience import is_member
from alliance.core.cache import keep_out
from alliance.core.formatting import number
from alliance.core.media import streamed
from alliance.core.models import site_language
from members.models import Profile
from members.presenters.people import SIZES, PeopleList, fresh_countries, map_of
from members.presenters.person import PersonPage
from members.readers import Reader
from members.views.profile import crumbs, ways

PHOTOS_ARE_KEPT = "private, max-age=600"


def show_list(request: HttpRequest, page) -> HttpResponse:
    """The people whose profiles the reader may open; 404 with the way back where the list has no such page."""
    address = f"/{site_language()}/people/"
    people = PeopleList(request.user, request.GET, address)
    try:
        page_obj = people.page(request.GET.get("page"))
    except InvalidPage:
        pages = Paginator(people.ids, people.size).num_pages
        way_back = {"pages": pages, "list_url": address + people.query()}
        return render(request, "pages/list_no_page.html", way_back, status=404)
    context = people.context(page_obj, _("people")) | {
        "page": page,
        "crumbs": page.crumbs,
        "words": people.words,
        "searched": [*people.filters(), *people.beside(without="q")],
        "kept": people.beside(),
        "headline": _headline(people),
        "lines": people.lines(page_obj.object_list),
        "sorting": [*people.filters(), *people.beside(without="sort")],
        "sort": people.sort,
        "sorts": [("country", _("Country")), ("name", _("Name")), ("confirmed", _("Confirmed lately"))],
        "sizes": _sizes(people) if people.total > SIZES[0] else [],
        "empty": None if people.total else people.nothing_found(_("Nobody shows themselves here yet.")),
        "may_sign_in": not request.user.is_authenticated,
        "is_first": not (people.choice or people.words or page_obj.number > 1 or request.htmx),
    }
    if context["is_first"]:
        fresh, seats = fresh_countries(request.user)
        context |= {"map": map_of(people), "fresh": fresh, "seats": seats}
    template = "members/people.html"
    response = render(request, f"{template}#filtered" if request.htmx else template, context)
    patch_vary_headers(response, ("HX-Request",))
    if people.words:
        keep_out(response)
    return response


def _headline(people: PeopleList) -> str:
    countries = len({code for pk in people.ids for code in people.codes_of(pk)["country"]})
    persons = ngettext("%(number)s person", "%(number)s people", people.total) % {"number": number(people.total)}
    if not countries:
        return persons
    where = ngettext("%(number)s country", "%(number)s countries", countries) % {"number": number(countries)}
    return _("%(people)s from %(countries)s") % {"people": persons, "countries": where}


def _sizes(people: PeopleList) -> list[dict]:
    pairs = [*people.filters(), *people.beside(without="size")]
    return [
        {
            "label": size,
            "url": people.address + people.stated([*pairs, *([("size", size)] if size != SIZES[0] else [])]),
            "current": size == people.size,
        }
        for size in SIZES
    ]


def _visible(request: HttpRequest, slug: str) -> Profile:
    """Return the profile, if the reader may open it. Raises Http404."""
    rows = Profile.objects.visible_to(request.user).with_page().with_ties_to(request.user)
    return get_object_or_404(rows, slug=slug)


@never_cache
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One profile, with the parts that the reader may see. Raises Http404 for the others."""
    profile = _visible(request, slug)
    reader = Reader.of(request.user, profile)
    context = PersonPage(profile, reader).context() | {
        "page": None,
        "crumbs": crumbs(),
        "is_self": reader.is_self,
        "may_write": is_member(request.user) and not reader.is_self,
        "ways": ways(profile, "") if reader.is_self else [],
        "saved": reader.is_self and "saved" in request.GET,
    }
    return render(request, "members/person.html", context)


@never_cache
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The contact card of exactly what the reader may see."""
    profile = _visible(request, slug)
    address = request.build_absolute_uri(profile.get_absolute_url())
    text = PersonPage(profile, Reader.of(request.user, profile)).card(address)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.vcf"'}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=headers)


@require_safe
def photo(request: HttpRequest, slug: str, digest: str) -> HttpResponseBase:
    """The photo, to whom it is shown. An older one is no longer there."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user).select_related("person"), slug=slug)
    seen = Reader.of(request.user, profile).sees_part(profile, "photo")
    if not seen or profile.photo_name != f"{digest}.webp":
        raise Http404
    try:
        file = profile.photo.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/webp", headers={"Cache-Control": PHOTOS_ARE_KEPT})
    return streamed(request, response)
