"""The page types of the members' sections. They hold addresses; what an address shows is in `members.views`."""

from .networks import NetworkIndexPage
from .people import PeopleIndexPage

__all__ = ["NetworkIndexPage", "PeopleIndexPage"]
