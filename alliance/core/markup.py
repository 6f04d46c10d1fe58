"""The formatted words of records (paragraphs, lists, bold, italic, links) as web pages and as plain blocks."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

# The spaces that HTML runs together; one that does not break, as French has before its signs, is not among them.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BLOCKS = {"p", "li", "ul", "ol", "br", "div", "h2", "h3", "h4", "blockquote"}


@dataclass
class Block:
    """A paragraph, or one item of a list. ``mark`` is "", "•" or the item's number with a point."""

    text: str
    mark: str = ""


def html_of(words: str) -> SafeString:
    """Return words from a rich-text field as HTML; links to pages of the site get their address."""
    # Editors' markup is whitelisted by Wagtail when it is saved, loaded texts are escaped by the loader.
    return mark_safe(expand_db_html(words) if "linktype=" in words else words)  # noqa: S308 - see above


def blocks_of(words: str) -> list[Block]:
    """Return the paragraphs and list items of rich text, or of plain text, without their formatting."""
    reader = _Reader()
    reader.feed(words)
    reader.close()
    reader.end_block()
    return reader.blocks


def plain(words: str) -> str:
    """Return rich text as plain lines, one a paragraph or list item."""
    return "\n".join(f"{block.mark} {block.text}".strip() for block in blocks_of(words))


@dataclass
class _List:
    ordered: bool
    count: int = 0


@dataclass
class _Reader(HTMLParser):
    blocks: list[Block] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    text: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def end_block(self) -> None:
        """What was read since the last block becomes one."""
        if text := _SPACES.sub(" ", self.text).strip():
            self.blocks.append(Block(text, self.mark))
            self.mark = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """A block ends where another begins."""
        if tag not in _BLOCKS:
            return
        self.end_block()
        if tag in {"ul", "ol"}:
            self.lists.append(_List(ordered=tag == "ol"))
        elif tag == "li" and self.lists:
            current = self.lists[-1]
            current.count += 1
            self.mark = f"{current.count}." if current.ordered else "•"

    def handle_endtag(self, tag: str) -> None:
        """A block ends with its element."""
        if tag not in _BLOCKS:
            return
        self.end_block()
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        """Words of the block."""
        self.text += data
