"""What follows when something happens that others tell of: one line each, the rest is in the services."""

from . import accounts, records  # noqa: F401 - they connect on import
