"""From what somebody typed to what everybody reads: a small part of Markdown, the same on the page and over the socket."""

import re
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from alliance.core.models.records import plain_words

# Paragraphs, lists, quotes, emphasis, code, links. No pictures from elsewhere (they would tell who reads), no headings, no HTML.
_RULES = [
    "list",
    "blockquote",
    "fence",
    "code",
    "emphasis",
    "strikethrough",
    "backticks",
    "link",
    "autolink",
    "linkify",
]
_markdown = MarkdownIt("zero", {"linkify": True, "breaks": True}).enable(
    [*_RULES, "newline", "escape", "entity", "balance_pairs"]
)
_markdown.linkify.set({"fuzzy_email": False})

_TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a"}
_ATTRIBUTES = {"a": {"href", "class"}, "ol": {"start"}}
_SCHEMES = {"https", "http", "mailto"}

# Between words they stand for nothing; other marks stand between words.
_INSIDE_LINES = re.compile(r"</?(?:em|strong|s|code|a)\b[^>]*>")

MENTION = re.compile(r"(?<![\w@/.])@([a-z0-9][a-z0-9-]{1,79})", re.IGNORECASE)


def mentioned(body: str) -> set[str]:
    """Return the names of profiles (their slugs, in small letters) that the text seems to mention."""
    return {name.lower().rstrip("-") for name in MENTION.findall(body)}


def plain(html: str) -> str:
    """Return the words of a rendered message without its marks, as they are indexed and quoted."""
    return plain_words(_INSIDE_LINES.sub("", html))


def render(body: str, *, people: dict[str, str] | None = None) -> str:
    """Return the HTML of a message's text: safe whatever was typed, never empty for a text with a sign in it.

    ``people`` gives the name of each profile that may be mentioned, by its slug; other mentions stay plain text.
    """
    tokens = _markdown.parse(body)
    for token in tokens:
        if token.type == "inline" and people:
            token.children = _with_mentions(token.children or [], people)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow ugc",
    ).strip()


def _with_mentions(children: list[Token], people: dict[str, str]) -> list[Token]:
    """Return the parts of a line with a link for each mention outside of links and code."""
    found: list[Token] = []
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        found += [token] if token.type != "text" or depth else _split(token.content, people)
    return found


def _split(text: str, people: dict[str, str]) -> list[Token]:
    found: list[Token] = []
    place = 0
    for match in MENTION.finditer(text):
        slug = match[1].lower().rstrip("-")
        if slug not in people:
            continue
        found.append(_text(text[place : match.start()]))
        link = f'<a class="mention" href="/people/{slug}/">@{escape(people[slug])}</a>'
        found.append(Token("html_inline", "", 0, content=link))
        place = match.end() - (len(match[1]) - len(match[1].rstrip("-")))
    return [*found, _text(text[place:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
