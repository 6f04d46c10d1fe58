"""Where files lie that only some may see: outside of what is public, without any address of their own."""

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files that views hand out once they know who asks."""

    def url(self, name: str) -> str:
        """No file has one. Raises ValueError."""
        raise ValueError(f"{name} is private: a page that asks who reads serves it.")
