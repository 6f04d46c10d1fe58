"""Wagtail tells us what was published; one line each, the rest is in the services."""

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from evidence.models import Practice
from evidence.services import publishing


@receiver(published, sender=Practice, dispatch_uid="evidence.practice_published")
def on_published(sender, instance, revision=None, **kwargs):
    """A practice went live."""
    publishing.practice_published(practice=instance, by=revision.user if revision else None)


@receiver(unpublished, sender=Practice, dispatch_uid="evidence.practice_withdrawn")
def on_unpublished(sender, instance, **kwargs):
    """A practice was withdrawn."""
    publishing.practice_withdrawn(practice=instance)
