"""What a reader is offered at an address where nothing is: what editors put up for it, then what is nearest to it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Page

from alliance.core.models import Country, site_language
from alliance.site.models import Signpost
from alliance.site.views.country import country_url
from alliance.site.wayfinding.nearest import Place, directory
from alliance.site.wayfinding.words import parts_of, words_of
from evidence.models import Practice, Programme

MOST_OFFERS = 5
MOST_SIGNPOSTS = 500


@dataclass(frozen=True)
class Offer:
    """A way on: words, their language where it is not the reader's, the address, and what is there."""

    title: str
    lang: str
    url: str
    kind: str


def offers_for(path: str, user) -> list[Offer]:
    """Return up to `MOST_OFFERS` ways on from an address where nothing is, each to what ``user`` may read there.

    At most eight queries, whatever the number of pages and records.
    """
    put_up = _signposted(path)
    near = _read(directory().near(path, MOST_OFFERS), user)
    return list({offer.url: offer for offer in reversed([*put_up, *near])}.values())[::-1][:MOST_OFFERS]


def _signposted(path: str) -> list[Offer]:
    """Return what editors put up for addresses like this one, in their order."""
    asked, words = "/" + "/".join(parts_of(path)), set(words_of(path))
    rows = Signpost.objects.order_by("sort_order", "pk").values_list("address", "page__translation_key")
    keys = [key for address, key in rows[:MOST_SIGNPOSTS] if _fits(address, asked, words)]
    if not keys:
        return []
    pages = Page.objects.live().public().filter(translation_key__in=keys, locale__language_code=site_language())
    found = {page.translation_key: page for page in pages.select_related("locale")}
    return [_page_offer(found[key]) for key in dict.fromkeys(keys) if key in found]


def _fits(address: str, asked: str, words: set[str]) -> bool:
    if address.startswith("/"):
        beginning = "/" + "/".join(parts_of(address))
        return f"{asked}/".casefold().startswith(beginning.casefold())
    wanted = set(words_of(address))
    return bool(wanted) and wanted <= words


def _page_offer(page: Page) -> Offer:
    return Offer(page.title, "", page.get_url(), "")


def _read(places: list[Place], user) -> list[Offer]:
    """Return the places that ``user`` may read, in their order, with their present words."""
    keys: dict[str, list[int]] = {}
    for place in places:
        keys.setdefault(place.kind, []).append(place.pk)
    offers: dict[tuple[str, int], Offer] = {}
    if "page" in keys:
        pages = Page.objects.live().public().filter(pk__in=keys["page"]).select_related("locale")
        offers |= {("page", page.pk): _page_offer(page) for page in pages}
    for kind, model, label in (
        ("practice", Practice, _("Practice")),
        ("programme", Programme, _("National programme")),
    ):
        if kind in keys:
            rows = model.objects.visible_to(user).filter(pk__in=keys[kind]).prefetch_related("texts")
            offers |= {(kind, row.pk): _record_offer(row, label) for row in rows}
    if "country" in keys:
        rows = Country.objects.visible_to(user).filter(pk__in=keys["country"])
        offers |= {("country", row.pk): Offer(row.name, "", country_url(row.code), _("Country")) for row in rows}
    return [offers[place.kind, place.pk] for place in places if (place.kind, place.pk) in offers]


def _record_offer(record: Practice | Programme, label: str) -> Offer:
    text = record.text()
    lang = text.language if text and text.language != site_language() else ""
    return Offer(str(record), lang, record.get_absolute_url(), label)
