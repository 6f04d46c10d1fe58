"""Names and lines that people type: cleaned of what cannot be seen, so that what is stored is what is read.

A line holds no line break, no control character and none of the marks that turn the direction of the text around it (they can
make an address or a file name read backwards). Letters are composed (NFC), so that two spellings of one name are one.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Joiners stay: scripts and emoji need them.
KEPT_FORMATS = {"\u200c", "\u200d"}
PICTURES = {"So", "Sk", "Cn", "Co", "Cs"}
_SPACES = re.compile(r"\s+")


def text(value: str) -> str:
    """Return ``value`` composed, without control characters and marks of direction; line breaks and tabs stay."""
    composed = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(each for each in composed if each in "\n\t" or each in KEPT_FORMATS or not _is_unseen(each)).strip()


def line(value: str) -> str:
    """Return ``value`` as `text` does, in one line with single spaces."""
    return text(_SPACES.sub(" ", value))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}


class TextField(forms.CharField):
    """Several lines, cleaned."""

    widget = forms.Textarea

    def to_python(self, value) -> str:
        return text(super().to_python(value))


class LineField(forms.CharField):
    """One line, cleaned."""

    def to_python(self, value) -> str:
        return line(super().to_python(value))


class NameField(LineField):
    """A person's name: letters of any script, no pictures."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not any(character.isalpha() for character in value):
            raise ValidationError(_("Write the name with letters."), code="no_letters")
        if any(unicodedata.category(character) in PICTURES for character in value):
            raise ValidationError(_("A name holds no pictures or symbols."), code="pictures")
