"""What the head of a page tells search engines and those who share its link: ``{% load found %}{% found %}``."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from alliance.core.linked_data import absolute, alliance, data_block, way
from alliance.core.models import EditorialPage, site_language
from alliance.core.printed import printed_once

register = template.Library()

FEEDS = ("news", "events", "training", "evidence")
# Regional forms, as the networks expect them.
LOCALES = {"es": "es_419", "en": "en_GB", "pt": "pt_BR", "fr": "fr_FR"}


@register.simple_tag(takes_context=True)
def found(context) -> SafeString:
    """Open Graph, the feed of the section, canonical address, other languages, and JSON-LD of pages that staff write.

    Of these it is printed once: they stand at one address, and tell of all their languages and sources.
    """
    page, request = context.get("page"), context["request"]
    if not isinstance(page, EditorialPage) or not page.pk:
        return _printed(context, None)
    return printed_once(request, f"found:{site_language()}:{page.pk}", lambda: _printed(context, page))


def _printed(context, editorial: EditorialPage | None) -> SafeString:
    page, chrome = context.get("page"), context["chrome"]
    language = (get_language() or "")[:2]
    path = context["request"].path
    languages = editorial.word_languages if editorial else [each.code for each in chrome.languages]
    here = editorial.words_language if editorial and editorial.words_language in languages else language
    section = path.removeprefix(f"/{language}/").partition("/")[0]
    picture = absolute(f"/share/{language}/{editorial.pk}.png" if editorial else f"/share/{language}.png")
    told = {
        "chrome": chrome,
        "canonical": here,
        "alternates": [each for each in chrome.languages if each.code in languages],
        "default": "es" if "es" in languages else here,
        "kind": "article" if editorial else "website",
        "lang": context.get("title_lang") or (editorial.words_language if editorial else ""),
        "title": context.get("title") or (page.meta_title if page else ""),
        "description": page.meta_description if page else "",
        "address": absolute(path),
        "locale": LOCALES.get(language, ""),
        "picture": picture,
        "feed": f"/feeds/{section}.{language}.atom" if section in FEEDS else "",
        "data": _data(context, editorial, chrome, path, picture),
    }
    return render_to_string("components/found.html", told)


def _data(context, editorial: EditorialPage | None, chrome, path: str, picture: str) -> list:
    """Return the blocks of JSON-LD: the page, the way to it, and on a first page the alliance."""
    if path == chrome.home_url:
        return [data_block(alliance(chrome.identity))]
    crumbs = context.get("crumbs") or []
    if not editorial:
        return []
    publisher = {"publisher": alliance(chrome.identity), "isAccessibleForFree": True}
    own = {"image": picture} if editorial.cover_id else {}
    data = {**publisher, **own, "@id": absolute(path), "url": absolute(path), **editorial.machine_data()}
    return [data_block(data), *([data_block(way(crumbs, editorial.title, path))] if crumbs else [])]
