"""Keeping the library's rows in step with what is published."""

from collections.abc import Iterable

from django.db import transaction

from alliance.core import changes
from alliance.core.cache import bump_content_version
from alliance.core.reference import fold
from evidence import facets
from evidence.models import MANY_TERM_VOCABULARIES, LibraryRow, Practice, PracticeText

# Vocabulary of a term in ``Practice.terms`` -> key of the dimension that it counts in.
_KEY_OF = {
    dimension.vocabulary: dimension.key
    for dimension in facets.DIMENSIONS
    if dimension.vocabulary in MANY_TERM_VOCABULARIES
}
_FACTS = (
    "locality",
    "institution_id",
    "start_year",
    "students_reached",
    "teachers_reached",
    "evidence_kind_id",
    "cost_amount",
)


def codes_of(practice: Practice) -> str:
    """Return the ``dimension:code`` words of a practice for `CountedRow.codes`. Reads terms, texts, country, institution."""
    codes = [f"country:{practice.country.code}"]
    if practice.context_id:
        codes.append(f"context:{practice.context.code}")
    codes.extend(
        f"{_KEY_OF[term.vocabulary]}:{term.code}" for term in practice.terms.all() if term.vocabulary in _KEY_OF
    )
    if practice.institution_id and practice.institution.kind_id:
        codes.append(f"organisation:{practice.institution.kind.code}")
    if practice.start_year:
        codes.append(f"year:{practice.start_year}")
    if original := practice.original_text:
        codes.append(f"language:{original.language}")
    return " ".join(codes)


def completeness_of(practice: Practice) -> int:
    """Return 0 to 100: the share of facts and sections that are stated, so that full stories come first in a list."""
    original = practice.original_text
    stated = [bool(getattr(practice, name)) for name in _FACTS]
    stated += [bool(original and getattr(original, name)) for name in PracticeText.WORDS]
    return round(100 * sum(stated) / len(stated))


def row_of(practice: Practice, change: int) -> LibraryRow:
    """Return the unsaved library row of a practice."""
    texts = {row.language: row for row in practice.texts.all()}
    original = practice.original_text or next(iter(texts.values()), None)
    titles = {}
    for language in ("es", "en", "pt", "fr"):
        row = texts.get(language, original)
        titles[f"title_{language}"] = fold(row.title)[:250] if row else ""
    place = f"{practice.locality} {practice.institution.name if practice.institution_id else ''}"
    words = [place, *(f"{row.title} {row.summary}" for row in texts.values())]
    return LibraryRow(
        practice=practice,
        codes=codes_of(practice),
        students_reached=practice.students_reached,
        teachers_reached=practice.teachers_reached,
        is_counted=practice.live,
        change=change,
        words=fold(" ".join(words)),
        start_year=practice.start_year,
        completeness=completeness_of(practice),
        first_published_at=practice.first_published_at,
        **titles,
    )


@transaction.atomic
def refresh_rows(practices: Iterable[Practice]) -> int:
    """Write the library rows of ``practices`` anew and return how many; lists and figures follow within a second of commit."""
    change = bump_content_version()
    rows = [row_of(practice, change) for practice in practices]
    fields = [each.name for each in LibraryRow._meta.concrete_fields if not each.primary_key]
    changes.tell(Practice, [row.practice_id for row in rows])
    LibraryRow.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["practice"], update_fields=fields
    )
    return len(rows)
