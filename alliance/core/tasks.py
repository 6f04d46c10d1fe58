"""The regular jobs that every installation needs."""

from datetime import timedelta

from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from wagtail.models import ReferenceIndex

from alliance.core import outbox, pictures, schedule
from alliance.core.models import Picture, Worker

KEEP_DONE_ENTRIES = timedelta(days=7)
KEEP_SILENT_WORKERS = timedelta(days=1)


@schedule.every("publish_scheduled", minutes=1)
def publish_scheduled() -> None:
    """Pages and records whose time has come are published, those whose time is over unpublished."""
    call_command("publish_scheduled", verbosity=0)


@outbox.handler(pictures.KIND)
def make_renditions(payload: dict, entry_id: int) -> None:
    """A picture is there in every size and format that pages show; one that was deleted since needs none."""
    if picture := Picture.objects.filter(pk=payload["picture"]).first():
        pictures.make_renditions(picture)


@schedule.every("clean_up", days=1)
def clean_up() -> None:
    """Old rows of the outbox, of Wagtail's tasks, of sessions and of killed workers are gone."""
    outbox.prune(KEEP_DONE_ENTRIES)
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, failed_min_age_days=60, verbosity=0)
    call_command("clearsessions", verbosity=0)
    Worker.objects.filter(seen_at__lt=timezone.now() - KEEP_SILENT_WORKERS).delete()


@task()
def note_references(app_label: str, model_name: str, pks: list[int]) -> None:
    """Wagtail knows what these records refer to, so that the editor can say where a country or an institution is used."""
    for record in apps.get_model(app_label, model_name).objects.filter(pk__in=pks):
        ReferenceIndex.create_or_update_for_object(record)
