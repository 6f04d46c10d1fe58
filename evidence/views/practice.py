"""The page of a practice, its versions, and the comparison of practices."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from alliance.core.cache import content_version
from alliance.core.context import alliance_name, chrome
from alliance.core.models import TEXT_LANGUAGES, site_language
from alliance.core.wording import Wording
from evidence import comparison
from evidence.citation import Citation
from evidence.linked_data import practice_json_ld
from evidence.models import Practice, PracticeVersion
from evidence.practice_facts import country_of, crumbs_of, line_of
from evidence.presenters import for_page, practice_context
from evidence.versions import as_published, changes

KEPT_SECONDS = 24 * 3600
# What `practice.html` itself prints of a context; the rest stands in the body.
_HEAD = ("title", "title_lang", "summary", "crumbs", "json_ld")


def show(request: HttpRequest, page, slug: str) -> HttpResponse:
    """One practice, as it is today; 404 where the reader may not see it."""
    asked = request.GET.get("text", "")
    known = asked in dict(TEXT_LANGUAGES)
    # The same for every reader, so it is made once per state of the site's content; who may see it is asked each time.
    # (No slug is longer than 120 characters; a longer one finds nothing and is not to make a long key.)
    key = f"practice:{content_version()}:{site_language()}:{slug[:130]}:{asked if known else ''}"
    made = cache.get(key)
    if made is None:
        made = _made(request, visible_practice(request, slug), asked)
        cache.set(key, made, KEPT_SECONDS)
    elif not Practice.objects.visible_to(request.user).filter(slug=slug).exists():
        raise Http404
    unknown = "" if asked in made["languages"] else asked
    return render(request, "evidence/practice.html", {**made, "page": page, "unknown_text": unknown})


def _made(request: HttpRequest, practice: Practice, asked: str) -> dict:
    """Return what the page prints, fit for every reader: the body as HTML, and the words of its head."""
    languages = [row.language for row in practice.texts.all()]
    # Kept for all, so other practices are named as a visitor may see them.
    context = practice_context(practice, user=AnonymousUser(), text_language=asked if asked in languages else "")
    citation = Citation.of(practice, author=alliance_name(request))
    context |= {
        "citation": citation,
        "citation_formats": citation_formats(practice.get_absolute_url()),
        "json_ld": practice_json_ld(practice, context, citation),
    }
    body = render_to_string("evidence/practice_body.html", context)
    return {name: context[name] for name in _HEAD} | {"body": body, "languages": languages}


def visible_practice(request: HttpRequest, slug: str) -> Practice:
    """Return the practice with all that its page shows, or raise Http404."""
    return get_object_or_404(for_page(Practice.objects.visible_to(request.user)), slug=slug)


def visible_version(request: HttpRequest, slug: str, number: int) -> tuple[Practice, PracticeVersion]:
    """Return the practice with its version of that number, or raise Http404."""
    practice = visible_practice(request, slug)
    return practice, get_object_or_404(practice.versions, number=number)


def citation_formats(base: str) -> list[dict]:
    """Return the downloads for reference managers below the address of a practice or of one of its versions."""
    return [{"label": "BibTeX", "url": f"{base}cite.bib"}, {"label": "RIS", "url": f"{base}cite.ris"}]


def show_version(request: HttpRequest, page, slug: str, number: int) -> HttpResponse:
    """A practice as it was published under a number."""
    practice, version = visible_version(request, slug, number)
    old = as_published(version, practice)
    address = f"{practice.get_absolute_url()}v/{number}/"
    asked = request.GET.get("text", "")
    known = any(row.language == asked for row in old.texts.all())
    context = practice_context(
        old,
        user=request.user,
        text_language=asked if known else "",
        address=address,
    )
    context |= {
        "page": page,
        "shown": version,
        "is_latest": number == practice.version_number,
        "canonical": settings.SITE_URL + practice.get_absolute_url(),
        "citation": Citation.of(old, author=alliance_name(request)),
        "citation_formats": citation_formats(address),
    }
    return render(request, "evidence/practice_version.html", context)


def versions(request: HttpRequest, page, slug: str) -> HttpResponse:
    """The published versions of a practice, and what changed between the two that the address names."""
    practice = visible_practice(request, slug)
    rows = list(practice.versions.order_by("-number").select_related("published_by"))
    account = chrome(request)["chrome"].account
    pair = _pair(request, {row.number: row for row in rows})
    wording = Wording.of(list(practice.texts.all()), site_language())
    context = {
        "page": page,
        "practice": practice,
        "base_url": practice.get_absolute_url(),
        "title": wording.say("title").words or practice.slug,
        "title_lang": wording.language,
        "country": country_of(practice, site_language()),
        "crumbs": [
            *crumbs_of(practice, site_language()),
            (wording.say("title").words, practice.get_absolute_url(), wording.language),
        ],
        "versions": rows,
        "names_shown": bool(account and account.is_staff),
        "pair": pair,
        "changes": changes(pair[0].content, pair[1].content) if pair else [],
    }
    return render(request, "evidence/practice_versions.html", context)


def _pair(request: HttpRequest, by_number: dict) -> tuple | None:
    """Return the versions to compare, older first; None where the address names none. Raises Http404 for unknown ones."""
    if not {"from", "to"} & request.GET.keys():
        return None
    try:
        numbers = sorted(int(request.GET[name]) for name in ("from", "to"))
        return tuple(by_number[number] for number in numbers)
    except (KeyError, ValueError) as error:
        raise Http404 from error


def compare(request: HttpRequest, page) -> HttpResponse:
    """Two to four practices side by side; fewer explain how to add one."""
    chosen = comparison.chosen(request.GET.getlist("p"), request.user)
    words = request.GET.get("add", "").strip()[:200]
    if words and len(chosen.slugs) < comparison.MOST:
        by_slug = comparison.chosen([words], request.user).slugs
        if by_slug and by_slug[0] not in chosen.slugs:
            return HttpResponseRedirect(_address([*chosen.slugs, *by_slug]))
    room = len(chosen.slugs) < comparison.MOST
    found = comparison.suggestions(words, request.user, without=chosen.slugs) if words and room else []
    columns = [
        line_of(practice)
        | {"slug": practice.slug, "without_url": _address([s for s in chosen.slugs if s != practice.slug])}
        for practice in chosen.practices
    ]
    rows = comparison.rows_of(chosen.practices) if len(columns) >= comparison.FEWEST else []
    for row in rows:
        row["pairs"] = list(zip(columns, row["cells"], strict=True))
    context = {
        "page": page,
        "crumbs": [(_("Home"), f"/{site_language()}/"), (_("Evidence"), f"/{site_language()}/evidence/")],
        "columns": columns,
        "rows": rows,
        "chosen": chosen,
        "room": room,
        "words": words,
        "found": [line_of(each) | {"add_url": _address([*chosen.slugs, each.slug])} for each in found],
    }
    return render(request, "evidence/practice_compare.html", context)


def _address(slugs: list[str]) -> str:
    query = urlencode([("p", slug) for slug in slugs])
    return f"/{site_language()}/evidence/compare/" + (f"?{query}" if query else "")
