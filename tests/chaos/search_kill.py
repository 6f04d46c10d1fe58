"""Random edits while the process that makes them and the worker are killed again and again.

    python -m tests.chaos.search_kill --rounds 100 --seed 7
    ELASTICSEARCH_URL=… python -m tests.chaos.search_kill --rounds 100 --seed 7 --engine elasticsearch

Afterwards database and index agree, document by document. With Elasticsearch a node of its own is used, which is killed in
the middle and comes back two rounds later.
"""

import argparse
import contextlib
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

LEASE_SECONDS = 1
PATIENCE = timedelta(seconds=90)
STARTING = 80.0


class Editor:
    """Somebody who changes this and that, as services and the admin do."""

    def __init__(self, seed: int | str):
        self.random = random.Random(seed)
        self.number = 0

    def edit(self) -> None:
        """Make one change: by a button of the admin, or in a transaction as services do."""
        from django.db import transaction

        act = self.random.choice(
            [self.practice, self.withdraw, self.delete, self.page, self.take_down, self.network, self.person]
        )
        self.number += 1
        if act in (self.withdraw, self.take_down):
            act()
            return
        with transaction.atomic():
            act()

    def press(self, address: str) -> None:
        """Somebody of the staff presses a button of the admin that asks nothing more."""
        from django.test import Client

        from alliance.core.models import User

        staff, _is_new = User.objects.get_or_create(
            email="chaos@example.org", defaults={"is_superuser": True, "is_staff": True}
        )
        browser = Client(SERVER_NAME="localhost")
        browser.force_login(staff)
        answer = browser.post(address)
        if answer.status_code != 302:
            raise RuntimeError(f"{address} answered {answer.status_code}")

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
        from django.urls import reverse

        from evidence.models import Practice

        if found := self.one(Practice.objects.filter(live=True)):
            self.press(reverse(Practice.snippet_viewset.get_url_name("unpublish"), args=[found.pk]))

    def delete(self) -> None:
        from evidence.models import Practice

        if Practice.objects.count() > 20:
            self.one(Practice.objects).delete()

    def page(self) -> None:
        from alliance.site.pages import NewsPage

        self.publish(
            self.one(NewsPage.objects.filter(alias_of=None, words_origin="original")), title=f"Title {self.number}"
        )

    def take_down(self) -> None:
        from django.urls import reverse

        from alliance.site.pages import NewsPage

        if found := self.one(NewsPage.objects.filter(alias_of=None, words_origin="original", live=True)):
            self.press(reverse("wagtailadmin_pages:unpublish", args=[found.pk]))

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


def begin() -> None:
    """This process, just forked, shares no connection and no engine with the one before."""
    from django.utils.module_loading import autodiscover_modules

    from search.engines import choose
    from tests import database

    database.without_pool()
    choose._made.cache_clear()
    autodiscover_modules("tasks")


def work() -> None:
    """Be a worker until killed."""
    from alliance.core.background import WorkerLoop

    begin()
    WorkerLoop(interval=0.02, lease_seconds=LEASE_SECONDS).run()


def serve(seed: str, first: int) -> None:
    """Be a server at which somebody makes one change after the other, until killed."""
    from django.db import OperationalError

    begin()
    editor = Editor(seed)
    editor.number = first
    while True:
        # Two who write at the same moment: SQLite lets one wait, and now and then for too long.
        with contextlib.suppress(OperationalError):
            editor.edit()


@contextlib.contextmanager
def living(target: Callable, *arguments) -> Iterator[multiprocessing.Process]:
    """A process that does this, and that is killed in the end if nobody has done so before."""
    from tests import database

    database.disconnect()
    process = multiprocessing.get_context("fork").Process(target=target, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def run(rounds: int, seed: int, before: Callable[[int], None] = lambda _round: None):
    """Return how the index differs from the database after so many rounds, in each of which server and worker are killed.

    ``before`` is called with the number of each round.
    """
    from search.services.comparing import differences
    from search.services.rebuilding import ensure

    ensure()
    chance = random.Random(seed)
    for number in range(rounds):
        before(number)
        with living(serve, f"{seed}:{number}", 1_000 * number) as server, living(work) as worker:
            time.sleep(chance.uniform(0.3, 2))
            if not (server.is_alive() and worker.is_alive()):
                raise RuntimeError(f"In round {number} a process ended that nobody had killed.")
            chance.choice((server, worker)).kill()
            time.sleep(chance.uniform(0, 0.5))
    with living(work):
        until = time.monotonic() + PATIENCE.total_seconds()
        while time.monotonic() < until and _is_waiting():
            time.sleep(0.2)
    return differences()


def _is_waiting() -> bool:
    from search.models import IndexState, WaitingChange

    return WaitingChange.objects.pending(IndexState.now().generation).exists()


@contextlib.contextmanager
def node(rounds: int) -> Iterator[tuple[dict, Callable[[int], None]]]:
    """An Elasticsearch of one's own: yields settings, and what kills it half way and starts it again two rounds later."""
    from tests.chaos.cluster import Cluster, server_files

    alone = Cluster(server_files(os.environ["ELASTICSEARCH_URL"].split(",")[0]), ("alone",))

    def before(number: int) -> None:
        if number == rounds // 2:
            alone.kill("alone")
        if number == rounds // 2 + 2:
            alone.start_one("alone", STARTING)

    try:
        alone.start(STARTING)
        yield {"SEARCH_ENGINE": "elasticsearch", "ELASTICSEARCH_URL": alone.hosts[0]}, before
    finally:
        alone.stop()


def main() -> None:
    """Run in a copy of the real content, say what differs and end with 1 if anything does."""
    import django

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["tantivy", "elasticsearch"], default="tantivy")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    django.setup()
    from django.test import override_settings

    from tests import database

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings, before = {"SEARCH_ENGINE": "tantivy", "SEARCH_DIR": folder / "search"}, lambda _round: None
        if asked.engine == "elasticsearch":
            settings, before = stack.enter_context(node(asked.rounds))
        stack.enter_context(override_settings(REQUIRE_MFA=False, ALLOWED_HOSTS=["localhost"], **settings))
        copy = database.copy_for("chaos", "content", folder)
        database.use(copy)
        try:
            found = run(asked.rounds, asked.seed, before)
        finally:
            database.disconnect()
            copy.drop()
    sys.stdout.write(f"After {asked.rounds} rounds with {asked.engine}: {found}\n")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
