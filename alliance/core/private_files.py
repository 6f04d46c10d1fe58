"""Where files lie that only some may see: outside of what is public, without any address of their own."""

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateStorage(FileSystemStorage):
    """Files below ``PRIVATE_ROOT``, which views hand out once they know who asks."""

    @property
    def location(self) -> str:
        """The folder as it is set now: fields hold their storage from the start on, before tests choose another folder."""
        return os.path.abspath(settings.PRIVATE_ROOT)

    def url(self, name: str) -> str:
        """No file has one. Raises ValueError."""
        raise ValueError(f"{name} is private: a page that asks who reads serves it.")


def private_files() -> Storage:
    """Return where such files lie, for the ``storage`` of a field."""
    return storages["private"]
