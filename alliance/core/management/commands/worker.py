"""Runs everything that waits: the outbox, Wagtail's tasks, the schedules."""

import logging
import signal

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from alliance.core.background import WorkerLoop

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run everything that waits: outbox, Wagtail's tasks, schedules. Any number of workers may run at once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="Seconds between looks when nothing is due.")
        parser.add_argument(
            "--lease", type=float, default=30, help="Seconds after which the work of a vanished worker is taken over."
        )
        parser.add_argument("--until-idle", action="store_true", help="Stop as soon as nothing is due.")

    def handle(self, *, interval: float, lease: float, until_idle: bool, **options) -> None:
        """Work until SIGTERM or SIGINT, then finish what is running and stop."""
        autodiscover_modules("tasks")
        loop = WorkerLoop(interval=interval, lease_seconds=lease)
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda signum, frame: loop.stop.set())
        logger.info("Worker %s starts", loop.name)
        loop.run(until_idle=until_idle)
        logger.info("Worker %s has stopped", loop.name)
