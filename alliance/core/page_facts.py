"""What pages that staff write say of themselves: languages, sources, what they are about, what came before and after."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from alliance.core import reference
from alliance.core.context import in_language
from alliance.core.models import Country, EditorialPage, EditorialQuerySet, Origin, Term, Vocabulary, site_language

MOST_NEIGHBOURS = 2


def with_original_language(pages: EditorialQuerySet) -> EditorialQuerySet:
    """Return the pages with ``original_language``, that in which their words were written first; for lists and filters."""
    original = pages.model._base_manager.filter(
        translation_key=OuterRef("translation_key"), words_origin=Origin.ORIGINAL, alias_of=None
    )
    return pages.annotate(original_language=Coalesce(Subquery(original.values("words_language")[:1]), "words_language"))


def line_of(page: EditorialPage, section_url: str) -> dict:
    """Return a page as a line of a list. No query where its locale and `with_state_of_words` came with it."""
    label = page.label() or {"origin": "", "wanted": ""}
    return {
        "url": f"{section_url}{page.slug}/",
        "title": page.title,
        "lang": page.words_language,
        "summary": page.lead,
        "origin": label["origin"],
        "wanted": bool(label["wanted"]),
    }


def words_of(page: EditorialPage, path: str, *, user) -> dict:
    """Return the language label of a page at ``path`` and the ways to its words in other languages. One query."""
    pages = type(page).objects.visible_to(user).filter(translation_key=page.translation_key, alias_of=None)
    # A page that was sent to translators has the original's words until theirs are published.
    pages = pages.filter(words_language=F("locale__language_code"))
    others = {}
    for each in pages.exclude(locale=page.locale_id).with_state_of_words().select_related("locale"):
        others[each.locale.language_code] = (each.label() or {"origin": "original"})["origin"]
        if each.words_origin == Origin.ORIGINAL and not hasattr(page, "original_digest"):
            # What `is_outdated` would ask for.
            page.original_digest = each.words_digest
    here = page.locale.language_code
    own = {here} if page.words_language == here else set()
    # The head of the page asks for the same.
    page.word_languages = [code for code, _name in settings.LANGUAGES if code in own.union(others)]
    label = page.label()
    if label:
        written = next((code for code, origin in others.items() if origin == "original"), "")
        if written:
            label |= {"original_language": written, "original_url": in_language(path, written)}
            del others[written]
    return {
        "lang": page.words_language or page.locale.language_code,
        "label": label,
        "other_languages": [
            {"code": code, "url": in_language(path, code), "origin": others[code]}
            for code, _name in settings.LANGUAGES
            if code in others
        ],
    }


def sources_of(page: EditorialPage) -> list[dict]:
    """Return the sources for `components/sources.html`."""
    return [block.value for block in page.sources]


def topic_links(topics: Iterable[Term], section_url: str) -> list[dict]:
    """Return topics with the way to the list of each."""
    labels = reference.labels(Vocabulary.TOPIC)
    codes = filter(None, (reference.canonical_code(Vocabulary.TOPIC, term.code) for term in topics))
    return [{"text": labels[code], "url": f"{section_url}?topic={code}"} for code in dict.fromkeys(codes)]


def country_links(countries: Iterable[Country]) -> list[dict]:
    """Return published countries with the way to the page of each, by name."""
    codes = {country.code for country in countries}
    return [
        {"text": name, "url": f"/{site_language()}/countries/{code}/"}
        for code, name in reference.country_names().items()
        if code in codes
    ]


def neighbours(
    pages: EditorialQuerySet, page: EditorialPage, topics: Iterable[Term], *, by: str
) -> tuple[list[EditorialPage], list[EditorialPage]]:
    """Return those of ``pages`` on the same topics that come before this one, latest first, and those after, next first."""
    keys = [term.pk for term in topics]
    if not keys:
        return [], []
    related = pages.filter(pk__in=pages.model.objects.filter(topics__in=keys).values("pk"))
    related = related.exclude(translation_key=page.translation_key)
    here, same = getattr(page, by), {by: getattr(page, by)}
    before = related.filter(Q(**{f"{by}__lt": here}) | Q(slug__lt=page.slug, **same)).order_by(f"-{by}", "-slug")
    after = related.filter(Q(**{f"{by}__gt": here}) | Q(slug__gt=page.slug, **same)).order_by(by, "slug")
    return list(before[:MOST_NEIGHBOURS]), list(after[:MOST_NEIGHBOURS])
