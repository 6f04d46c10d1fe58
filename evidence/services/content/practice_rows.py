"""Reading practices: rows of practices, of their full anatomy and of translations into facts, words and sources."""

from dataclasses import dataclass, field
from typing import Any

from alliance.core.content_loaders import References
from alliance.core.loading import Fields, Row
from alliance.core.models import TEXT_LANGUAGES, Country, Term, Vocabulary
from alliance.core.prose import html_of
from evidence.enums import RESERVED_SLUGS, Licence, Lineage
from evidence.models import PracticeText

LANGUAGES = [code for code, _name in TEXT_LANGUAGES]
# The file's field -> the vocabulary of its codes.
MANY = {
    "levels": Vocabulary.LEVEL,
    "technologies": Vocabulary.TECHNOLOGY,
    "purposes": Vocabulary.PURPOSE,
    "beneficiaries": Vocabulary.BENEFICIARY,
    "target_groups": Vocabulary.TARGET_GROUP,
}
EVIDENCE_KINDS = {
    "internal_monitoring": "monitoring_data",
    "randomised_evaluation": "comparison_study",
    "external_evaluation": "external_evaluation",
    "testimonies": "self_report",
    "none_stated": None,
}


@dataclass
class PracticeRow:
    """What the files say of one practice. Only what they name stands here, so that the rest of a record stays as it is."""

    slug: str = ""
    language: str = ""
    country: Country | None = None
    organisation: str = ""
    organisation_kind: Term | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, list[Term]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: list[dict[str, Any]] | None = None
    supports: dict[str, list[str]] | None = None
    lineage: list[tuple[str, str]] | None = None

    def say(self, language: str, **words: str) -> None:
        """Put words in one language; later files say it better than earlier ones, but silence replaces nothing."""
        said = self.words.setdefault(language, {})
        said.update({name: text for name, text in words.items() if text or name not in said})


def read_practice(row: Row, references: References) -> PracticeRow:
    """Return the facts, sources and words of a row of practices.json or practices.csv. Raises RowRejected."""
    fields = Fields(row.data)
    found = PracticeRow(
        slug=fields.slug(),
        language=fields.choice("original_language", LANGUAGES, required=True),
        country=references.country(fields, "country"),
        organisation=fields.text("organisation", longest=300),
        organisation_kind=references.term(fields, "organisation_type", Vocabulary.ORGANISATION_TYPE),
    )
    if found.slug in RESERVED_SLUGS:
        fields.reject("slug", f"“{found.slug}” is an address that the site needs for itself")
    facts = {
        "locality": fields.text("locality", longest=250),
        "start_year": fields.year("start_year"),
        "end_year": fields.year("end_year"),
        "context": references.term(fields, "context", Vocabulary.CONTEXT),
        "students_reached": fields.number("students_reached"),
        "teachers_reached": fields.number("teachers_reached"),
        "licence": _licence(fields),
        "mapping": fields.text("programme", longest=200),
        "editor_notes": fields.text("notes"),
    }
    if facts["start_year"] and facts["end_year"] and facts["end_year"] < facts["start_year"]:
        fields.reject("end_year", f"{facts['end_year']} is before start_year {facts['start_year']}")
    names = {"mapping": "programme", "editor_notes": "notes"}
    found.facts = {name: value for name, value in facts.items() if fields.has(names.get(name, name))}
    for name, vocabulary in MANY.items():
        if fields.has(name):
            found.terms[vocabulary] = references.all_terms(fields, name, vocabulary)
    title = fields.text("title", required=True, longest=250)
    summary = fields.text("summary", required=True)
    found.say(found.language, title=title, summary=summary)
    if fields.has("results"):
        found.say(found.language, results=html_of(fields.text("results")))
    if (summary_en := fields.text("summary_en")) and found.language != "en":
        found.say("en", summary=summary_en)
    if fields.has("sources") or fields.has("source_urls"):
        _read_sources(fields, found)
    fields.finish()
    return found


