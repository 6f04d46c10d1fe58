"""Merging a vocabulary term into another: every reference moves, and the old code leads to the heir for good."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from alliance.core import changes
from alliance.core.cache import bump_content_version
from alliance.core.models import Institution, Term, User, Vocabulary
from evidence import facets
from evidence.models import EditionRecord, Practice

from .library import refresh_rows

# Codes of these say something by themselves: a language is the one that a text is written in.
FIXED = frozenset({Vocabulary.CONTENT_LANGUAGE})
CHUNK = 500


class MergeRefused(Exception):
    """The two terms cannot be merged; the message tells an editor why."""


@dataclass
class Merge:
    """What a merge moves, or moved: number of rows by model, records of editions apart since they hold codes."""

    rows: dict[type[models.Model], int] = field(default_factory=dict)
    edition_records: int = 0

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Each kind of row in words, with its number."""
        named = [(str(model._meta.verbose_name_plural), count) for model, count in self.rows.items()]
        return [*named, (str(EditionRecord._meta.verbose_name_plural), self.edition_records)]


def check_merge(*, term: Term, heir: Term) -> None:
    """Pass when ``term`` can be merged into ``heir``. Raises `MergeRefused`."""
    if term.vocabulary in FIXED:
        raise MergeRefused(_("Languages cannot be merged: each text is written in the one that it names."))
    if term.pk == heir.pk:
        raise MergeRefused(_("A term cannot be merged into itself."))
    if term.vocabulary != heir.vocabulary:
        raise MergeRefused(_("Both terms must stand in the same vocabulary."))
    if term.merged_into_id:
        raise MergeRefused(_("This term was merged already."))
    if heir.merged_into_id:
        raise MergeRefused(_("That term was merged into another. Choose the one that is in use."))


def preview_merge(*, term: Term) -> Merge:
    """Return what would move if ``term`` were merged."""
    found = Merge(rows={Practice: 0, Institution: 0}, edition_records=len(_edition_records(term)))
    for model, link in _links():
        owner, key = _owner(model)
        count = model._default_manager.filter(**{link.name: term}).values(key).distinct().count()
        if count:
            found.rows[owner] = found.rows.get(owner, 0) + count
    return found


@transaction.atomic
def merge_term(*, term: Term, heir: Term, by: User | None = None) -> Merge:
    """Move every reference from ``term`` to ``heir`` and keep its code as a way there; return what moved.

    Records that carried both carry the heir once. Records of frozen editions keep their figures except that the old code is
    counted as the heir's. Terms that were merged into ``term`` before lead to ``heir``. Raises `MergeRefused`.
    """
    locked = {row.pk: row for row in Term.objects.select_for_update().filter(pk__in=[term.pk, heir.pk]).order_by("pk")}
    term, heir = locked[term.pk], locked[heir.pk]
    check_merge(term=term, heir=heir)
    moved = preview_merge(term=term)
    practices = set(_practices_with(term).values_list("pk", flat=True))
    for model, link in _links():
        rows = model._default_manager.filter(**{link.name: term})
        owner_model, owner_key = _owner(model)
        owners = list(rows.values_list(owner_key, flat=True).distinct())
        if model._meta.auto_created:
            carry_both = model._default_manager.filter(**{link.name: heir}).values(owner_key)
            rows.filter(**{f"{owner_key}__in": carry_both}).delete()
        rows.update(**{link.name: heir})
        changes.tell(owner_model, owners)
    _move_usage(term, heir)
    term.merged_from.update(merged_into=heir)
    term.merged_into = heir
    term.save(update_fields=["merged_into"])
    _move_codes(term, heir)
    for chunk in _chunks(sorted(practices)):
        refresh_rows(Practice.objects.in_full().filter(pk__in=chunk))
    data = {"from": term.code, "into": heir.code, "moved": dict(moved.lines)}
    for row in (term, heir):
        log(instance=row, action="evidence.merge_term", user=by, data=data)
    return moved


def _links() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Yield (model, field) of every column of the database that leads to a term, those of later apps included."""
    for relation in Term._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many and relation.related_model is not Term:
            yield relation.related_model, relation.field


def _owner(model: type[models.Model]) -> tuple[type[models.Model], str]:
    """Return what a row belongs to in an editor's eyes, and the column that says to which.

    That is a practice for the table of its terms, a programme for its steps, and the row itself for everything else.
    """
    if owner := model._meta.auto_created:
        return owner, next(each.attname for each in model._meta.fields if each.related_model is owner)
    for each in model._meta.fields:
        if isinstance(each, ParentalKey):
            return each.related_model, each.attname
    return model, "pk"


def _move_usage(term: Term, heir: Term) -> None:
    """Keep Wagtail's index of who uses what in step, for what was moved without saving the records."""
    index = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Term))
    known = index.filter(to_object_id=str(heir.pk), object_id=models.OuterRef("object_id"))
    rows = index.filter(to_object_id=str(term.pk))
    same = known.filter(
        base_content_type=models.OuterRef("base_content_type"), content_path_hash=models.OuterRef("content_path_hash")
    )
    rows.filter(pk__in=rows.filter(models.Exists(same)).values_list("pk", flat=True)).delete()
    rows.update(to_object_id=str(heir.pk))


def _practices_with(term: Term) -> models.QuerySet:
    """Return the listed practices whose line in the library names ``term``."""
    carries = models.Q(terms=term) | models.Q(context=term) | models.Q(institution__kind=term)
    return Practice.objects.filter(carries, library_row__isnull=False).distinct()


def _words_of(term: Term) -> list[str]:
    """Return the words by which lines of codes name ``term``: one for each dimension of its vocabulary."""
    keys = [dimension.key for dimension in facets.BY_KEY.values() if dimension.vocabulary == term.vocabulary]
    return [f"{key}:{term.code}" for key in keys]


def _edition_records(term: Term) -> list[EditionRecord]:
    """Return the records of editions that name ``term``: among their codes, or as the result of their call."""
    words = set(_words_of(term))
    is_result = term.vocabulary == Vocabulary.PRACTICE_STATUS
    named = models.Q(stage=term.code) if is_result else models.Q(pk__in=[])
    for word in words:
        named |= models.Q(codes__contains=word)
    # The database finds parts of words too: "technology:tv" stands in "technology:tv_set".
    return [
        record
        for record in EditionRecord.objects.filter(named)
        if words.intersection(record.codes.split()) or (is_result and record.stage == term.code)
    ]


def _move_codes(term: Term, heir: Term) -> None:
    records = _edition_records(term)
    if not records:
        return
    change = bump_content_version()
    heirs = dict(zip(_words_of(term), _words_of(heir), strict=True))
    for record in records:
        if term.vocabulary == Vocabulary.PRACTICE_STATUS and record.stage == term.code:
            record.stage = heir.code
        record.codes = " ".join(dict.fromkeys(heirs.get(word, word) for word in record.codes.split()))
        record.change = change
    EditionRecord.objects.bulk_update(records, ["codes", "stage", "change"], batch_size=CHUNK)


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
