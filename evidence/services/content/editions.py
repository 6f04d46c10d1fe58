"""Storing mapping editions: how an edition presents itself, and the codes of its records."""

from collections.abc import Iterable

from alliance.core.cache import bump_content_version
from alliance.core.content_loaders import LANGUAGES, References, in_each_language, load_rows
from alliance.core.loading import Fields, Memory, Outcome, Problem, Report, Row, digest_of
from alliance.core.models import Vocabulary
from evidence.models import Edition, EditionRecord

# The matrix's column -> the vocabulary of its codes and the dimension that they count in.
ONE = {
    "context": (Vocabulary.CONTEXT, "context"),
    "level": (Vocabulary.LEVEL, "level"),
    "applicant_type": (Vocabulary.ORGANISATION_TYPE, "organisation"),
    "stage": (Vocabulary.PRACTICE_STATUS, "stage"),
}
MANY = {
    "purposes": (Vocabulary.PURPOSE, "purpose"),
    "beneficiaries": (Vocabulary.BENEFICIARY, "beneficiary"),
    "target_groups": (Vocabulary.TARGET_GROUP, "target"),
    "technologies": (Vocabulary.TECHNOLOGY, "technology"),
}
COLUMNS = {name: name for name in ["code", "country", *ONE, *MANY, "students_reached", "teachers_reached"]}
LISTS = set(MANY)


def load_edition(
    edition: Row | Problem,
    records: Iterable[Row | Problem],
    references: References,
    report: Report,
    *,
    overwrite: bool = False,
) -> None:
    """An edition and its records stand in the database. Records that the file no longer names stay: an edition is frozen."""
    memory = Memory("edition", overwrite=overwrite)
    loaded: list[Edition] = []

    def load(row: Row) -> Outcome:
        facts = _edition_facts(Fields(row.data))
        known = Edition.objects.filter(slug=facts["slug"]).first()
        digest = digest_of(row.data)
        outcome = memory.verdict(row.key, digest, known and (lambda: _state(known)))
        found = known or Edition()
        loaded.append(found)
        if outcome is not Outcome.UNCHANGED:
            for name, value in facts.items():
                setattr(found, name, value)
            found.save()
            bump_content_version()
            memory.remember(row.key, digest, _state(found))
        return outcome

    load_rows([edition], report, load)
    if loaded:
        _load_records(loaded[0], records, references, report, overwrite=overwrite)


def _edition_facts(fields: Fields) -> dict:
    facts = {
        "slug": fields.slug(longest=60),
        "is_assumed": fields.flag("is_assumed"),
        "received": fields.number("received"),
        "frozen_date": fields.date("frozen_date"),
        "source_url": fields.url("source_url"),
    }
    for name, longest in (("title", 120), ("description", None), ("note", None)):
        words = in_each_language(fields, name, required=name == "title", longest=longest)
        facts |= {f"{name}_{language}": words.get(language, "") for language in LANGUAGES}
    fields.finish()
    return facts


def _load_records(
    edition: Edition, rows: Iterable[Row | Problem], references: References, report: Report, *, overwrite: bool
) -> None:
    memory = Memory("edition_record", overwrite=overwrite)
    known = {record.code: record for record in edition.records.all()}

    def load(row: Row) -> Outcome:
        facts = _record_facts(Fields(row.data), references)
        record, key = known.get(row.key), f"{edition.slug}:{row.key}"
        digest = digest_of(row.data)
        outcome = memory.verdict(key, digest, record and (lambda: _record_state(record)))
        if outcome is not Outcome.UNCHANGED:
            record = record or EditionRecord(edition=edition, code=row.key)
            for name, value in facts.items():
                setattr(record, name, value)
            record.change = bump_content_version()
            record.save()
            memory.remember(key, digest, _record_state(record))
        return outcome

    load_rows(rows, report, load)


def _record_facts(fields: Fields, references: References) -> dict:
    fields.text("code", required=True, longest=40)
    country = references.country(fields, "country")
    codes = [f"country:{country.code}"] if country else []
    for name, (vocabulary, dimension) in ONE.items():
        if term := references.term(fields, name, vocabulary):
            codes.append(f"{dimension}:{term.code}")
    beneficiaries: list[str] = []
    for name, (vocabulary, dimension) in MANY.items():
        found = [term.code for term in references.all_terms(fields, name, vocabulary)]
        codes.extend(f"{dimension}:{code}" for code in found)
        beneficiaries += found if dimension == "beneficiary" else []
    # A reach of 0 stands for "not stated": nobody applies with a practice that reached no one.
    facts = {
        "codes": " ".join(codes),
        "stage": fields.text("stage", longest=24),
        "students_reached": fields.number("students_reached") or None,
        "teachers_reached": fields.number("teachers_reached") or None,
    }
    for group in ("students", "teachers"):
        if facts[f"{group}_reached"] and group not in beneficiaries:
            fields.reject(f"{group}_reached", f"is given, but {group} are no beneficiaries")
    fields.finish()
    return facts


def _state(edition: Edition) -> str:
    fields = [each for each in edition._meta.concrete_fields if not each.primary_key]
    return digest_of({each.attname: each.value_to_string(edition) for each in fields})


def _record_state(record: EditionRecord) -> str:
    return digest_of([record.codes, record.stage, record.students_reached, record.teachers_reached, record.is_counted])
