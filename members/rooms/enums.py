"""The choices of rooms and messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Posting(models.TextChoices):
    """Who may write in a room, of those who belong there."""

    OPEN = "open", _("Everybody who belongs to it")
    ANNOUNCEMENTS = "announcements", _("Coordinators only: announcements")


class Mark(models.TextChoices):
    """What somebody can put under a message in one press. Few, and none of them is against anybody."""

    USEFUL = "useful", _("Useful to me")
    AGREE = "agree", _("I agree")
    THANKS = "thanks", _("Thank you")
    QUESTION = "question", _("I have a question")


class Can(models.TextChoices):
    """What a reader may do in a room, as the socket's greeting tells it."""

    POST = "post", _("Write")
    REACT = "react", _("React")
    MODERATE = "moderate", _("Moderate")
