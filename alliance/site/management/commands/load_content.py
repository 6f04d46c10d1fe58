"""Content from files: countries, vocabularies, institutions, practices, programmes, mapping editions."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from alliance.core.loading import Report
from alliance.site.content import ContentFolder, NothingToLoad


class Command(BaseCommand):
    help = (
        "Load the content files of a folder. Run again, it loads what has changed in them; a record that was edited here "
        "since is never overwritten unless --overwrite says so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Report what would happen; write nothing.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Replace what was edited here with the files' content."
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="Lead a column of practices.csv to a field, where its header is not known. May be given several times.",
        )

    def handle(self, *, folder: Path, dry_run: bool, overwrite: bool, **options) -> None:
        """Print a line per file, then the rejected rows with their reasons."""
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        mapping = dict(self._pair(text) for text in options["map"])
        report = Report()
        try:
            content = ContentFolder(folder, mapping)
        except NothingToLoad:
            raise CommandError(f"{folder} holds no content: README.md in alliance/content names the files.") from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        with self._progress() as progress:
            task = progress.add_task("Loading", total=len(content))
            report.on_row = lambda: progress.advance(task)
            content.load(report, dry_run=dry_run, overwrite=overwrite)
        for line in report.lines():
            self.stdout.write(line)
        for problem in report.problems:
            self.stdout.write(f"rejected  {problem}")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
        if report.rejected:
            rest = "would be loaded" if dry_run else "was loaded"
            raise CommandError(f"Rejected: {report.rejected}. Everything else {rest}.")

    def _progress(self) -> Progress:
        """A bar for somebody who watches; nothing in a log."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)

    @staticmethod
    def _pair(text: str) -> tuple[str, str]:
        column, equals, field = text.rpartition("=")
        if not (column and equals and field):
            raise CommandError(f"--map {text}: write it as COLUMN=FIELD.")
        return column, field
