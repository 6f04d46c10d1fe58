"""The brief of a practice: two A4 pages as tagged PDF (PDF/UA-1), made by typst from data, never from built markup."""

import json
import threading
from pathlib import Path

import typst
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.core.cache import content_version
from alliance.core.formatting import language_name, number, short_address, source_date
from alliance.core.models import Origin
from evidence.citation import Citation
from evidence.models import Practice
from evidence.practice_facts import Terms, country_of, facts_of, figures_of, sources_of
from evidence.presenters import CONDITIONS, SECTIONS, headings
from evidence.prose import Block, blocks_of
from evidence.wording import OUTDATED, Said, Wording

TEMPLATE = Path(__file__).parent.parent / "brief"
MOST_PAGES = 2
# Characters that a section may take, tried in turn until two pages hold everything.
BUDGETS = (100_000, 1600, 1000, 700, 450, 250)
MOST_SOURCES = 10
KEEP_SECONDS = 24 * 3600

# A compiler keeps its fonts between uses; it works on one document at a time.
_lock = threading.Lock()
_compilers: list[typst.Compiler] = []


def brief_pdf(practice: Practice, *, identity: str) -> bytes:
    """Return the brief in the active language; made once per state of the site's content."""
    key = f"brief:{content_version()}:{get_language()}:{practice.pk}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = make_brief(practice, identity=identity)
        cache.set(key, pdf, KEEP_SECONDS)
    return pdf


def make_brief(practice: Practice, *, identity: str) -> bytes:
    """Return the brief, its sections shortened as far as two pages require; a shortened one says where the rest is."""
    with _lock:
        if not _compilers:
            # Only the fonts that come with typst, so that the brief is the same on every machine.
            _compilers.append(typst.Compiler(TEMPLATE / "brief.typ", root=settings.BASE_DIR, ignore_system_fonts=True))
        compiler = _compilers[0]
        for budget in BUDGETS:
            inputs = {"data": json.dumps(brief_data(practice, identity=identity, budget=budget))}
            pages = json.loads(compiler.query("<pages>", field="value", one=True, sys_inputs=inputs))
            if pages <= MOST_PAGES:
                break
        return compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs=inputs)


def brief_data(practice: Practice, *, identity: str, budget: int) -> dict:
    """Return what the template prints, with no section longer than ``budget`` characters."""
    language = get_language() or settings.LANGUAGE_CODE
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
        "notes": _notes(wording, language),
        "figures": [_figure(figure, practice) for figure in figures_of(practice)],
        "facts": _facts(practice, wording, language, budget),
        "sections": sections,
        "unstated_title": _("Not stated"),
        "unstated": "; ".join(unstated),
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


def _notes(wording: Wording, language: str) -> list[str]:
    """Return what a reader must know about the language of the words."""
    if wording.origin == Origin.MACHINE:
        return [_("Machine translation, not reviewed.")]
    if wording.origin == OUTDATED:
        return [_("This translation is older than the original.")]
    return [_language_note(wording.language)] if wording.language != language else []


def _language_note(code: str) -> str:
    return _("Text in %(language)s, the original language.") % {"language": language_name(code)}


def _sections(wording: Wording, practice: Practice, budget: int) -> tuple[list[dict], list[str]]:
    names = headings()
    shown, unstated = [], []
    for name in ("summary", *SECTIONS):
        if name == "continuity":
            parts = [(each, wording.say(each)) for each in CONDITIONS]
            if any(said for _each, said in parts):
                shown.append(_section(names[name], Said("", ""), wording, budget, level=2) | {"blocks": [_blank()]})
                shown.extend(_section(names[each], said, wording, budget, level=3) for each, said in parts)
            else:
                unstated.append(names[name])
        elif said := wording.say(name):
            shown.append(_section(names[name], said, wording, budget, level=2))
        else:
            unstated.append(names[name])
    return shown, unstated


def _blank() -> dict:
    """Return a block that takes no place: the words stand under the headings that follow."""
    return {"mark": "", "text": ""}


def _section(title: str, said: Said, wording: Wording, budget: int, *, level: int) -> dict:
    other = bool(said) and said.language != wording.language
    blocks, shortened = _within(blocks_of(said.words), budget)
    return {
        "title": title,
        "level": level,
        "language": said.language,
        "note": _language_note(said.language) if other else "",
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


def _figure(figure: dict, practice: Practice) -> dict:
    return {
        "value": " ".join(filter(None, (figure.get("qualifier"), number(figure["value"])))) if figure["value"] else "",
        "label": figure["label"],
        "unknown": _("not stated"),
        "source": _sources_note(practice),
    }


def _sources_note(practice: Practice) -> str:
    """Return which sources state the figures: those of the results where that is known, else all."""
    sources = list(practice.sources.all())
    about = [at for at, source in enumerate(sources, 1) if "results" in source.supports] or range(1, len(sources) + 1)
    if len(about) == 1:
        return _("Source %(number)s at the end.") % {"number": about[0]}
    return _("Sources %(numbers)s at the end.") % {"numbers": ", ".join(str(at) for at in about)}


def _facts(practice: Practice, wording: Wording, language: str, budget: int) -> list[dict]:
    facts = facts_of(practice, wording, Terms(practice), language)
    purposes = [purpose["label"] for purpose in Terms(practice).purposes() if purpose["on"]]
    rows = [*facts, {"label": _("Purposes"), "value": purposes}]
    lines = [(row["label"], row["value"] if isinstance(row["value"], str) else "; ".join(row["value"])) for row in rows]
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
