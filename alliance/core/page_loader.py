"""Storing pages that come from files, with translations that editors see side by side with the original."""

import json
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import translation
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import validate_translation_links

from alliance.core import changes
from alliance.core.content_loaders import References, reindex
from alliance.core.covers.storing import stored
from alliance.core.covers.words import alt_of
from alliance.core.loading import Outcome, Report, Row, RowRejected, digest_of
from alliance.core.models import EditorialPage
from alliance.core.page_rows import PageRow, identity
from alliance.core.page_words import KEPT
from alliance.core.record_loader import RecordLoader


class PageLoader(RecordLoader):
    """Loads pages of one type. Subclasses read a row and what stands beside it, and know the page above.

    A dry run must not draw: what is written to a disk is not rolled back.
    """

    model: type[EditorialPage]

    def __init__(self, report: Report, references: References, *, overwrite: bool = False, draws: bool = True) -> None:
        super().__init__(report, references, overwrite=overwrite)
        self.draws = draws
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}

    @abstractmethod
    def read(self, row: Row) -> PageRow:
        """Return what the row says. Raises RowRejected."""

    def read_side(self, name: str, side: Row, found: PageRow) -> None:
        """Add what another file says to ``found``, all of it or nothing. Raises RowRejected."""
        raise NotImplementedError(name)

    def complete(self, found: PageRow) -> None:
        """``found`` is whole: called when all that stands beside the row has been read. Raises RowRejected."""

    @abstractmethod
    def parent(self, found: PageRow) -> Page:
        """Return the page above, in the original's language. Raises RowRejected when there is none."""

    def _load(self, row: Row) -> Outcome:
        found = self.read(row)
        sides = self.sides.get(row.key, {})
        is_whole = self._read_sides(found, sides)
        self.complete(found)
        _say_what_cover_shows(found)
        page = self._present(row.key, found)
        if page and not is_whole:
            # What is wrong beside it must not take away what an earlier load brought.
            return Outcome.UNCHANGED
        told = [row.data, {name: side.data for name, side in sides.items()}]
        digest = digest_of([*told, found.cover.data()] if found.cover else told)
        outcome = self.memory.verdict(row.key, digest, page and (lambda: state_of(page)))
        if outcome is Outcome.UNCHANGED:
            return outcome
        try:
            page = self._store(page or self._new(row.key, found), found)
        except ValidationError as error:
            raise RowRejected(*reasons_of(error)) from None
        self.memory.remember(row.key, digest if is_whole else "", state_of(page))
        return outcome

    def _read_sides(self, found: PageRow, sides: dict[str, Row]) -> bool:
        is_whole = True
        for name, side in sides.items():
            try:
                self.read_side(name, side, found)
            except RowRejected as rejection:
                self.broken[id(side)] = rejection.problems(side)
                is_whole = False
        return is_whole

    def _present(self, key: str, found: PageRow) -> EditorialPage | None:
        """Return the page that the row was loaded into, or one that stands in its place."""
        pages = self.model.objects.filter(locale=self._locale(found.original), alias_of=None)
        return (
            pages.filter(translation_key=self._translation_key(key)).first()
            or pages.child_of(self.parent(found)).filter(slug=found.slug).first()
        )

    def _new(self, key: str, found: PageRow) -> EditorialPage:
        return self.model(
            slug=found.slug,
            locale=self._locale(found.original),
            translation_key=self._translation_key(key),
            live=False,
        )

    def _store(self, page: EditorialPage, found: PageRow) -> EditorialPage:
        """The page and its translations are published as the files tell them."""
        is_new = page.pk is None
        if found.cover and self.draws:
            found.facts["cover"] = stored(found.cover, f"{self.kind}/{found.slug}")
        _fill(page, found, found.original)
        _check_blocks(page)
        parent = self.parent(found)
        if is_new:
            parent.add_child(instance=page)
            self._adopt(page)
        else:
            self._move(page, parent)
            page.save_revision().publish()
        source, _made = TranslationSource.get_or_create_from_instance(page)
        drafts = [self._draft(source, found, language) for language in found.translations]
        if is_new:
            # Last, so that languages with words of their own are not given an alias first.
            page.save_revision().publish()
        for draft in drafts:
            draft.get_latest_revision().publish()
        reindex(page, *drafts)
        return self.model.objects.get(pk=page.pk)

    def _adopt(self, page: EditorialPage) -> None:
        """What followed a page that was deleted follows the one in its place."""
        kin = self.model.objects.filter(translation_key=page.translation_key, alias_of=None).exclude(pk=page.pk)
        orphans = list(kin.exclude(words_language=F("locale__language_code")).values_list("pk", flat=True))
        self.model.objects.filter(pk__in=orphans).update(alias_of=page)
        changes.tell(self.model, orphans)

    def _draft(self, source: TranslationSource, found: PageRow, language: str) -> EditorialPage:
        """Return the page in a language, unpublished, with a translation for each string of the original."""
        locale = self._locale(language)
        Translation.objects.get_or_create(source=source, target_locale=locale)
        StringTranslation.objects.bulk_create(
            self._strings_to_write(source, found, language),
            update_conflicts=True,
            unique_fields=["locale", "translation_of", "context"],
            update_fields=["data", "translation_type", "tool_name", "has_error", "field_error"],
        )
        draft, _made = source.create_or_update_translation(locale, publish=False, copy_parent_pages=True, fallback=True)
        return draft

    def _strings_to_write(self, source: TranslationSource, found: PageRow, language: str) -> list[StringTranslation]:
        """Return the strings of a translation, but for those that did not follow when their original changed.

        They stay marked, and the page says that it is older than the original.
        """
        kept = StringTranslation.objects.filter(
            context__object_id=source.object_id, locale=self._locale(language), tool_name__in=KEPT.values()
        )
        stale = set(kept.values_list("translation_of", "context", "data"))
        strings = self._strings(source, found, language)
        return [each for each in strings if (each.translation_of_id, each.context_id, each.data) not in stale]

    def _strings(self, source: TranslationSource, found: PageRow, language: str) -> list[StringTranslation]:
        """Return the strings of a translation, each for the string of the original that stands in its place."""
        told = self.model(locale=self._locale(language))
        _fill(told, found, language)
        _check_blocks(told, language)
        words = _words_by_place(told)
        strings: dict[tuple[int, int], StringTranslation] = {}
        segments = StringSegment.objects.filter(source=source).select_related("string", "context").order_by("order")
        for path, originals in _by_place(segments).items():
            name = path.partition(".")[0]
            if len(words[path]) != len(originals):
                reason = f"says {len(words[path])} things in {language} where the original says {len(originals)}"
                raise RowRejected((name, reason))
            for original, data in zip(originals, words.pop(path), strict=True):
                _check_links(original.string.data, data, f"{name} in {language}")
                by_machine = found.is_by_machine(language, name)
                strings[original.string_id, original.context_id] = StringTranslation(
                    translation_of=original.string,
                    context=original.context,
                    locale=self._locale(language),
                    data=data,
                    translation_type="machine" if by_machine else "manual",
                )
        if words:
            raise RowRejected(
                *[(path.partition(".")[0], f"says in {language} what the original lacks") for path in words]
            )
        return list(strings.values())

    def _move(self, page: EditorialPage, parent: Page) -> None:
        """The page stands below ``parent``, and its other languages follow it."""
        if page.get_parent().translation_key == parent.translation_key:
            return
        self.model.objects.get(pk=page.pk).move(parent, pos="last-child")
        page.refresh_from_db(fields=["path", "depth", "url_path"])

    def _locale(self, language: str) -> Locale:
        if language not in self.locales:
            raise RowRejected(("", f"is told in {language}, for which there are no pages: run setup_site"))
        return self.locales[language]

    def _translation_key(self, key: str) -> str:
        return identity(f"{self.kind}/{key}")


