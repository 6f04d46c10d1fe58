"""Rooms have a column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from members.rooms.models import Room


@register(Room)
class RoomTranslation(TranslationOptions):
    """A room is named in the reader's language."""

    fields = ("title", "description")
