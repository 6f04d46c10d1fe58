"""What is the same for every reader of a page, made once per state of the content: whoever is signed in does not wait for it.

Nothing personal may be in it: no form token, no message, nothing that only some may read. What it depends on beside the content
stands in its name: the language, a filter, the time. Names come from a limited number; what people type is never one.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alliance.core.cache import content_version
from alliance.core.models import site_language

KEPT_SECONDS = 3600
Made = TypeVar("Made")


def printed_once(request: HttpRequest, name: str, make: Callable[[], Made]) -> Made:
    """Return a part of a page that is the same for every reader, made once per state of the content.

    ``name`` tells it from all others, with its language. A preview shows what is not published, so it makes its own.
    """
    if getattr(request, "is_preview", False):
        return make()
    # Named before it is made, so that what is kept is never older than it says.
    key = f"printed:{content_version()}:{name}"
    part = caches["default"].get(key)
    if part is None:
        part = make()
        caches["default"].set(key, part, KEPT_SECONDS)
    return part


def printed_body(
    request: HttpRequest, page, template: str, context: Callable[[], dict], *, state: str = ""
) -> SafeString:
    """Return the partial ``body`` of a page's template, made once per state of the content.

    ``context`` returns what it shows beside the page; ``state`` names what that depends on beside page and language.
    """
    return printed_once(
        request,
        f"{template}:{site_language()}:{page.pk}:{state}",
        lambda: render_to_string(f"{template}#body", {"page": page, **context()}),
    )
