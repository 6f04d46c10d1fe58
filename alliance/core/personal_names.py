"""Names of people as they are stored: what they typed, without what cannot be seen and could deceive."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Marks that turn the direction of text, and other characters that show nothing (Unicode categories Cf and Cc); the joiner
# and the non-joiner are letters' business in some scripts.
_UNSEEN = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def tidy(name: str) -> str:
    """Return the name in its composed form (NFC), with single spaces and without unseen characters."""
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFC", name)).split())


class NameField(forms.CharField):
    """A person's first or last name: has a letter, and no address or markup in it."""

    def to_python(self, value) -> str:
        return tidy(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Raises ValidationError."""
        super().validate(value)
        if value and not any(character.isalpha() for character in value):
            raise ValidationError(_("A name has at least one letter."), code="no_letter")
        if re.search(r"[<>]|://|@", value):
            raise ValidationError(_("Write a name here, not an address."), code="address")
