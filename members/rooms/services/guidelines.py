"""Accepting the guidelines."""

from alliance.core.models import User
from members.rooms.guidelines import VERSION
from members.rooms.models import GuidelinesAcceptance


def accept(*, person: User) -> None:
    """The person has accepted the guidelines as they are now; a repeat changes nothing."""
    GuidelinesAcceptance.objects.get_or_create(person=person, version=VERSION)
