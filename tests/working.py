"""The worker's part of a test: what waits in the outbox is done here and now."""

from datetime import timedelta

from django.utils.module_loading import autodiscover_modules

from alliance.core import outbox
from alliance.core.models import OutboxEntry


def work() -> int:
    """Everything that is due has been run, with the handlers that the worker has; returns how much that was."""
    autodiscover_modules("tasks")
    done = 0
    while entry := outbox.claim("test", timedelta(minutes=1)):
        assert outbox.run(entry), OutboxEntry.objects.get(pk=entry.pk).error
        done += 1
    return done
