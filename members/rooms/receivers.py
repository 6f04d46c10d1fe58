"""What changes somebody's access to rooms is told to every process; a network has a room from the day it is published."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published

from alliance.core import changes
from alliance.core.cache import bump_content_version
from alliance.core.models import User
from members.models import Membership, Network, Profile, RoleGrant, SeatHolding
from members.rooms.access import digest_of
from members.rooms.models import Mute, Room
from members.rooms.services import forgetting, keeping, telling

COUNTS = {"last_seq", "last_change", "last_at"}
"""What each message writes on its room."""


@receiver((post_save, post_delete), sender=Membership, dispatch_uid="rooms.membership_changed")
@receiver((post_save, post_delete), sender=Mute, dispatch_uid="rooms.mute_changed")
@receiver((post_save, post_delete), sender=RoleGrant, dispatch_uid="rooms.grant_changed")
@receiver((post_save, post_delete), sender=SeatHolding, dispatch_uid="rooms.holding_changed")
def on_ties_changed(sender, instance, **kwargs):
    """Somebody came into a network or left it, was muted, or has a duty for which a second factor is needed."""
    if instance.person_id:
        telling.tell_person(instance.person_id)


@receiver((post_save, post_delete), sender=User, dispatch_uid="rooms.person_changed")
def on_person_changed(sender, instance, created=False, update_fields=None, **kwargs):
    """An account was deactivated or deleted, has a new password or became another; what each sign-in writes is none of that."""
    if not created and update_fields != frozenset({"last_login"}):
        telling.tell_person(instance.pk)


@receiver(post_delete, sender=Authenticator, dispatch_uid="rooms.second_factor_removed")
def on_second_factor_removed(sender, instance, **kwargs):
    """Somebody has one second factor less."""
    telling.tell_person(instance.user_id)


@receiver(post_delete, sender=Session, dispatch_uid="rooms.session_ended")
def on_session_ended(sender, instance, **kwargs):
    """Somebody signed out, was signed out from afar, or got another session with a new password: the sockets of the old one end.

    The row tells it rather than `user_logged_out`, which comes before the session is gone: a socket that is opened between the
    two would stay. What has expired by itself was looked at then.
    """
    if instance.expire_date > timezone.now() and (person := instance.get_decoded().get(SESSION_KEY)):
        telling.tell_session_ended(int(person), digest_of(instance.session_key))


@receiver(published, sender=Network, dispatch_uid="rooms.network_published")
def on_network_published(sender, instance, **kwargs):
    """A network is there for its members: it has a room."""
    keeping.ensure_room_of(network=instance)


@receiver(post_save, sender=Network, dispatch_uid="rooms.network_changed")
def on_network_saved(sender, instance, created, **kwargs):
    """A network was published, withdrawn, archived or became another."""
    if not created:
        _tell_rooms_of([instance.pk])


@receiver((post_save, post_delete), sender=Room, dispatch_uid="rooms.room_changed")
def on_room_saved(sender, instance, update_fields=None, **kwargs):
    """A room was made or named anew, or others may read or write in it: menus and networks' pages say so. Its counts do not."""
    if not update_fields or not COUNTS.issuperset(update_fields):
        bump_content_version()
        telling.tell_room(instance.pk)


@receiver(post_delete, sender=Profile, dispatch_uid="rooms.profile_gone")
def on_profile_gone(sender, instance, **kwargs):
    """Where somebody was mentioned, their name is said no more."""
    forgetting.unmention(instance.slug)


def on_written(model, keys) -> None:
    """Rows were written in bulk."""
    if model is Membership:
        for person in Membership.objects.filter(pk__in=keys).values_list("person", flat=True).distinct():
            if person:
                telling.tell_person(person)
    elif model is Network:
        _tell_rooms_of(keys)
    elif model is User:
        for person in keys:
            telling.tell_person(person)
    elif model is Room:
        for room in keys:
            telling.tell_room(room)


def _tell_rooms_of(networks: list[int]) -> None:
    for room in Room.objects.filter(network__in=networks).values_list("pk", flat=True):
        telling.tell_room(room)


changes.listen(on_written)
