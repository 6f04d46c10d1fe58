"""The brief of a practice: two A4 pages as tagged PDF (PDF/UA-1), made by typst from data, never from built markup."""

from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from alliance.core.cache import content_version
from alliance.core.formatting import joined, number, short_address, source_date
from alliance.core.markup import Block, blocks_of
from alliance.core.models import site_language
from alliance.core.typesetting import Compile, Typesetter
from alliance.core.wording import Said, Wording
from evidence.citation import Citation
from evidence.models import Practice
from evidence.practice_facts import (
    Terms,
    country_of,
    facts_of,
    figures_of,
    language_notes,
    original_language_note,
    sources_of,
)
from evidence.presenters import CONDITIONS, SECTIONS, headings

TEMPLATE = Path(__file__).parent.parent / "brief"
MOST_PAGES = 2
# Characters that a section may take, tried in turn until two pages hold everything.
BUDGETS = (100_000, 1600, 1000, 700, 450, 250)
MOST_SOURCES = 10
KEEP_SECONDS = 24 * 3600

_brief = Typesetter(TEMPLATE / "brief.typ")


def brief_pdf(practice: Practice, *, identity: str) -> bytes:
    """Return the brief in the active language; made once per state of the site's content."""
    key = f"brief:{content_version()}:{site_language()}:{practice.pk}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = make_brief(practice, identity=identity)
        cache.set(key, pdf, KEEP_SECONDS)
    return pdf


def make_brief(practice: Practice, *, identity: str) -> bytes:
    """Return the brief, its sections shortened as far as two pages require; a shortened one says where the rest is."""
    return _brief.make(lambda compile: _on_two_pages(practice, identity, compile))


def _on_two_pages(practice: Practice, identity: str, compile: Compile) -> bytes:
    for budget in BUDGETS:
        pdf = compile(brief_data(practice, identity=identity, budget=budget), format="pdf", pdf_standards="ua-1")
        # Asked of the document just made: a query keeps the inputs of the last compilation.
        if int(_brief.query("<pages>")) <= MOST_PAGES:
            break
    return pdf


def brief_data(practice: Practice, *, identity: str, budget: int) -> dict:
    """Return what the template prints, with no section longer than ``budget`` characters."""
    language = site_language()
    wording = Wording.of(list(practice.texts.all()), language)
    citation = Citation.of(practice, author=identity)
    address = settings.SITE_URL + practice.get_absolute_url()
    sections, unstated = _sections(wording, practice, budget)
    sources = sources_of(practice)
    shortened = any(section.pop("shortened") for section in sections)
    return {
        "language": language,
        "identity": identity,
        "title": citation.title,
        "title_language": citation.language,
        "summary": cut(citation.abstract, 300)[0],
        "place": " · ".join(filter(None, (_("Practice"), country_of(practice, language)[0], practice.locality))),
        "notes": language_notes(wording),
        "figures": [_figure(figure) for figure in figures_of(practice)],
        "figures_note": _sources_note(practice),
        "facts": _facts(practice, wording, language, budget),
        "sections": sections,
        "unstated_title": _("Not stated"),
        "unstated": joined(unstated),
        "not_stated": _("not stated"),
        "sources_title": _("Sources"),
        "sources": [_source(source) for source in sources[:MOST_SOURCES]],
        "more_sources": _("All sources: %(address)s") % {"address": address} if len(sources) > MOST_SOURCES else "",
        "citation_title": _("Cite"),
        "citation": f"{citation.author} ({citation.year}). {citation.title} "
        f"({_('version %(number)s') % {'number': citation.version}}). {citation.collection}. {citation.url}",
        "footer": (_("Shortened. Full text: %(address)s") if shortened else _("On the site: %(address)s"))
        % {"address": address},
    }


def cut(words: str, length: int) -> tuple[str, bool]:
    """Return words of at most ``length`` characters, cut between words with an ellipsis, and whether they were cut."""
    if len(words) <= length:
        return words, False
    return words[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …", True


def _sections(wording: Wording, practice: Practice, budget: int) -> tuple[list[dict], list[str]]:
    names = headings()
    shown, unstated = [], []
    for name in ("summary", *SECTIONS):
        if name == "continuity":
            parts = [(each, wording.say(each)) for each in CONDITIONS]
            if any(said for _each, said in parts):
                shown.append(_section(names[name], Said("", ""), wording, budget, level=2) | {"unknown": False})
                shown.extend(_section(names[each], said, wording, budget, level=3) for each, said in parts)
            else:
                unstated.append(names[name])
        elif said := wording.say(name):
            shown.append(_section(names[name], said, wording, budget, level=2))
        else:
            unstated.append(names[name])
    return shown, unstated


def _section(title: str, said: Said, wording: Wording, budget: int, *, level: int) -> dict:
    other = bool(said) and said.language != wording.language
    blocks, shortened = _within(blocks_of(said.words), budget)
    return {
        "title": title,
        "level": level,
        "language": said.language,
        "note": original_language_note(said.language) if other else "",
        "unknown": not said,
        "blocks": [{"mark": block.mark, "text": block.text} for block in blocks],
        "shortened": shortened,
    }


def _within(blocks: list[Block], budget: int) -> tuple[list[Block], bool]:
    kept = []
    for block in blocks:
        text, shortened = cut(block.text, budget)
        kept.append(Block(text, block.mark))
        budget -= len(text)
        if shortened or budget < 40:  # less than a line is no beginning
            return kept, shortened or block is not blocks[-1]
    return kept, False


def _figure(figure: dict) -> dict:
    return {
        "value": " ".join(filter(None, (figure.get("qualifier"), number(figure["value"])))) if figure["value"] else "",
        "label": figure["label"],
        "unknown": _("not stated"),
    }


def _sources_note(practice: Practice) -> str:
    """Return which sources state the figures: those of the results where that is known, else all."""
    sources = list(enumerate(practice.sources.all(), 1))
    about = [pair for pair in sources if "results" in pair[1].supports] or sources
    names = joined(f"{at} {source.host}" for at, source in about[:MOST_SOURCES])
    return _("Sources (listed at the end): %(names)s") % {"names": names or _("not stated")}


def _facts(practice: Practice, wording: Wording, language: str, budget: int) -> list[dict]:
    facts = facts_of(practice, wording, Terms(practice), language)
    purposes = [purpose["label"] for purpose in Terms(practice).purposes() if purpose["on"]]
    rows = [*facts, {"label": _("Purposes"), "value": purposes}]
    lines = [(row["label"], row["value"] if isinstance(row["value"], str) else joined(row["value"])) for row in rows]
    return [{"label": label, "value": cut(value, max(budget // 4, 120))[0]} for label, value in lines]


def _source(source: dict) -> dict:
    dates = [
        _("Published: %(date)s") % {"date": source_date(source["published"])} if source["published"] else "",
        _("Read: %(date)s") % {"date": source_date(source["accessed"])} if source["accessed"] else "",
        _("address to be checked") if source["to_check"] else "",
    ]
    return {
        "title": cut(source["title"], 120)[0],
        "url": source["url"],
        "address": short_address(source["url"]),
        "dates": " · ".join(filter(None, dates)),
    }
