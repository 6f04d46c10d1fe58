"""The choices of rooms and messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class VoteState(models.TextChoices):
    """Where a vote stands."""

    DRAFT = "draft", _("In preparation")
    OPEN = "open", pgettext_lazy("vote", "Open")
    CLOSED = "closed", pgettext_lazy("vote", "Closed")


class Can(models.TextChoices):
    """What a reader may do in a room, as the socket's greeting tells it."""

    POST = "post", _("Write")
    REACT = "react", _("React")
    MODERATE = "moderate", _("Moderate")


class ReportReason(models.TextChoices):
    """Why somebody reports a message."""

    RUDE = "rude", _("It attacks or degrades somebody")
    PRIVATE = "private", _("It tells what is private, or data of people")
    SPAM = "spam", _("It is advertising, or has nothing to do with this room")
    OTHER = "other", _("Another reason")


class ReportOutcome(models.TextChoices):
    """What moderators decided about a reported message."""

    HIDDEN = "hidden", _("The message was hidden")
    LEFT = "left", _("The message stays")
    GONE = "gone", _("The author took it back first")


class MuteFor(models.IntegerChoices):
    """For how many hours somebody may be muted."""

    HOUR = 1, _("1 hour")
    DAY = 24, _("1 day")
    WEEK = 168, _("7 days")


class Slow(models.IntegerChoices):
    """Seconds between two messages of one person, as moderators choose them."""

    NONE = 0, _("No pause")
    HALF_MINUTE = 30, _("30 seconds")
    MINUTE = 60, _("1 minute")
    FIVE = 300, _("5 minutes")
    HOUR = 3600, _("1 hour")


class FileKind(models.TextChoices):
    """How a file stands in a message."""

    PICTURE = "picture", _("Picture")
    FILE = "file", _("File")
