"""What follows when the admin publishes, and what the admin asks about seats."""

from django.dispatch import receiver
from wagtail.signals import published

from alliance.core.audience import is_member
from alliance.core.own_country import CONTRIBUTORS, held_by
from members.enums import Role
from members.models import Network, SeatHolding
from members.roles import opens_groups
from members.services.country_drafts import note_validation
from members.services.networks import editing

opens_groups(Role.FOCAL_POINT, CONTRIBUTORS)


@receiver(published, sender=Network, dispatch_uid="members.network_published")
def on_network_published(sender, instance, revision=None, **kwargs):
    """A network went live, or says something else."""
    editing.published(network=instance, by=revision.user if revision else None)


@receiver(published, dispatch_uid="members.note_validation")
def on_published(sender, instance, revision=None, **kwargs):
    """A record of a country was published; where its ministry had sent it, it counts as validated."""
    note_validation(record=instance, revision=revision)


@held_by
def countries_held(user) -> list[int]:
    """The countries whose seats the user holds now. One query."""
    if not is_member(user):
        return []
    return list(SeatHolding.objects.current().filter(person=user.pk).values_list("seat__country", flat=True))
