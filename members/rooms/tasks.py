"""What the worker does for rooms."""

from alliance.core import schedule
from members.rooms.services import files


@schedule.every("rooms.tidy_files", hours=6)
def tidy_files() -> None:
    """Files that were uploaded and not sent are gone."""
    files.tidy()
