"""What follows when a page of the site is published."""

from django.dispatch import receiver
from wagtail.signals import page_published

from alliance.site.calendar import note_calendar
from alliance.site.pages import EventPage


@receiver(page_published, sender=EventPage, dispatch_uid="site.note_calendar")
def on_event_published(sender, instance, **kwargs):
    """Calendars that hold the event learn of its changes."""
    note_calendar(instance)
