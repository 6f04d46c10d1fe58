"""What the database keeps but must not give away by itself: second factors, and codes in mails that wait.

The keys stand in ``settings.MFA_KEYS``: the first encrypts, all of them decrypt, so a new one is put in front. Where none is
set, one is made and kept in ``VAR_DIR``, for the one machine that has it.
"""

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "reseal", "seal", "unseal"]


def seal(text: str) -> str:
    """Return ``text`` encrypted with the first key."""
    return _lock().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed with any of the keys. Raises InvalidToken."""
    return _lock().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """Return the same text, encrypted with the first key. Raises InvalidToken."""
    return _lock().rotate(sealed.encode()).decode()


def _lock() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MFA_KEYS or [_own_key(settings.VAR_DIR)]])


@lru_cache
def _own_key(folder: Path) -> str:
    """The key of this installation; of two processes that make it at once, both take the first one's."""
    path = folder / "mfa.key"
    if not path.exists():
        unfinished = folder / f"mfa.{os.getpid()}.key"
        with open(unfinished, "w", opener=_private) as new:
            new.write(Fernet.generate_key().decode())
        with suppress(FileExistsError):
            os.link(unfinished, path)
        unfinished.unlink()
    return path.read_text()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
