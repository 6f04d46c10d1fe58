"""Whether a visitor can follow a link: asked of all links at once, and the site itself is asked about typed addresses."""

from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import unquote, urljoin

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db.models import Model, QuerySet
from django.utils.http import urlsplit
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page

from alliance.site.links.found import ADDRESS, DOCUMENT, PAGE, Link
from alliance.site.links.models import Fault

MOST_STEPS = 5


def faults_of(links: Iterable[Link]) -> dict[Link, Fault]:
    """Return the links that lead nowhere, each with the reason."""
    by_kind: dict[str, list[Link]] = defaultdict(list)
    for link in set(links):
        by_kind[link.kind].append(link)
    found = {}
    for kind, some in by_kind.items():
        targets = {link.target for link in some}
        faults = _addresses(targets) if kind == ADDRESS else _rows(kind, targets)
        found |= {link: faults[link.target] for link in some if link.target in faults}
    return found


def _rows(kind: str, targets: set[str]) -> dict[str, Fault]:
    """Return the keys of those rows that visitors do not see."""
    keys = {int(each) for each in targets if each.isdecimal()}
    model = {PAGE: Page, DOCUMENT: get_document_model()}.get(kind) or apps.get_model(kind)
    present = model._default_manager.filter(pk__in=keys)
    unpublished = set(present.filter(live=False).values_list("pk", flat=True)) if _has_drafts(model) else set()
    existing = set(present.values_list("pk", flat=True))
    visible = set(_visible(model, present).values_list("pk", flat=True))
    faults = {each: Fault.GONE for each in targets if not each.isdecimal()}
    for key in keys - visible:
        faults[str(key)] = (
            Fault.GONE if key not in existing else Fault.UNPUBLISHED if key in unpublished else Fault.CLOSED
        )
    return faults


def _has_drafts(model: type[Model]) -> bool:
    return any(field.name == "live" for field in model._meta.concrete_fields)


def _visible(model: type[Model], rows: QuerySet) -> QuerySet:
    """Those of the rows that everybody may see."""
    if model is Page:
        return rows.live().public()
    if model is get_document_model():
        for restriction in CollectionViewRestriction.objects.select_related("collection"):
            rows = rows.exclude(collection__path__startswith=restriction.collection.path)
        return rows
    return rows.visible_to(AnonymousUser()) if hasattr(rows, "visible_to") else rows


def _addresses(addresses: set[str]) -> dict[str, Fault]:
    """Return the addresses at which the site answers a visitor with an error."""
    handler = WSGIHandler() if addresses else None
    return {each: Fault.NO_ANSWER for each in addresses if not _answers(handler, each)}


def _answers(handler: WSGIHandler, address: str) -> bool:
    """Whether a visitor finds something there, also where the site sends them on."""
    here = urlsplit(settings.SITE_URL)
    for _step in range(MOST_STEPS):
        response = handler.get_response(_request(address, here))
        if not 300 <= response.status_code < 400:
            return response.status_code < 400
        onward = urlsplit(urljoin(settings.SITE_URL + address, response.headers["Location"]))
        if onward.netloc != here.netloc:
            return True
        address = onward.path + (f"?{onward.query}" if onward.query else "")
    return False


def _request(address: str, here) -> WSGIRequest:
    parts = urlsplit(address)
    secure = here.scheme == "https"
    return WSGIRequest(
        {
            "REQUEST_METHOD": "HEAD",
            # As servers hand it over: bytes, each written as one character.
            "PATH_INFO": unquote(parts.path, "latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": here.hostname,
            "SERVER_PORT": str(here.port or (443 if secure else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": here.netloc,
            "HTTP_X_FORWARDED_PROTO": here.scheme,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": here.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
        }
    )
