"""Loading what every app refers to: vocabulary terms, countries, institutions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from alliance.core.loading import Fields, Memory, Outcome, Problem, Report, Row, RowRejected, digest_of
from alliance.core.models import Confidence, Country, Institution, MembershipStatus, Term, Vocabulary
from alliance.core.tasks import note_references

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def load_rows(rows: Iterable[Row | Problem], report: Report, load: Callable[[Row], Outcome]) -> None:
    """Load each row in a transaction of its own, rejecting those that cannot be loaded and those that come twice."""
    places: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Problem):
            report.reject([row])
            continue
        try:
            if row.key and row.key in places:
                raise RowRejected(("slug", f"“{row.key}” stands in {places[row.key]} already"))
            places[row.key] = row.place
            with transaction.atomic():
                outcome = load(row)
        except RowRejected as rejection:
            report.reject(rejection.problems(row))
        except (DataError, IntegrityError) as error:
            report.reject(RowRejected(("", f"is refused by the database: {error}")).problems(row))
        else:
            report.add(row.file, outcome)


def in_each_language(
    fields: Fields, name: str, *, required: bool = False, longest: int | None = None
) -> dict[str, str]:
    """Read an object with a text per language of the site; returns language -> text."""
    inner = fields.within(name)
    if inner is None:
        if required:
            fields.reject(name, "is missing")
        return {}
    return {language: inner.text(language, required=required, longest=longest) for language in LANGUAGES}


def reindex(*records) -> None:
    """Have the worker note what records of one model refer to, as Wagtail does for one that is saved in the editor."""
    model = records[0]._meta
    note_references.enqueue(model.app_label, model.model_name, [record.pk for record in records])


def term_rows(rows: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
    """Yield one row per term from the entries of vocabularies.json, with its place in the vocabulary."""
    for entry in rows:
        if isinstance(entry, Problem):
            yield entry
        elif entry.key not in Vocabulary.values:
            yield Problem(entry.file, entry.place, entry.key, "", "is no vocabulary")
        elif not isinstance(entry.data, list):
            yield Problem(entry.file, entry.place, entry.key, "", "must be a list of terms")
        else:
            for number, data in enumerate(entry.data):
                code = data.get("code") if isinstance(data, dict) else None
                term = {**data, "vocabulary": entry.key, "sort_order": number} if isinstance(data, dict) else data
                yield Row(entry.file, f"{entry.key} {number + 1}", term, f"{entry.key}:{code}")


def load_terms(rows: Iterable[Row | Problem], report: Report, *, overwrite: bool) -> None:
    """The terms of the vocabularies stand in the database, with labels in all four languages."""
    memory = Memory("term", overwrite=overwrite)
    known = {f"{term.vocabulary}:{term.code}": term for term in Term.objects.all()}

    def load(row: Row) -> Outcome:
        fields = Fields(row.data)
        facts = {
            "vocabulary": fields.text("vocabulary"),
            "code": fields.text("code", required=True, longest=48),
            "sort_order": fields.number("sort_order"),
        }
        for language, label in in_each_language(fields, "labels", required=True, longest=120).items():
            facts[f"label_{language}"] = label
        for language, words in in_each_language(fields, "descriptions", longest=280).items():
            facts[f"description_{language}"] = words
        if not facts["code"].replace("_", "").isalnum() or facts["code"] != facts["code"].lower():
            fields.reject("code", "may hold small letters, digits and _ only")
        fields.finish()
        term, digest = known.get(row.key), digest_of(row.data)
        outcome = memory.verdict(row.key, digest, term and (lambda: _state(term)))
        if outcome is Outcome.UNCHANGED:
            return outcome
        term = term or Term()
        _fill(term, facts)
        term.save()
        memory.remember(row.key, digest, _state(term))
        return outcome

    load_rows(term_rows(rows), report, load)


def load_countries(rows: Iterable[Row | Problem], report: Report, *, overwrite: bool) -> None:
    """The countries stand in the database, published."""
    memory = Memory("country", overwrite=overwrite)
    known = {country.code: country for country in Country.objects.all()}

    def load(row: Row) -> Outcome:
        facts = _country_facts(Fields(row.data))
        code = facts["code"]
        country, digest = known.get(code), digest_of(row.data)
        outcome = memory.verdict(code, digest, country and (lambda: _state(country)))
        if outcome is Outcome.UNCHANGED:
            return outcome
        country = country or Country(first_published_at=timezone.now())
        _fill(country, facts)
        country.last_published_at = timezone.now()
        country.save()
        publish_over_drafts(country)
        memory.remember(code, digest, _state(country))
        return outcome

    load_rows(rows, report, load)


def _country_facts(fields: Fields) -> dict[str, Any]:
    facts = {
        "code": fields.text("iso2", required=True, longest=2),
        "code3": fields.text("iso3", required=True, longest=3),
        "official_languages": _joined(fields, "official_languages", " ", 40),
        "time_zone": fields.text("timezone", longest=64),
        "subregion": fields.text("subregion", longest=60),
        "groups": _joined(fields, "groups", ", ", 200),
        "membership": fields.choice("unesco_status", MembershipStatus.values, required=True),
        "editor_notes": fields.text("notes"),
    }
    if not (facts["code"].isascii() and facts["code"].isalpha() and facts["code"].isupper()):
        fields.reject("iso2", "must be two capital letters")
    for language, name in in_each_language(fields, "names", required=True, longest=120).items():
        facts[f"name_{language}"] = name
    official = fields.within("un_names")
    formal = [official.text(language) for language in LANGUAGES] if official else []
    facts["aliases"] = ", ".join(dict.fromkeys(name for name in [*fields.words("aliases"), *formal] if name))
    if len(facts["aliases"]) > 400:
        fields.reject("aliases", "are longer than 400 characters in all")
    if ministry := fields.within("ministry"):
        ministry.ignore("accessed")
        facts |= {
            "ministry_name": ministry.text("name", longest=250),
            "ministry_language": ministry.text("language", longest=2),
            "ministry_acronym": ministry.text("acronym", longest=40),
            "ministry_confidence": ministry.choice("confidence", Confidence.values),
            "ministry_source_url": _joined(ministry, "source_urls", " ", 600).partition(" ")[0],
        }
    if capital := fields.within("capital"):
        facts |= {
            "capital_name": capital.text("name", longest=120),
            "capital_latitude": _degrees(capital, "lat", 90),
            "capital_longitude": _degrees(capital, "lon", 180),
        }
    fields.finish()
    return facts


def _joined(fields: Fields, name: str, separator: str, longest: int) -> str:
    text = separator.join(fields.words(name))
    if len(text) > longest:
        fields.reject(name, f"are longer than {longest} characters in all")
    return text


def _degrees(fields: Fields, name: str, most: int) -> float | None:
    value = fields.decimal(name, places=6, digits=9)
    if value is not None and abs(value) > most:
        fields.reject(name, f"{value} is no place on earth")
    return None if value is None else float(value)


def _fill(record, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(record, name, value)


def _state(record) -> str:
    """What a record's own columns say, without book-keeping."""
    skipped = {"id", "live", "live_revision", "first_published_at", "last_published_at", "locked_at"}
    values = {
        each.attname: each.value_to_string(record) for each in record._meta.concrete_fields if each.name not in skipped
    }
    return digest_of(values)


