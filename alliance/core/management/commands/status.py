"""Tells whether everything that the site needs is there."""

import json
import sys

from django.core.management.base import BaseCommand, no_translations

from alliance.core import status


class Command(BaseCommand):
    help = "Report on database, cache, outbox, workers, schedules and disk; exit 1 when something is not well."
    # The report says what is wrong; it must not be kept from running by a check that says it too.
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the report as one JSON object.")

    @no_translations
    def handle(self, **options) -> None:
        """Print the report, in English, for scripts and operators."""
        report = status.report()
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2))
        else:
            for name, result in report["checks"].items():
                mark = self.style.SUCCESS("ok ") if result["ok"] else self.style.ERROR("BAD")
                self.stdout.write(f"{mark} {name}: {result['detail']}")
        if not report["ok"]:
            sys.exit(1)
