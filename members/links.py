"""Signed links that mails carry: what they allow stands in the link, and nothing secret is stored.

A link proves that its reader got the mail. Each kind has a salt of its own, so that none opens another's door.
"""

from datetime import timedelta

from django.core import signing


def sign(kind: str, *values: int | str) -> str:
    """Return a token for a link of this kind that carries the values."""
    return signing.dumps(list(values), salt=f"members.{kind}", compress=False)


def read(kind: str, token: str, *, lasts: timedelta | None = None) -> list | None:
    """Return the values of a token of this kind; None where it is not ours, was changed, or is older than ``lasts``."""
    try:
        return signing.loads(token, salt=f"members.{kind}", max_age=lasts)
    except signing.BadSignature:
        return None
