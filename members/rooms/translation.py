"""Rooms have a column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from members.rooms.models import Room, Vote, VoteOption


@register(Room)
class RoomTranslation(TranslationOptions):
    """A room is named in the reader's language."""

    fields = ("title", "description")


@register(Vote)
class VoteTranslation(TranslationOptions):
    """A question is asked in the reader's language."""

    fields = ("title",)


@register(VoteOption)
class VoteOptionTranslation(TranslationOptions):
    """An option is read in the reader's language."""

    fields = ("text",)
