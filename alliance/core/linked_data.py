"""What pages tell machines: schema.org terms as JSON-LD."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
# Inside a script element these could end it or open a comment.
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(data: dict) -> SafeString:
    """Return ``data`` for a script element of the type application/ld+json; what is not stated is left out."""
    stated = {key: value for key, value in data.items() if value not in (None, "", [], {})}
    words = json.dumps({"@context": CONTEXT, **stated}, ensure_ascii=False)
    return mark_safe(words.translate(_IN_SCRIPT))  # noqa: S308 - escaped for its place


def absolute(path: str) -> str:
    """Return an address of this site in full."""
    return settings.SITE_URL + path


def alliance(identity) -> dict:
    """Return the alliance as an organisation; ``identity`` is that of `alliance.core.context`."""
    data = {
        "@type": "Organization",
        "@id": absolute("/#alliance"),
        "name": identity.name,
        "alternateName": identity.full_name,
        "description": identity.tagline,
        "url": absolute("/"),
        "logo": absolute(identity.logo_url) if identity.logo_url.startswith("/") else identity.logo_url,
        "email": identity.contact_email,
    }
    return {key: value for key, value in data.items() if value}


def way(crumbs: list[tuple[str, str]], here: str, path: str) -> dict:
    """Return the way from home to a page as a list of breadcrumbs, with the page itself last."""
    steps = [*crumbs, (here, path)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": name, "item": absolute(url)}
            for at, (name, url) in enumerate(steps, start=1)
        ],
    }


def source(address: str, title: str, published: str) -> dict:
    """Return a source as a web page."""
    work = {"@type": "WebPage", "url": address, "name": title, "datePublished": published}
    return {key: value for key, value in work.items() if value}
