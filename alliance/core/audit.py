"""The log of what was done to people, rights and data."""

from django.db.models import Model

from alliance.core.models import AuditEntry


def record(verb: str, *, actor=None, subject: Model | None = None, **detail) -> AuditEntry:
    """Write down, in the caller's transaction, that ``actor`` (None: nobody signed in) did ``verb`` to ``subject``.

    ``verb`` is a dotted name in the past, such as "seat.handed_over". ``detail`` holds JSON values: keys, codes, dates, never
    names, addresses or words of a person.
    """
    known = actor if actor is not None and actor.pk else None
    return AuditEntry.objects.create(
        verb=verb,
        actor=known,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        detail=detail,
    )
