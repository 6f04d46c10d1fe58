"""Generated practices and people, for measurements."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from alliance.core.generated_people import make_generated_people
from evidence.services.content.generated import Generator, NothingToDrawFrom
from members.services.generated_profiles import make_generated_profiles


class Command(BaseCommand):
    help = (
        "Add generated practices, marked as such, and people who cannot sign in. The same seed gives the same ones: run "
        "twice, nothing doubles; run with a larger number, the rest is added."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practices", type=int, default=0)
        parser.add_argument("--users", type=int, default=0)
        parser.add_argument("--profiles", action="store_true", help="The people are members whom everybody sees.")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, practices: int, users: int, profiles: bool, seed: int, **options) -> None:
        """Say what was made."""
        if practices < 0 or users < 0 or seed < 0:
            raise CommandError("Numbers must not be negative.")
        made = 0
        if practices:
            try:
                generator = Generator(seed)
            except NothingToDrawFrom:
                raise CommandError(
                    "There are no countries or vocabularies yet: run manage.py load_content alliance/content first."
                ) from None
            console = Console(stderr=True)
            with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
                task = progress.add_task("Generating", total=practices)
                made = generator.generate(practices, on_batch=lambda number: progress.advance(task, number))
        people = make_generated_people(users, seed=seed)
        if profiles:
            make_generated_profiles(seed=seed)
        self.stdout.write(f"Practices made: {made} of {practices}. People made: {people} of {users}.")