def _say_what_cover_shows(found: PageRow) -> None:
    """Every language of the page has words for its cover; they are nobody's translation."""
    if found.cover:
        for language, words in found.words.items():
            with translation.override(language):
                words["cover_alt"] = alt_of(found.cover)
            found.by_people.setdefault(language, set()).add("cover_alt")


def section(model: type[Page], language: str) -> Page:
    """Return the section of this type in a language. Raises RowRejected when there is none."""
    page = model.objects.filter(locale__language_code=language).first()
    if page is None:
        raise RowRejected(("", "has no section to stand in: run setup_site"))
    return page


def state_of(page: EditorialPage) -> str:
    """Return 32 hexadecimal digits that change with every word and fact of a page and its translations.

    A draft counts, and so does a string that was translated anew without being published.
    """
    pages = type(page).objects.filter(translation_key=page.translation_key, alias_of=None).order_by("locale")
    strings = StringTranslation.objects.filter(context__object_id=page.translation_key)
    return digest_of(
        [
            [_content_of(each) for each in pages.select_related("locale")],
            sorted(
                strings.values_list(
                    "locale__language_code", "context__path", "translation_of__data", "data", "translation_type"
                )
            ),
        ]
    )


def _content_of(page: EditorialPage) -> list[Any]:
    data = page.serializable_data()
    names = [each.field_name for each in page.translatable_fields]
    above = page.get_parent().slug
    return [page.locale.language_code, above, page.live, page.has_unpublished_changes, {n: data[n] for n in names}]


