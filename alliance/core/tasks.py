"""The regular jobs that every installation needs."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from wagtail.models import DraftStateMixin, Page, ReferenceIndex, Revision

from alliance.core import drafts, mail, outbox, pictures, schedule
from alliance.core.models import Picture, Worker

log = logging.getLogger(__name__)

KEEP_DONE_ENTRIES = timedelta(days=7)
KEEP_SILENT_WORKERS = timedelta(days=1)


@schedule.every("publish_scheduled", minutes=1)
def publish_scheduled() -> None:
    """Pages and records whose time is over are unpublished, those whose time has come published.

    As Wagtail's command, but each in a transaction of its own. Wagtail takes the date away before it publishes: a worker that
    is killed between the two would leave a page that nobody publishes any more. One that fails does not hold up the others;
    the first error is raised at the end.
    """
    now = timezone.now()
    steps: list[Callable[[], None]] = []
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and (model is Page or not issubclass(model, Page)):
            over = model._default_manager.filter(live=True, expire_at__lt=now).order_by("expire_at")
            steps += [partial(_expire, over, pk) for pk in over.values_list("pk", flat=True)]
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    steps += [partial(_publish, due, pk) for pk in due.values_list("pk", flat=True)]
    errors = []
    for step in steps:
        try:
            step()
        except Exception as error:
            log.exception("Not published or unpublished at its time")
            errors.append(error)
    if errors:
        raise errors[0]


@transaction.atomic
def _expire(over: QuerySet, pk: int | str) -> None:
    if found := over.filter(pk=pk).first():
        found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@transaction.atomic
def _publish(due: QuerySet, pk: int) -> None:
    if revision := due.filter(pk=pk).first():
        revision.publish(log_action="wagtail.publish.scheduled")


@outbox.handler(pictures.KIND)
def make_renditions(payload: dict, entry_id: int) -> None:
    """A picture is there in every size and format that pages show; one that was deleted since needs none."""
    if picture := Picture.objects.filter(pk=payload["picture"]).first():
        pictures.make_renditions(picture)


@outbox.handler(mail.KIND)
def send_mail(payload: dict, entry_id: int) -> None:
    """The mail is at the mail server. A mail server that is away is asked again for some hours."""
    mail.send(payload, entry_id)


@schedule.every("clean_up", days=1)
def clean_up() -> None:
    """Old rows of the outbox, of Wagtail's tasks, of sessions and of killed workers are gone, and drafts nobody came back for."""
    outbox.prune(KEEP_DONE_ENTRIES)
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, failed_min_age_days=60, verbosity=0)
    call_command("clearsessions", verbosity=0)
    drafts.forget_old()
    Worker.objects.filter(seen_at__lt=timezone.now() - KEEP_SILENT_WORKERS).delete()


@task()
def note_references(app_label: str, model_name: str, pks: list[int]) -> None:
    """Wagtail knows what these records refer to, so that the editor can say where a country or an institution is used."""
    for record in apps.get_model(app_label, model_name).objects.filter(pk__in=pks):
        ReferenceIndex.create_or_update_for_object(record)
