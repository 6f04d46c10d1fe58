"""Plain text from content files as the simple HTML of rich text fields."""

import html
import re
from itertools import groupby

_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s+")
_BULLET = re.compile(r"\s*[-*•–]\s+")


def html_of(text: str) -> str:
    """Return ``text`` as paragraphs, with lines that begin with a number or a bullet as lists; nothing in it is markup."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "".join(_block(kind, list(group)) for kind, group in groupby(lines, key=_kind))


def _kind(line: str) -> str:
    if _NUMBERED.match(line):
        return "ol"
    return "ul" if _BULLET.match(line) else "p"


def _block(kind: str, lines: list[str]) -> str:
    if kind == "p":
        return "".join(f"<p>{_escaped(line)}</p>" for line in lines)
    mark = _NUMBERED if kind == "ol" else _BULLET
    items = "".join(f"<li>{_escaped(mark.sub('', line, count=1))}</li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
