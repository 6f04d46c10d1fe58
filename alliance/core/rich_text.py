"""Formatted words that people write or paste, cleaned before they are stored.

Wagtail's editor turns what it gets into its own few elements, but words also arrive from translations, files and programs.
Whatever the way, what is stored holds paragraphs, lists, emphasis and links, and nothing that a browser would run.
"""

import re

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.rich_text import RichText, get_text_for_indexing

from alliance.core.formatting import number

LONGEST_TEXT = 20_000
TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}
# Wagtail marks paragraphs so that comments and translations find them again.
_ATTRIBUTES = {
    "a": {"href", "linktype", "id"},
    **{tag: {"data-block-key"} for tag in ("p", "ul", "ol", "li")},
}
_LINK_TYPES = {"page", "document"}
_DEAD_LINK = re.compile(r'<a(?: linktype="\w+")?>(.*?)</a>', re.DOTALL)


def _kept(_tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute; None where Wagtail could not follow it."""
    if name == "linktype":
        return value if value in _LINK_TYPES else None
    if name == "id":
        return value if value.isdecimal() else None
    return value


def cleaned(words: str) -> str:
    """Return formatted words without anything but paragraphs, lists, emphasis and links to pages, documents and people.

    Scripts go with what they hold, other elements leave their words behind, and so does a link that leads nowhere good.
    """
    clean = nh3.clean(
        words, tags=TAGS, attributes=_ATTRIBUTES, attribute_filter=_kept, url_schemes=SCHEMES, link_rel=None
    )
    # As Wagtail writes them: its editor reads a line break only in this form.
    return _DEAD_LINK.sub(r"\1", clean).replace("<br>", "<br/>").replace("&nbsp;", "\u00a0")


def length_of(words: str) -> int:
    """Return how many characters a reader sees."""
    return len(get_text_for_indexing(words))


class WordsBlock(blocks.RichTextBlock):
    """Formatted words: cleaned on their way into the database, and refused, with a sentence, when they are too long."""

    def __init__(self, *args, most: int = LONGEST_TEXT, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def clean(self, value: RichText) -> RichText:
        """The words, cleaned; those without a letter count as none. Raises ValidationError for too long ones."""
        words = cleaned(value.source)
        length = length_of(words)
        if length > self.most:
            sentence = _(
                "This text has %(length)s characters, and a block holds %(most)s. Divide it, or attach a document."
            )
            raise ValidationError(sentence % {"length": number(length), "most": number(self.most)}, code="too_long")
        return super().clean(RichText(words if length else ""))

    def get_prep_value(self, value: RichText) -> str:
        """Cleaned here too: translations and programs come in without the editor's form."""
        return cleaned(super().get_prep_value(value))
