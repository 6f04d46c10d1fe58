"""What a practice's page shows, prepared so that its template only prints. The same for page, version and preview."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from alliance.core.context import in_language
from alliance.core.markup import html_of
from alliance.core.models import Origin, site_language
from alliance.core.wording import OUTDATED, Said, Wording
from evidence.models import Practice, PracticeVersion
from evidence.practice_facts import Terms, country_of, crumbs_of, facts_of, figures_of, sources_of
from evidence.relatives import Relatives

_SITE_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


# Of the rows that a practice points at, what its page reads; the labels of terms come from memory.
_OF_OTHERS = (
    "country__code",
    "institution__name",
    *(
        f"{term}__{field}"
        for term in ("institution__kind", "context", "continuity_state")
        for field in ("vocabulary", "code")
    ),
    *(
        f"evidence_kind__{field}"
        for field in ("vocabulary", "code", *(f"description_{code}" for code in _SITE_LANGUAGES))
    ),
)


def for_page(practices: QuerySet[Practice]) -> QuerySet[Practice]:
    """Return ``practices`` with all that `practice_context` reads of one."""
    own = (field.name for field in Practice._meta.concrete_fields)
    newest = PracticeVersion.objects.filter(practice=OuterRef("pk")).order_by("-number")
    return (
        practices.in_full()
        .only(*own, *_OF_OTHERS)
        .annotate(
            version_number=Subquery(newest.values("number")[:1]),
            version_date=Subquery(newest.values("published_at")[:1]),
        )
    )


def practice_context(practice: Practice, *, user, text_language: str = "", address: str = "") -> dict:
    """Return the template context of a practice's page for ``user``.

    Words are in the active language, or in ``text_language`` where the reader asked for another one's. ``address`` is
    that of the page where it is not the practice's own, as a version's.
    """
    interface = site_language()
    wording = Wording.of(list(practice.texts.all()), text_language or interface)
    terms = Terms(practice)
    shown, unstated = sections_of(wording, practice)
    relatives = Relatives(practice, user)
    address = address or practice.get_absolute_url()
    return {
        "practice": practice,
        "crumbs": crumbs_of(practice, interface),
        "country": country_of(practice, interface),
        "title": wording.say("title").words or practice.slug,
        "title_lang": wording.language,
        "place_lang": wording.original_language,
        "summary": wording.say("summary"),
        "label": _label(wording, interface, address, practice),
        "other_languages": _other_languages(wording, address),
        "figures": figures_of(practice),
        "facts": facts_of(practice, wording, terms, interface),
        "purposes": terms.purposes(),
        "sections": shown,
        "unstated": unstated,
        "lineage": relatives.lineage(practice),
        "sources": sources_of(practice),
        "near": relatives.nearest(),
        "version": getattr(practice, "version_number", None) or 1,
        "base_url": practice.get_absolute_url(),
        "compare_url": f"/{interface}/evidence/compare/?p={practice.slug}",
    }


SECTIONS = ("context", "participants", "how_it_works", "results", "continuity", "how_to_adapt")
CONDITIONS = ("continuity_training", "continuity_infrastructure", "continuity_institutional_support")


def headings() -> dict[str, str]:
    """Return the heading of each section and condition in the active language."""
    return {
        "summary": _("In short"),
        "context": _("The context"),
        "participants": _("Who takes part"),
        "how_it_works": _("How it works"),
        "results": _("Results"),
        "continuity": _("Continuity"),
        "continuity_training": _("Continuous training"),
        "continuity_infrastructure": _("Infrastructure"),
        "continuity_institutional_support": _("Institutional support"),
        "how_to_adapt": _("How to adapt it"),
    }


def sections_of(wording: Wording, practice: Practice) -> tuple[list[dict], list[str]]:
    """Return the stated sections in their fixed order, and the headings of those that no source says anything about."""
    names = headings()
    shown, unstated = [], []
    summary = wording.say("summary")
    if summary:
        shown.append(_section("summary", names["summary"], wording, paragraphs=summary.words.split("\n")))
    for name in SECTIONS:
        if name == "continuity":
            parts = [_part(names[each], wording.say(each), wording) for each in CONDITIONS]
            stated = any(part["html"] for part in parts)
            section = {"id": name, "title": names[name], "parts": parts, "label": _common_label(parts)}
        else:
            said = wording.say(name)
            section = _section(name, names[name], wording, said=said)
            stated = bool(said)
            if name == "results" and (kind := practice.evidence_kind):
                section["evidence"] = [
                    {"label": _("Kind of evidence"), "value": Terms.label_of(kind), "note": kind.description}
                ]
                stated = True
        if stated:
            shown.append(section)
        else:
            unstated.append(names[name])
    return shown, unstated


def _section(name: str, title: str, wording: Wording, said: Said | None = None, paragraphs: Iterable[str] = ()) -> dict:
    said = said or wording.say(name)
    return {"id": name, "title": title, "paragraphs": paragraphs, **_part(title, said, wording)}


def _part(title: str, said: Said, wording: Wording) -> dict:
    """Return words under a heading, labelled where they are in another language than the page's other words."""
    other = bool(said) and said.language != wording.language
    label = {"origin": Origin.ORIGINAL, "language": said.language} if other else None
    return {"title": title, "html": html_of(said.words), "lang": said.language, "label": label}


def _common_label(parts: list[dict]) -> dict | None:
    """Take the language label off parts that all carry the same one, and return it for the section that holds them."""
    labels = [part["label"] for part in parts if part["html"]]
    if not labels or labels[0] is None or any(label != labels[0] for label in labels):
        return None
    for part in parts:
        part["label"] = None
    return labels[0]


def _label(wording: Wording, interface: str, address: str, practice: Practice) -> dict | None:
    """Return what the language label says of the words; None where they were written in the reader's language."""
    if wording.row is None or (wording.origin == Origin.ORIGINAL and wording.language == interface):
        return None
    label = {"origin": wording.origin, "language": wording.language}
    if wording.origin == Origin.ORIGINAL:
        has_own = any(row.language == interface for row in wording.rows)
        return label | {"wanted": "" if has_own else interface}
    label["reviewed"] = wording.row.reviewed_at
    if wording.original:
        label |= {
            "original_url": f"{address}?text={wording.original.language}",
            "original_language": wording.original.language,
        }
    if label["origin"] == OUTDATED and getattr(practice, "version_number", 0) > 1:
        label["changes_url"] = f"{practice.get_absolute_url()}versions/"
    return label


def _other_languages(wording: Wording, address: str) -> list[dict]:
    """Return the ways to the other text rows: the site's own languages in full, any other as words on this page."""
    ways = []
    for row in wording.others:
        own_page = in_language(address, row.language) if row.language in _SITE_LANGUAGES else ""
        url = own_page or f"{address}?text={row.language}"
        ways.append({"code": row.language, "url": url, "origin": wording.origin_of(row)})
    return ways
