"""Cards: what the links of a text lead to on this site, read from our own database as everybody may see it, never fetched.

Apps register what knows their addresses. Cards are read anew each time, so that what is not published any more shows nothing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings

MOST = 3
"""Cards of one text."""

_HREF = re.compile(r'<a [^>]*?href="([^"]+)"')
_OURS = re.compile(rf"^/({'|'.join(code for code, _name in settings.LANGUAGES)})/[a-z0-9/-]+/$")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands at an address: ``about`` says what it is, in the reader's language; ``language`` is that of the title."""

    url: str
    title: str
    about: str
    language: str


# Paths with their language -> for each that it knows and everybody may see, the card in each of the site's languages.
Resolver = Callable[[set[str]], dict[str, dict[str, Card]]]

_resolvers: list[Resolver] = []


def register(resolver: Resolver) -> None:
    """Have this function asked, too, what stands at addresses of this site."""
    _resolvers.append(resolver)


def paths_in(html: str) -> list[str]:
    """Return the first addresses of this site that a text links to, as "/es/evidence/radio/"; each once."""
    found: dict[str, None] = {}
    for href in _HREF.findall(html):
        try:
            parts = urlsplit(unescape(href))
        except ValueError:
            continue
        path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
        if parts.netloc in {"", urlsplit(settings.SITE_URL).netloc} and _OURS.match(path):
            found[path] = None
    return list(found)[:MOST]


def cards_in(texts: Iterable[str]) -> list[dict[str, list[dict]]]:
    """Return for each text (HTML) its cards by language; nothing for texts without any. A fixed number of queries, if any."""
    paths = [paths_in(html) for html in texts]
    wanted = {path for some in paths for path in some}
    known: dict[str, dict[str, Card]] = {}
    for resolver in _resolvers if wanted else ():
        known |= resolver(wanted - known.keys())
    return [
        {code: [asdict(known[path][code]) for path in some if path in known] for code, _name in settings.LANGUAGES}
        if any(path in known for path in some)
        else {}
        for some in paths
    ]
