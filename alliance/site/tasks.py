"""The regular jobs of the site."""

from alliance.core import schedule
from alliance.site.links.checking import check_links
from alliance.site.wayfinding import misses


@schedule.every("drop_old_misses", days=1)
def drop_old_misses() -> None:
    """Addresses that nobody asks for any more are not listed any more."""
    misses.drop_old()


@schedule.every("check_links", minutes=5)
def look_at_links() -> None:
    """Editors see which links inside the site lead nowhere: any publish, or a deletion, may have broken one."""
    check_links()
