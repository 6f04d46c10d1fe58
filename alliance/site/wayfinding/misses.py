"""How often readers ask for addresses where nothing is: counted in memory, written down now and then.

A miss costs no query. Every `FLUSH_SECONDS` the process adds what it has counted to the table, after an answer has been
sent; what it has not written when it ends is lost, which a count of this kind can bear. Neither the memory nor the table
grows beyond its bounds, however many addresses somebody invents. Kept is the address alone: no query, no person, no hour.
"""

import logging
import re
import threading
import time
from datetime import timedelta

from django.core.signals import request_finished
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.dispatch import receiver
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from alliance.site.models.wayfinding import LONGEST_ADDRESS, MissedAddress
from alliance.site.wayfinding.words import is_for_readers

log = logging.getLogger(__name__)

FLUSH_SECONDS = 30
MOST_WAITING = 500
MOST_KEPT = 1_000
KEEP_DAYS = 90

# What programs try that look for a way in: no page of ours was ever called so.
_SCANNED = re.compile(
    r"/\.|/wp-|/cgi-bin|\.(php\d?|aspx?|jsp|cgi|env|sql|bak|zip|t?gz|ini|ya?ml|json|xml|log|git)(/|$)", re.IGNORECASE
)
# An e-mail address, or what may be a key of somebody's.
_PERSONAL = re.compile(r"@|\d{7,}|(?=[^/-]*\d)[A-Za-z0-9_=]{20,}")

_waiting: dict[str, int] = {}
_due: float | None = None
_lock = threading.Lock()


def note(path: str) -> None:
    """Count an address where nothing is, unless it could hold something personal or no reader would ask for it."""
    global _due  # noqa: PLW0603 - the one memory of the process
    path = Redirect.normalise_path(path)
    if len(path) > LONGEST_ADDRESS or not is_for_readers(path) or _SCANNED.search(path) or _PERSONAL.search(path):
        return
    with _lock:
        if path in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[path] = _waiting.get(path, 0) + 1
        if _due is None:
            _due = time.monotonic() + FLUSH_SECONDS


@receiver(request_finished, dispatch_uid="site.write_down_misses")
def on_request_finished(sender, **kwargs) -> None:
    """The answer has been sent: nobody waits while counts are written down."""
    if _due is not None and _due <= time.monotonic():
        flush()
        if not connection.in_atomic_block:
            close_old_connections()  # Django has closed what the request used; nobody else would close this one


def flush() -> None:
    """What was counted stands in the table; when the database cannot be written to, it waits for the next time."""
    global _waiting, _due  # noqa: PLW0603 - as above
    with _lock:
        counted, _waiting, _due = _waiting, {}, None
    try:
        with transaction.atomic():
            _write(counted)
    except DatabaseError:
        log.warning("Addresses that lead nowhere could not be written down", exc_info=True)
        with _lock:
            for path, count in list(counted.items())[: MOST_WAITING - len(_waiting)]:
                _waiting[path] = _waiting.get(path, 0) + count
            _due = time.monotonic() + FLUSH_SECONDS


def _write(counted: dict[str, int]) -> None:
    today = timezone.localdate()
    known = MissedAddress.objects.select_for_update().filter(path__in=counted).order_by("path")
    rows = {row.path: row for row in known}
    for row in rows.values():
        row.count += counted[row.path]
        row.last_asked_date = today
    MissedAddress.objects.bulk_update(rows.values(), ["count", "last_asked_date"])
    new = [
        MissedAddress(path=path, count=count, last_asked_date=today)
        for path, count in counted.items()
        if path not in rows
    ]
    MissedAddress.objects.bulk_create(new, ignore_conflicts=True)
    in_order = MissedAddress.objects.order_by("-count", "-last_asked_date", "-pk")
    surplus = list(in_order.values_list("pk", flat=True)[MOST_KEPT : MOST_KEPT + 2 * MOST_WAITING])
    MissedAddress.objects.filter(pk__in=surplus).delete()


def drop_old() -> int:
    """Addresses that nobody has asked for in `KEEP_DAYS` are gone; returns how many."""
    last = timezone.localdate() - timedelta(days=KEEP_DAYS)
    return MissedAddress.objects.filter(last_asked_date__lt=last).delete()[0]


def forget() -> None:
    """Drop what this process has counted and not written."""
    global _waiting, _due
    with _lock:
        _waiting, _due = {}, None
