"""The regular jobs of the members' part."""

from alliance.core import schedule
from members.services import profile


@schedule.every("members.ask_the_stale", days=1)
def ask_the_stale() -> None:
    """Who has not confirmed their profile for a year is asked by mail."""
    profile.ask_the_stale()
