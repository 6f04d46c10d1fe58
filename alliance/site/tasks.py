"""The regular jobs of the site."""

from alliance.core import schedule
from alliance.site.links.checking import check_links


@schedule.every("check_links", minutes=5)
def look_at_links() -> None:
    """Editors see which links inside the site lead nowhere: any publish, or a deletion, may have broken one."""
    check_links()
