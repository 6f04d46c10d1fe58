"""The demo's people, seats and network, and what they say in rooms."""

from django.core.management.base import BaseCommand

from alliance.site.demo_people import make_demo_people
from alliance.site.demo_rooms import make_demo_rooms


class Command(BaseCommand):
    help = "Make the demo's accounts, which have a published password. Never on a platform that people use."

    def handle(self, **options) -> None:
        """Say how many were made."""
        made = make_demo_people()
        said = make_demo_rooms()
        if options["verbosity"]:
            self.stdout.write(f"Demo accounts made: {made}. Messages in rooms: {said}.")
