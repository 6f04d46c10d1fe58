"""Wagtail tells us what was published; one line each, the rest is in the services."""

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from wagtail.signals import published, unpublished

from alliance.core.cache import bump_content_version
from alliance.core.models import Institution
from evidence.models import Practice, Programme
from evidence.services import publishing


@receiver(published, sender=Practice, dispatch_uid="evidence.practice_published")
def on_published(sender, instance, revision=None, **kwargs):
    """A practice went live."""
    publishing.practice_published(practice=instance, by=revision.user if revision else None)


@receiver(unpublished, sender=Practice, dispatch_uid="evidence.practice_withdrawn")
def on_unpublished(sender, instance, **kwargs):
    """A practice was withdrawn."""
    publishing.practice_withdrawn(practice=instance)


@receiver(published, sender=Institution, dispatch_uid="evidence.institution_published")
def on_institution_published(sender, instance, **kwargs):
    """An organisation has another name or type."""
    publishing.institution_published(institution=instance)


@receiver(pre_delete, sender=Practice, dispatch_uid="evidence.practice_leaves")
def on_leaving(sender, instance, **kwargs):
    """A practice is about to be deleted."""
    publishing.practice_leaves(practice=instance)


@receiver(post_delete, sender=Practice, dispatch_uid="evidence.practice_deleted")
@receiver(post_delete, sender=Programme, dispatch_uid="evidence.programme_deleted")
def on_deleted(sender, **kwargs):
    """A record is gone; pages that show it are forgotten."""
    bump_content_version()
