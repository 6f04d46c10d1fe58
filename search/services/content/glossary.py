"""Storing the glossary that comes from a file."""

from collections.abc import Iterable

from django.db import transaction

from alliance.core.content_loaders import LANGUAGES, load_rows
from alliance.core.loading import Fields, Memory, Outcome, Problem, Report, Row, digest_of
from search.models import Category, Concept, GlossaryTerm


@transaction.atomic
def load_glossary(rows: Iterable[Row | Problem], report: Report, *, overwrite: bool) -> None:
    """The concepts stand in the database with their terms, and are related to each other as the rows say.

    All at once, because a row may be related to one that comes after it.
    """
    rows = list(rows)
    memory = Memory("concept", overwrite=overwrite)
    known = {each.code: each for each in Concept.objects.prefetch_related("terms", "related")}
    codes = {*known, *(row.key for row in rows if isinstance(row, Row))}
    loaded: list[tuple[Row, Concept, list[str]]] = []

    def load(row: Row) -> Outcome:
        category, terms, related = _read(row, codes)
        concept, digest = known.get(row.key), digest_of(row.data)
        outcome = memory.verdict(row.key, digest, concept and (lambda: _state(concept)))
        if outcome is Outcome.UNCHANGED:
            return outcome
        concept = concept or Concept(code=row.key)
        concept.category = category
        concept.save()
        GlossaryTerm.objects.filter(concept=concept).delete()
        GlossaryTerm.objects.bulk_create(
            GlossaryTerm(concept=concept, language=language, term=term, other_words="\n".join(others))
            for language, (term, others) in terms.items()
        )
        known[row.key] = concept
        loaded.append((row, concept, related))
        return outcome

    load_rows(rows, report, load)
    for _row, concept, related in loaded:
        concept.related.set([known[code] for code in related if code in known])
    present = Concept.objects.prefetch_related("terms", "related").in_bulk([concept.pk for _row, concept, _ in loaded])
    for row, concept, _related in loaded:
        memory.remember(row.key, digest_of(row.data), _state(present[concept.pk]))


def _read(row: Row, codes: set[str]) -> tuple[str, dict[str, tuple[str, list[str]]], list[str]]:
    """Return category, language -> term and other words, and codes of related concepts. Raises RowRejected."""
    fields = Fields(row.data)
    fields.slug("id", longest=48)
    category = fields.choice("category", Category.values, required=True)
    terms = {}
    for language in LANGUAGES:
        if inner := fields.within(language):
            terms[language] = (inner.text("term", required=True, longest=80), inner.words("synonyms"))
    if not terms:
        fields.reject("", "has no term in any language")
    related = fields.words("related")
    for code in related:
        if code not in codes:
            fields.reject("related", f"“{code}” is no concept of the glossary")
    fields.finish()
    return category, terms, related


def _state(concept: Concept) -> str:
    """What the database says of a concept."""
    terms = {term.language: [term.term, term.other_words] for term in concept.terms.all()}
    return digest_of([concept.category, terms, sorted(other.code for other in concept.related.all())])
