"""Telling whether somebody has changed a record since it was loaded."""

import hashlib

from alliance.core.models import Record
from evidence.services.publishing import content_of, digest_of


def state_of(record: Record, content_digest: str = "") -> str:
    """Return 32 hexadecimal digits that change with every word and fact, published or in a draft, and with the notes.

    ``content_digest`` is that of the record's content, where the caller knows it.
    """
    draft = "draft" if record.has_unpublished_changes else ""
    live = "live" if record.live else ""
    parts = "\x1f".join([content_digest or digest_of(content_of(record)), record.editor_notes, draft, live])
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()