def _licence(fields: Fields) -> str:
    """Return the licence, written as its code or as its name: cc-by-4.0, CC BY 4.0."""
    known = {name.casefold(): code for code, label in Licence.choices for name in (code, label)}
    text = fields.text("licence")
    if text and text.casefold() not in known:
        fields.reject("licence", f"“{text}” is none of {', '.join(Licence.labels)}")
    return known.get(text.casefold(), "")


def _read_sources(fields: Fields, found: PracticeRow) -> None:
    found.sources = [
        {
            "url": source.url("url", required=True),
            "title": source.text("title", longest=250),
            "published": source.text("published", longest=10),
            "accessed_date": source.date("accessed"),
            "is_mirror": source.flag("mirror"),
        }
        for source in fields.each("sources")
    ]
    listed = {source["url"] for source in found.sources}
    for url in fields.words("source_urls"):
        if url not in listed:
            Fields({"source_urls": url}, fields).url("source_urls")
            found.sources.append({"url": url})
            listed.add(url)
    accessed = [source["accessed_date"] for source in found.sources if source.get("accessed_date")]
    if accessed:
        found.facts["checked_date"] = max(accessed)


def read_anatomy(row: Row, references: References, found: PracticeRow) -> None:
    """Add the sections, evidence, cost and lineage of a row of practices_full.json to ``found``. Raises RowRejected."""
    fields = Fields(row.data)
    fields.slug()
    fields.ignore("not_stated")
    # Nothing reaches ``found`` before the whole row is known to be right.
    said = PracticeRow()
    if kind := fields.choice("evidence_type", EVIDENCE_KINDS):
        code = EVIDENCE_KINDS[kind]
        said.facts["evidence_kind"] = references.terms.get((Vocabulary.EVIDENCE_KIND, code)) if code else None
    if fields.has("cost"):
        _read_cost(fields, said)
    texts = fields.within("texts")
    for language in LANGUAGES:
        if texts and (told := texts.within(language)):
            said.words.setdefault(language, {}).update(
                {name: html_of(told.text(name)) for name in PracticeText.SECTIONS}
            )
    if supports := fields.within("field_sources"):
        said.supports = {}
        for name in PracticeText.WORDS:
            for url in supports.words(name):
                Fields({name: url}, fields, "field_sources.").url(name)
                said.supports.setdefault(url, []).append(name)
    origin = fields.text("adapted_from", longest=250)
    heirs = fields.words("adapted_by")
    if any(len(name) > 250 for name in heirs):
        fields.reject("adapted_by", "holds a name longer than 250 characters")
    notes = fields.text("notes")
    fields.finish()
    found.facts |= said.facts
    for language, words in said.words.items():
        found.say(language, **words)
    found.supports = said.supports
    found.lineage = [(Lineage.ADAPTED_FROM, origin)] if origin else []
    found.lineage += [(Lineage.ADAPTED_BY, name) for name in heirs]
    if notes:
        found.facts["editor_notes"] = "\n".join(filter(None, [found.facts.get("editor_notes"), notes]))


def _read_cost(fields: Fields, said: PracticeRow) -> None:
    said.facts |= {"cost_amount": None, "cost_currency": "", "cost_year": None}
    cost = fields.within("cost")
    if cost is None:
        return
    cost.ignore("text")
    currency = cost.text("currency", longest=3)
    said.facts |= {
        "cost_amount": cost.decimal("amount", places=2, digits=14),
        "cost_currency": currency,
        "cost_year": cost.year("year"),
    }
    told = cost.within("text_i18n")
    for language in LANGUAGES:
        if told and (text := told.text(language, longest=400)):
            said.words.setdefault(language, {})["cost"] = text


def read_translation(row: Row, found: PracticeRow) -> None:
    """Add the words of an entry of translations/ to ``found``; they are newer than ``summary_en``. Raises RowRejected."""
    fields = Fields(row.data)
    said = {}
    for language in LANGUAGES:
        if told := fields.within(language):
            said[language] = {"title": told.text("title", longest=250), "summary": told.text("summary")}
            said[language]["results"] = html_of(told.text("results"))
    if found.language in said:
        fields.reject(found.language, "is the original language: its words stand in the practice itself")
    fields.finish()
    for language, words in said.items():
        found.say(language, **words)
