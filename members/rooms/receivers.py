"""What changes somebody's access to rooms is told to every process; a network has a room from the day it is published."""

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published

from alliance.core import changes
from alliance.core.cache import bump_content_version
from alliance.core.models import User
from members.models import Membership, Network, Profile
from members.rooms.models import Mute, Room
from members.rooms.services import forgetting, keeping, telling

# What each message writes on its room: no page that is kept for visitors shows it.
_COUNTED = frozenset({"last_seq", "last_change", "last_at"})


@receiver((post_save, post_delete), sender=Membership, dispatch_uid="rooms.membership_changed")
@receiver((post_save, post_delete), sender=Mute, dispatch_uid="rooms.mute_changed")
def on_ties_changed(sender, instance, **kwargs):
    """Somebody came into a network or left it, or was muted."""
    if instance.person_id:
        telling.tell_person(instance.person_id)


@receiver(post_save, sender=User, dispatch_uid="rooms.person_changed")
def on_person_saved(sender, instance, created, update_fields=None, **kwargs):
    """An account was deactivated or became another; what each sign-in writes is none of that."""
    if not created and update_fields != frozenset({"last_login"}):
        telling.tell_person(instance.pk)


@receiver(post_delete, sender=Profile, dispatch_uid="rooms.profile_gone")
def on_profile_gone(sender, instance, **kwargs):
    """Where somebody was mentioned, their name is said no more."""
    forgetting.unmention(instance.slug)


@receiver(user_logged_out, dispatch_uid="rooms.signed_out")
def on_signed_out(sender, user, **kwargs):
    """Somebody signed out: sockets of that session end."""
    if user is not None:
        telling.tell_person(user.pk)


@receiver(published, sender=Network, dispatch_uid="rooms.network_published")
def on_network_published(sender, instance, **kwargs):
    """A network is there for its members: it has a room."""
    keeping.ensure_room_of(network=instance)


@receiver((post_save, post_delete), sender=Room, dispatch_uid="rooms.room_changed")
def on_room_changed(sender, instance, update_fields=None, **kwargs):
    """A room was made, named anew, or opened for others: menus and networks' pages say so. What each message counts does not."""
    if not update_fields or not _COUNTED.issuperset(update_fields):
        bump_content_version()


def on_written(model, keys) -> None:
    """Rows were written in bulk."""
    if model is Membership:
        for person in Membership.objects.filter(pk__in=keys).values_list("person", flat=True).distinct():
            if person:
                telling.tell_person(person)


changes.listen(on_written)
