"""Compiles the catalogues of the interface texts where they have changed."""

from django.conf import settings
from django.core.management.base import BaseCommand

from alliance.core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the catalogues (.po) that changed since they were compiled last. Needs no gettext."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        """Name each catalogue that is compiled."""
        for source in compile_catalogues():
            inside = source.is_relative_to(settings.BASE_DIR)
            self.stdout.write(f"compiled {source.relative_to(settings.BASE_DIR) if inside else source}")
