"""Random edits while the worker is killed again and again: afterwards database and index agree, document by document.

python -m tests.chaos.search_kill --rounds 100 --seed 7
"""

import argparse
import contextlib
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

LEASE_SECONDS = 1
PATIENCE = timedelta(seconds=90)


class Editor:
    """Somebody who changes this and that, as services and the admin do."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.number = 0

    def edit(self) -> str:
        """Make one change and return what it was."""
        act = self.random.choice([self.practice, self.withdraw, self.delete, self.page, self.network, self.person])
        self.number += 1
        act()
        return act.__name__

    def one(self, rows):
        """Return one of the rows, or None."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.random.choice(keys)) if keys else None

    def publish(self, record, **fields) -> None:
        """An editor publishes the record with other facts."""
        for name, value in fields.items():
            setattr(record, name, value)
        record.save_revision(clean=False).publish()

    def practice(self) -> None:
        from evidence.models import Practice

        self.publish(self.one(Practice.objects), locality=f"Place {self.number}")

    def withdraw(self) -> None:
        from evidence.models import Practice

        if found := self.one(Practice.objects.filter(live=True)):
            found.unpublish()

    def delete(self) -> None:
        from evidence.models import Practice

        if Practice.objects.count() > 20:
            self.one(Practice.objects).delete()

    def page(self) -> None:
        from alliance.site.pages import NewsPage

        found = self.one(NewsPage.objects.filter(alias_of=None, words_origin="original"))
        if found.live and self.random.random() < 0.3:
            found.unpublish()
        else:
            self.publish(found, title=f"Title {self.number}")

    def network(self) -> None:
        from members.models import Network

        self.publish(
            self.one(Network.objects.filter(merged_into=None)), audience=self.random.choice(["public", "networks"])
        )

    def person(self) -> None:
        from members.models import Membership, Network, Profile
        from tests.factories.members import MemberFactory, join

        profile = self.one(Profile.objects)
        if profile is None or self.random.random() < 0.3:
            profile = MemberFactory(email=f"chaos{self.number}@example.org").profile
        network = self.one(Network.objects.filter(merged_into=None))
        if not Membership.objects.filter(network=network, person=profile.person).exists():
            join(network, profile.person)
        profile.audience = self.random.choice(["public", "members", "networks", "staff"])
        profile.save()


def work() -> None:
    """Be a worker until killed."""
    from django.utils.module_loading import autodiscover_modules

    from alliance.core.background import WorkerLoop
    from search.engines import choose
    from tests import database

    database.disconnect()
    choose._made.cache_clear()
    autodiscover_modules("tasks")
    WorkerLoop(interval=0.02, lease_seconds=LEASE_SECONDS).run()


@contextlib.contextmanager
def worker() -> Iterator[multiprocessing.Process]:
    """A worker in a process of its own, which is killed in the end."""
    from tests import database

    database.disconnect()
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    try:
        yield process
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def run(rounds: int, seed: int):
    """Edit, killing a worker at a random moment of each round; return how the index differs from the database in the end."""
    from search.models import IndexState, WaitingChange
    from search.services.comparing import differences
    from search.services.rebuilding import ensure

    ensure()
    editor = Editor(seed)
    for _round in range(rounds):
        with worker():
            for _edit in range(editor.random.randint(1, 4)):
                editor.edit()
            time.sleep(editor.random.uniform(0, 1.5))
    with worker():
        until = time.monotonic() + PATIENCE.total_seconds()
        while time.monotonic() < until:
            if not WaitingChange.objects.pending(IndexState.now().generation).exists():
                break
            time.sleep(0.2)
    return differences()


def main() -> None:
    """Run in a copy of the real content, say what differs and end with 1 if anything does."""
    import django

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    django.setup()
    from django.test import override_settings

    from tests import database

    with tempfile.TemporaryDirectory() as folder, override_settings(SEARCH_DIR=Path(folder) / "search"):
        copy = database.copy_for("chaos", "content", Path(folder) / "media")
        database.use(copy)
        try:
            found = run(asked.rounds, asked.seed)
        finally:
            database.disconnect()
            copy.drop()
    raise SystemExit(f"After {asked.rounds} rounds: {found}" if found else 0)


if __name__ == "__main__":
    main()
