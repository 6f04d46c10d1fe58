"""Wagtail tells us what was published; one line each, the rest is in the services."""

from django.dispatch import receiver
from wagtail.signals import published

from members.models import Network
from members.services.networks import editing


@receiver(published, sender=Network, dispatch_uid="members.network_published")
def on_network_published(sender, instance, revision=None, **kwargs):
    """A network went live, or says something else."""
    editing.published(network=instance, by=revision.user if revision else None)
