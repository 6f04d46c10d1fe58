"""Makes members with sessions and a room, in the database of the environment; prints them as JSON.

python -m tests.rooms.fanout.prepare PEOPLE
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after Django is ready

from tests.factories.members import MemberFactory, StaffFactory  # noqa: E402 - as above
from tests.factories.rooms import RoomFactory  # noqa: E402 - as above
from tests.rooms.sockets import cookie_of  # noqa: E402 - as above


def main() -> None:
    """Each person has one session, for up to ten sockets; staff may write as fast as they can."""
    room = RoomFactory(slug="crowd")
    people = [MemberFactory() for _number in range(int(sys.argv[1]))]
    staff = [StaffFactory() for _number in range(8)]
    name = settings.SESSION_COOKIE_NAME
    found = {
        "room": room.pk,
        "slug": room.slug,
        "people": [f"{name}={cookie_of(person)}" for person in people],
        "staff": [f"{name}={cookie_of(person)}" for person in staff],
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
