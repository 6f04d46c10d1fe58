"""Blocks of running text, used by every page that holds words for people."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PROSE_BLOCKS = [
    (
        "heading",
        blocks.CharBlock(label=_("Heading"), icon="title", max_length=120, template="components/blocks/heading.html"),
    ),
    (
        "text",
        blocks.RichTextBlock(
            label=_("Text"),
            icon="pilcrow",
            features=["bold", "italic", "link", "document-link", "ul", "ol"],
            template="components/blocks/text.html",
        ),
    ),
]
