"""What follows when a page of the site is published, and when somebody gets an account."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.signals import page_published
from wagtail.users.models import UserProfile

from alliance.core.models import User
from alliance.site.calendar import note_calendar
from alliance.site.models import MissedAddress
from alliance.site.pages import EventPage
from alliance.site.wayfinding import misses  # noqa: F401 - it writes down what it counted when a request has ended


@receiver(page_published, sender=EventPage, dispatch_uid="site.note_calendar")
def on_event_published(sender, instance, **kwargs):
    """Calendars that hold the event learn of its changes."""
    note_calendar(instance)


@receiver(post_save, sender=Redirect, dispatch_uid="site.address_leads_somewhere")
def on_redirect_saved(sender, instance, raw=False, **kwargs):
    """An address that has a redirect is not among those that lead nowhere."""
    if not raw:
        MissedAddress.objects.filter(path=instance.old_path).delete()


ADMIN_LANGUAGES = {"pt": "pt-br"}


@receiver(post_save, sender=User, dispatch_uid="site.admin_in_their_language")
def on_person_added(sender, instance, created, raw=False, **kwargs):
    """The admin speaks somebody's language and means the hours of their place, from the first day.

    Wagtail would take the server's zone: who schedules for 09:00 in Santiago would publish at 09:00 in UTC.
    """
    if created and not raw:
        UserProfile.objects.get_or_create(
            user=instance,
            defaults={
                "preferred_language": ADMIN_LANGUAGES.get(instance.language, instance.language),
                "current_time_zone": instance.time_zone,
            },
        )
