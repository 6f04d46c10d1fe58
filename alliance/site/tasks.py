"""The regular jobs of the site."""

from alliance.core import schedule
from alliance.site.wayfinding import misses


@schedule.every("drop_old_misses", days=1)
def drop_old_misses() -> None:
    """Addresses that nobody asks for any more are not listed any more."""
    misses.drop_old()
