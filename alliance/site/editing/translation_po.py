"""Translations as PO files: what translators' tools read and write, taken in without loss and without harm.

A sentence that nobody has answered for leaves marked as fuzzy, which tools show as unfinished, and a fuzzy one is not taken
in. What was written here since the file was made stands; words for a sentence that the original lacks by now are kept in case
it comes back. Everything that is not taken is named.
"""

import re
import tempfile
from dataclasses import dataclass, field
from datetime import datetime

import polib
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import String, StringSegment, StringTranslation, Translation, TranslationContext

from alliance.core.page_strings import fault_of, is_kept

# A long page has some 100 kB of words.
LARGEST = 1024 * 1024
IDENTITY = "X-WagtailLocalize-TranslationID"
MADE_AT = "X-Exported-At"
# A declaration or comment of HTML, and characters that no keyboard writes: neither is ever part of a sentence.
HIDDEN = re.compile(r"<[!?]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unreadable(Exception):
    """A file that cannot be taken in at all; the message says why, to the translator."""


@dataclass
class Outcome:
    """What became of the sentences of a file."""

    taken: int = 0
    unfinished: list[str] = field(default_factory=list)
    newer_here: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def is_open(row: StringTranslation) -> bool:
    """Whether no person has answered for a translated sentence."""
    return is_kept(row) or row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE


def export(translation: Translation) -> polib.POFile:
    """Return all sentences with their translations; those that nobody has answered for are fuzzy."""
    rows = {
        (row.context.path, row.translation_of.data): row
        for row in StringSegment.objects.filter(source=translation.source)
        .get_translations(translation.target_locale)
        .select_related("context", "translation_of")
    }
    file = translation.export_po()
    file.metadata["Content-Type"] = "text/plain; charset=UTF-8"
    file.metadata["Content-Transfer-Encoding"] = "8bit"
    file.metadata["Language"] = translation.target_locale.language_code
    file.metadata[MADE_AT] = timezone.now().isoformat()
    for entry in file:
        row = rows.get((entry.msgctxt, entry.msgid))
        if row and not entry.obsolete and is_open(row):
            entry.flags.append("fuzzy")
            entry.tcomment = row.tool_name or _("Machine translation, not reviewed")
    return file


def read(content: bytes) -> polib.POFile:
    """Return the file. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 1 MB: it is not one that was downloaded here."))
    text = _decode(content)
    if "\x00" in text or "msgid" not in text:
        raise Unreadable(_("This is not a PO file."))
    with tempfile.NamedTemporaryFile(suffix=".po") as copy:
        # polib takes what it is given for the name of a file if there is one of that name, so it is given none.
        copy.write(text.encode())
        copy.flush()
        try:
            return polib.pofile(copy.name, encoding="utf-8", check_for_duplicates=False)
        except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
            raise Unreadable(_("The file cannot be read as a PO file. Was it changed in a text editor?")) from error


def _decode(content: bytes) -> str:
    """Return the text: UTF-8 if it is that, whatever the file says of itself, else what it says."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = re.search(rb"charset=([A-Za-z0-9_-]+)", content[:4000])
    try:
        return content.decode(named.group(1).decode()) if named else content.decode("ascii")
    except (UnicodeError, LookupError):
        raise Unreadable(
            _("The letters of the file cannot be read: it is not in the encoding that it names. Save it as UTF-8.")
        ) from None


@transaction.atomic
def import_po(translation: Translation, file: polib.POFile, user) -> Outcome:
    """A person's words of a file are those of the translation, not yet published. Raises Unreadable."""
    if file.metadata.get(IDENTITY) != str(translation.uuid):
        raise Unreadable(_("The file belongs to another page or another language."))
    segments = {
        (segment.context.path, segment.string.data): segment
        for segment in StringSegment.objects.filter(source=translation.source).select_related("context", "string")
    }
    here = StringTranslation.objects.filter(
        locale=translation.target_locale, context__object_id=translation.source.object_id
    )
    rows = {(row.translation_of_id, row.context_id): row for row in here.select_related("locale")}
    made_at = _moment(file.metadata.get(MADE_AT, ""))
    outcome = Outcome()
    for entry in file:
        if entry.obsolete or not entry.msgstr.strip():
            continue
        segment = segments.get((entry.msgctxt, entry.msgid))
        if segment is None:
            _remember(translation, entry, user, outcome)
            continue
        row = rows.get((segment.string_id, segment.context_id))
        if row and row.data == entry.msgstr and ("fuzzy" in entry.flags or not is_open(row)):
            continue
        if "fuzzy" in entry.flags:
            outcome.unfinished.append(entry.msgid)
        elif fault := _fault_of(entry):
            outcome.refused.append(f"{entry.msgid} ({fault})")
        elif row and not is_open(row) and made_at and row.updated_at > made_at:
            outcome.newer_here.append(entry.msgid)
        else:
            _write(translation, segment.string, segment.context, entry.msgstr, user)
            outcome.taken += 1
    return outcome


def _fault_of(entry: polib.POEntry) -> str:
    if HIDDEN.search(entry.msgstr):
        return _("hidden characters or HTML comments")
    return fault_of(entry.msgid, entry.msgstr)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None


def _remember(translation: Translation, entry: polib.POEntry, user, outcome: Outcome) -> None:
    """Words for a sentence that this page had wait for its return; others are of no use."""
    string = String.objects.filter(
        locale=translation.source.locale, data_hash=String._get_data_hash(entry.msgid)
    ).first()
    context = TranslationContext.objects.filter(object_id=translation.source.object_id, path=entry.msgctxt).first()
    if string is None or context is None:
        outcome.unknown.append(entry.msgid)
        return
    outcome.gone.append(entry.msgid)
    present = string.translations.filter(locale=translation.target_locale, context=context)
    if "fuzzy" not in entry.flags and not _fault_of(entry) and not present.exists():
        _write(translation, string, context, entry.msgstr, user)


def _write(translation: Translation, string: String, context: TranslationContext, words: str, user) -> None:
    StringTranslation.objects.update_or_create(
        translation_of=string,
        context=context,
        locale=translation.target_locale,
        defaults={
            "data": words,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )
