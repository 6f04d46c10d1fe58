"""Formatted words as plain text with a few signs, for people who write in an ordinary text field, and back.

A blank line begins a paragraph, ``- `` or ``1. `` an item of a list; ``[words](https://…)`` is a link, and so is a bare
address; ``**words**`` are bold and ``*words*`` italic. Nothing that is typed is markup.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from alliance.core.rich_text import SCHEMES, cleaned

SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_ITEM = re.compile(r"\s*(?:[-•]|(\d{1,3})[.)])\s+(?=\S)")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?»”\"']")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_STORED = re.compile(r"(page|document):(\d+)")


def text_of(words: str) -> str:
    """Return formatted words as somebody would type them."""
    reader = _Reader()
    reader.feed(words)
    reader.close()
    return reader.text()


def html_of(text: str) -> str:
    """Return what was typed as the simple HTML of rich text fields, cleaned."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    groups = groupby(lines, key=_kind)
    return cleaned("".join(_block(kind, list(group)) for kind, group in groups if kind))


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    item = _ITEM.match(line)
    return "p" if item is None else "ol" if item[1] else "ul"


def _block(kind: str, lines: list[str]) -> str:
    if kind == "p":
        return f"<p>{'<br/>'.join(_inline(line.strip()) for line in lines)}</p>"
    items = "".join(f"<li>{_inline(_ITEM.sub('', line, count=1).strip())}</li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"


def _inline(line: str) -> str:
    """Return a line as HTML. What leads somewhere is taken out first, so that a sign in an address stays what it is."""
    parts, at = [], 0
    for link in _LINK.finditer(line):
        opening = _opening(link[2])
        if opening:
            parts += [_addresses(line[at : link.start()]), f"{opening}{_signs(link[1])}</a>"]
            at = link.end()
    return "".join([*parts, _addresses(line[at:])])


def _opening(target: str) -> str:
    if stored := _STORED.fullmatch(target):
        return f'<a linktype="{stored[1]}" id="{stored[2]}">'
    scheme, colon, rest = target.partition(":")
    return f'<a href="{html.escape(target)}">' if colon and rest and scheme.lower() in SCHEMES else ""


def _addresses(text: str) -> str:
    parts, at = [], 0
    for address in _ADDRESS.finditer(text):
        shown = html.escape(address[0])
        parts += [_signs(text[at : address.start()]), f'<a href="{shown}">{shown}</a>']
        at = address.end()
    return "".join([*parts, _signs(text[at:])])


def _signs(text: str) -> str:
    shown = html.escape(text, quote=False)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", shown))


@dataclass
class _Reader(HTMLParser):
    """Reads rich text block by block."""

    blocks: list[tuple[str, str]] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    count: int = 0
    mark: str = ""
    said: str = ""
    links: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def text(self) -> str:
        """Return what was read: items below each other, anything else with a blank line between."""
        self._end_block()
        parts: list[str] = []
        before = ""
        for mark, words in self.blocks:
            together = bool(mark and before and mark[0].isdigit() == before[0].isdigit())
            parts.append(("\n" if together else "\n\n" if parts else "") + (f"{mark} {words}" if mark else words))
            before = mark
        return "".join(parts)

    def _end_block(self) -> None:
        words = "\n".join(" ".join(line.split()) for line in self.said.split("\v")).strip()
        if words:
            self.blocks.append((self.mark, words))
        self.said, self.mark, self.links = "", "", []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """A block, a sign or a link begins."""
        if tag == "br":
            self.said += "\v"
        elif tag in SIGNS:
            self.said += SIGNS[tag]
        elif tag == "a":
            found = dict(attrs)
            stored = f"{found.get('linktype')}:{found.get('id')}"
            self.links.append((stored if "linktype" in found else found.get("href") or "", len(self.said)))
        elif tag in {"p", "ul", "ol", "li"}:
            self._end_block()
            if tag in {"ul", "ol"}:
                self.lists.append(tag)
                self.count = 0
            elif tag == "li":
                self.count += 1
                self.mark = f"{self.count}." if self.lists and self.lists[-1] == "ol" else "-"

    def handle_endtag(self, tag: str) -> None:
        """A block, a sign or a link ends."""
        if tag in SIGNS:
            self.said += SIGNS[tag]
        elif tag == "a" and self.links:
            target, start = self.links.pop()
            words = self.said[start:]
            self.said = self.said[:start] + (words if words == target or not target else f"[{words}]({target})")
        elif tag in {"p", "ul", "ol", "li"}:
            self._end_block()
            if tag in {"ul", "ol"} and self.lists:
                self.lists.pop()

    def handle_data(self, data: str) -> None:
        """Words."""
        self.said += data.replace("\v", " ")
