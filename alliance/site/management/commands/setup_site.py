"""An empty database becomes a site: languages, page tree, identity, groups, rooms."""

import logging

from django.core.management.base import BaseCommand

from alliance.site.setup import ensure_rooms, ensure_site


class Command(BaseCommand):
    help = "Make languages, page tree, identity, groups and rooms where they are missing. What is there stays as it is."

    def handle(self, *, verbosity: int, **options) -> None:
        """Say how many pages were made."""
        if verbosity < 2:
            # One line of ours stands for Wagtail's one a page.
            logging.getLogger("wagtail").setLevel(logging.WARNING)
        made = ensure_site()
        ensure_rooms()
        if verbosity:
            self.stdout.write(f"Pages made: {made}")