def _fill(page: EditorialPage, found: PageRow, language: str) -> None:
    """The page has the facts, and the words of a language; an unsaved one can hold no slug of another."""
    page.slug = found.slug
    for name, value in {**found.facts, **found.words_in(language)}.items():
        is_blocks = isinstance(page._meta.get_field(name), StreamField)
        setattr(page, name, json.dumps(value) if is_blocks else value)


def _stream_fields(page: EditorialPage) -> Iterator[StreamField]:
    return (each for each in page._meta.get_fields() if isinstance(each, StreamField))


def _check_blocks(page: EditorialPage, language: str = "") -> None:
    """Every block holds what the editor would let it hold. Raises RowRejected."""
    reasons = []
    for each in _stream_fields(page):
        try:
            each.stream_block.clean(getattr(page, each.name))
        except ValidationError as error:
            reasons += reasons_of(error, each.name)
    if reasons:
        place = f" in {language}" if language else ""
        raise RowRejected(*[(name + place, reason) for name, reason in reasons])


def reasons_of(error: ValidationError, path: str = "") -> list[tuple[str, str]]:
    """Return what is wrong as pairs of field and reason, the deepest field that Wagtail names."""
    inner = getattr(error, "block_errors", None)
    if inner is None and hasattr(error, "error_dict"):
        inner = error.error_dict
    if not inner:
        with translation.override("en"):  # as all that a report says
            return [(path, message) for message in error.messages]
    places = inner.items() if isinstance(inner, dict) else enumerate(inner)
    found: list[tuple[str, str]] = []
    for name, errors in places:
        below = ".".join(filter(None, [path, "" if name == "__all__" else str(name)]))
        for each in errors if isinstance(errors, list) else [errors]:
            if each:
                found += reasons_of(each, below)
    return found


def _by_place(segments: Iterable[StringSegment]) -> dict[str, list[StringSegment]]:
    found: dict[str, list[StringSegment]] = defaultdict(list)
    for segment in segments:
        found[segment.context.path].append(segment)
    return found


def _words_by_place(page: EditorialPage) -> dict[str, list[str]]:
    """Return the strings of a page in their order, by the field or block that they stand in."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


def _check_links(original: str, translation: str, name: str) -> None:
    try:
        validate_translation_links(original, translation)
    except ValueError as error:
        raise RowRejected((name, str(error))) from None
