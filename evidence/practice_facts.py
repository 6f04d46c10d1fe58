"""A practice's facts in words: labels, years, cost, figures. What no source states stays empty, never zero."""

from decimal import Decimal

from babel.numbers import format_compact_decimal, get_currency_name
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.formatting import active_locale, language_name
from alliance.core.models import Origin, Vocabulary, site_language
from alliance.core.wording import OUTDATED, Wording
from evidence.enums import Licence
from evidence.models import Practice, Programme

# Amounts of a million and more are written in words, so that they fit where a figure stands.
COMPACT_FROM = 1_000_000


def crumbs_of(practice: Practice, interface: str) -> list[tuple[str, str]]:
    """Return the way from home to a practice."""
    country, url = country_of(practice, interface)
    return [(_("Home"), f"/{interface}/"), (_("Evidence"), f"/{interface}/evidence/"), (country, url)]


def country_of(record: Practice | Programme, interface: str) -> tuple[str, str]:
    """Return the name of a record's country and the address of its page."""
    code = record.country.code
    return reference.country_names(interface).get(code) or record.country.name, f"/{interface}/countries/{code}/"


class Terms:
    """The labels of a practice's vocabulary terms in the active language, read once."""

    def __init__(self, practice: Practice):
        self.codes: dict[str, set[str]] = {}
        for term in practice.terms.all():
            # An older version may carry a term that was merged since.
            code = reference.canonical_code(term.vocabulary, term.code) or term.code
            self.codes.setdefault(term.vocabulary, set()).add(code)

    def labels(self, vocabulary: str) -> list[str]:
        """Return the labels of one vocabulary, in its editors' order."""
        mine = self.codes.get(vocabulary, ())
        return [label for code, label in reference.labels(vocabulary).items() if code in mine]

    def purposes(self) -> list[dict]:
        """Return all purposes in their fixed order, with whether the practice has them."""
        mine = self.codes.get(Vocabulary.PURPOSE, ())
        return [{"label": label, "on": code in mine} for code, label in reference.labels(Vocabulary.PURPOSE).items()]

    @staticmethod
    def label_of(term) -> str:
        """Return the label of a single term, or nothing."""
        return reference.labels(term.vocabulary).get(term.code) or str(term) if term else ""


def years_of(practice: Practice) -> str:
    """Return when a practice ran, as far as it is stated."""
    if practice.start_year and practice.end_year:
        same = practice.start_year == practice.end_year
        return str(practice.start_year) if same else f"{practice.start_year}–{practice.end_year}"
    if practice.start_year:
        return _("since %(year)s") % {"year": practice.start_year}
    return _("until %(year)s") % {"year": practice.end_year} if practice.end_year else ""


def cost_of(practice: Practice) -> dict | None:
    """Return a practice's cost as a figure: value, currency, what it is; None where no source states an amount."""
    if not practice.cost_amount:
        return None
    amount: Decimal | str = practice.cost_amount.normalize()
    if amount >= COMPACT_FROM:
        amount = format_compact_decimal(amount, format_type="long", locale=active_locale(), fraction_digits=2)
    label = _("cost")
    if practice.cost_currency:
        currency = get_currency_name(practice.cost_currency, count=2, locale=active_locale())
        label = _("cost, in %(currency)s") % {"currency": currency}
    if practice.cost_year:
        label = _("%(cost)s (%(year)s)") % {"cost": label, "year": practice.cost_year}
    return {"value": amount, "qualifier": practice.cost_currency, "label": label}


def figures_of(practice: Practice) -> list[dict]:
    """Return the four figures of the head; what no source states has no value, a zero is no statement."""
    cost = cost_of(practice) or {"value": None, "qualifier": "", "label": _("cost")}
    figures = [
        {"value": practice.students_reached or None, "label": _("students reached")},
        {"value": practice.teachers_reached or None, "label": _("teachers reached")},
        {"value": practice.start_year, "label": _("first year")},
        cost,
    ]
    for figure in figures:
        if figure["value"] is None:
            figure["unknown"] = _("No source states it")
        else:
            figure |= {"url": "#sources", "link": _("See the sources")}
    return figures


def facts_of(practice: Practice, wording: Wording, terms: Terms, interface: str) -> list[dict]:
    """Return the facts panel; an empty value is shown as not stated."""
    institution = practice.institution
    cost = wording.say("cost")
    rows = [
        (_("Organisation"), institution.name if institution else "", True),
        (_("Type of organisation"), Terms.label_of(institution.kind) if institution else "", False),
        (_("Years"), years_of(practice), False),
        (_("Continuity"), Terms.label_of(practice.continuity_state), False),
        (_("Context"), Terms.label_of(practice.context), False),
        (_("Level"), terms.labels(Vocabulary.LEVEL), False),
        (_("Who benefits"), terms.labels(Vocabulary.BENEFICIARY), False),
        (_("Groups"), terms.labels(Vocabulary.TARGET_GROUP), False),
        (_("Technology"), terms.labels(Vocabulary.TECHNOLOGY), False),
        (_("Kind of evidence"), Terms.label_of(practice.evidence_kind), False),
    ]
    facts = [{"label": label, "value": value, "wide": wide} for label, value, wide in rows]
    facts.append({"label": _("Cost"), "value": cost.words, "wide": bool(cost), "lang": cost.language})
    licence = Licence(practice.licence) if practice.licence else None
    facts.append(
        {
            "label": _("Licence of the text"),
            "value": licence.label if licence else "",
            "url": licence.url if licence else "",
        }
    )
    if practice.mapping:
        facts.append({"label": _("Mapping or award"), "value": practice.mapping, "wide": True})
    if wording.original:
        facts.append({"label": _("Original language"), "value": language_name(wording.original.language)})
    return facts


def language_notes(wording: Wording) -> list[str]:
    """Return, in a sentence at most, what a reader must know of the language of the words."""
    if wording.origin == Origin.MACHINE:
        return [_("Machine translation, not reviewed.")]
    if wording.origin == OUTDATED:
        return [_("This translation is older than the original.")]
    return [original_language_note(wording.language)] if wording.language != wording.wanted else []


def original_language_note(code: str) -> str:
    """Return the sentence that stands before words in another language than the rest."""
    return _("Text in %(language)s, the original language.") % {"language": language_name(code)}


def line_of(practice: Practice) -> dict:
    """Return a practice in a line: address, title, its language and what to know of it, country, years."""
    wording = Wording.of(list(practice.texts.all()), site_language())
    return {
        "url": practice.get_absolute_url(),
        "title": wording.say("title").words or practice.slug,
        "lang": wording.language,
        "country": country_of(practice, wording.wanted)[0],
        "when": years_of(practice),
        "notes": language_notes(wording),
    }


def sources_of(record: Practice | Programme) -> list[dict]:
    """Return the sources with their dates as exact as they are known."""
    return [
        {
            "url": source.url,
            "title": source.title,
            "published": source.published,
            "accessed": source.accessed_date,
            "to_check": source.is_mirror,
        }
        for source in record.sources.all()
    ]
