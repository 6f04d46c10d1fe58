"""The demo's people, seats and network."""

from django.core.management.base import BaseCommand

from alliance.site.demo_people import make_demo_people


class Command(BaseCommand):
    help = "Make the demo's accounts, which have a published password. Never on a platform that people use."

    def handle(self, **options) -> None:
        """Say how many were made."""
        made = make_demo_people()
        if options["verbosity"]:
            self.stdout.write(f"Demo accounts made: {made}")