def publish_over_drafts(record) -> None:
    """A record that was edited before shows the loaded content in the editor too, as its newest published revision."""
    if record.latest_revision_id:
        revision = record.save_revision(clean=False)
        record.live_revision = record.latest_revision = revision
        record.has_unpublished_changes = False
        type(record).objects.filter(pk=record.pk).update(live_revision=revision, has_unpublished_changes=False)


@dataclass
class References:
    """What rows refer to by code or name: terms, countries, institutions. Reads each once."""

    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    countries: dict[str, Country] = field(default_factory=dict)
    institutions: dict[tuple[str, int | None], Institution] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    _slugs: set[str] = field(default_factory=set)
    _new: list[Institution] = field(default_factory=list)

    @classmethod
    def read(cls) -> "References":
        """Read them all; a merged term stands for its heir."""
        found = cls()
        terms = Term.objects.select_related("merged_into")
        found.terms = {(term.vocabulary, term.code): term.merged_into or term for term in terms}
        found.countries = {country.code: country for country in Country.objects.all()}
        for institution in Institution.objects.select_related("kind"):
            found.institutions[institution.name, institution.country_id] = institution
            found._slugs.add(institution.slug)
        return found

    def term(self, fields: Fields, name: str, vocabulary: str) -> Term | None:
        """The term whose code the field names."""
        code = fields.text(name)
        return self._term(fields, name, vocabulary, code) if code else None

    def all_terms(self, fields: Fields, name: str, vocabulary: str) -> list[Term]:
        """The terms whose codes the field lists."""
        found = [self._term(fields, name, vocabulary, code) for code in fields.words(name)]
        return [term for term in dict.fromkeys(found) if term]

    def country(self, fields: Fields, name: str) -> Country | None:
        """The country whose ISO code the field names."""
        code = fields.text(name, required=True)
        country = self.countries.get(code.upper())
        if code and not country:
            fields.reject(name, f"“{code}” is the code of no country here")
        return country

    def institution(self, *, name: str, kind: Term | None, country: Country) -> Institution:
        """The institution of this name in this country, made in the caller's transaction where it is missing.

        A type that it lacks is filled in; one that it has stays, for editors know better.
        """
        key = (name, country.pk)
        institution = self.institutions.get(key)
        if institution is None:
            now = timezone.now()
            institution = Institution(
                slug=self._free_slug(name, country),
                name=name,
                kind=kind,
                country=country,
                first_published_at=now,
                last_published_at=now,
            )
            Institution.objects.bulk_create([institution])
            reindex(institution)
            self.institutions[key] = institution
            self._new.append(institution)
            self.outcomes[institution.pk] = Outcome.CREATED
        elif kind and not institution.kind_id:
            institution.kind = kind
            institution.save(update_fields=["kind"])
            self.outcomes[institution.pk] = Outcome.UPDATED
        else:
            self.outcomes.setdefault(institution.pk, Outcome.UNCHANGED)
        return institution

    def meet(self, *, name: str, country: Country) -> None:
        """An unchanged row names this institution; it counts as unchanged unless another row changed it."""
        if institution := self.institutions.get((name, country.pk)):
            self.outcomes.setdefault(institution.pk, Outcome.UNCHANGED)

    def keep_new(self) -> None:
        """The row that made them is stored."""
        self._new.clear()

    def forget_new(self) -> None:
        """The row that made them was not stored, and neither are they."""
        for institution in self._new:
            self.institutions.pop((institution.name, institution.country_id))
            self._slugs.discard(institution.slug)
            self.outcomes.pop(institution.pk, None)
        self._new.clear()

    def _free_slug(self, name: str, country: Country) -> str:
        base = slugify(name)[:100].strip("-") or "institution"
        candidates = [base, f"{base}-{country.code.lower()}"]
        candidates += (f"{candidates[1]}-{number}" for number in range(2, len(self._slugs) + 3))
        slug = next(each for each in candidates if each not in self._slugs)
        self._slugs.add(slug)
        return slug

    def _term(self, fields: Fields, name: str, vocabulary: str, code: str) -> Term | None:
        term = self.terms.get((vocabulary, code))
        if term is None:
            fields.reject(name, f"“{code}” is no code of the vocabulary {vocabulary}")
        return term
