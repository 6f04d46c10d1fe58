"""The first page."""


def context(request) -> dict:
    """Being built."""
    return {}
