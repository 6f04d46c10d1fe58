"""A new search index beside the old one, put in place once it is whole."""

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from search.services import comparing, rebuilding
from search.types import EngineUnavailableError


class Command(BaseCommand):
    help = "Make the search index anew from the database. Readers use the old one until the new one is whole."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--engine", help="tantivy or elasticsearch; default: the one of SEARCH_ENGINE.")
        parser.add_argument(
            "--if-needed", action="store_true", help="Only where it is missing, damaged or out of date."
        )
        parser.add_argument("--check", action="store_true", help="Change nothing; list what the index says otherwise.")

    def handle(self, *, engine: str | None, if_needed: bool, check: bool, verbosity: int, **options) -> None:
        """Say how many documents there are, or which differ."""
        try:
            if check:
                self._check(engine)
            elif not if_needed or rebuilding.is_needed():
                self._rebuild(engine, is_quiet=verbosity == 0)
        except EngineUnavailableError as error:
            raise CommandError(f"The search engine does not answer: {error}") from None

    def _rebuild(self, engine: str | None, *, is_quiet: bool) -> None:
        console = Console(stderr=True)
        with console.status("Indexing") as line:
            count = rebuilding.rebuild(engine, lambda made: line.update(f"Indexing: {made}"))
        if not is_quiet:
            self.stdout.write(f"{count} documents are in the index.")

    def _check(self, engine: str | None) -> None:
        found = comparing.differences(engine)
        for word, keys in (("missing", found.missing), ("stale", found.stale), ("surplus", found.surplus)):
            for key in keys:
                self.stdout.write(f"{word}  {key}")
        if found:
            raise CommandError(f"The index differs from the database in {len(found.all())} documents.")
        self.stdout.write("The index says what the database says.")
