"""Why an act in a room is refused: each with its code of the socket, and words for whoever tried."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.rooms.models.message import LONGEST


class Refused(Exception):
    """The act cannot be done. ``code`` is one of the socket's error codes; the text is in the active language."""

    code = "bad_message"
    url = ""
    """Where what is missing can be done, if anywhere."""

    def __str__(self) -> str:
        return _("This could not be understood. Load the page anew and try again.")


class Empty(Refused):
    """There is nothing in it to read."""

    def __str__(self) -> str:
        return _("Write something first.")


class TooLong(Refused):
    """More than `LONGEST` characters."""

    code = "too_long"

    def __init__(self, length: int):
        super().__init__(length)
        self.length = length

    def __str__(self) -> str:
        return _("The message has %(length)s characters, %(most)s fit. Send it in two parts.") % {
            "length": self.length,
            "most": LONGEST,
        }


class TooFast(Refused):
    """The next message fits in ``seconds``."""

    code = "too_fast"

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return ngettext(
            "Wait %(seconds)s second before the next message.",
            "Wait %(seconds)s seconds before the next message.",
            self.seconds,
        ) % {"seconds": self.seconds}


class NotAllowed(Refused):
    """Whoever tried has no right to."""

    code = "not_allowed"

    def __str__(self) -> str:
        return _("You may not do this in this room.")


class NotFound(Refused):
    """No such message in this room."""

    code = "not_found"

    def __str__(self) -> str:
        return _("There is no such message in this room.")


class Closed(Refused):
    """The room is archived."""

    code = "closed"

    def __str__(self) -> str:
        return _("The room is closed: it can be read, and nobody writes here any more.")


class Muted(NotAllowed):
    """A moderator keeps whoever tried from writing for a time."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until

    def __str__(self) -> str:
        return _("A moderator has asked you to pause here until %(moment)s UTC. You can go on reading.") % {
            "moment": self.until.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        }


class GuidelinesFirst(NotAllowed):
    """Whoever tried has not accepted the guidelines yet."""

    def __init__(self, url: str):
        super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        return _("Before your first message, read and accept the guidelines of the rooms: %(url)s") % {"url": self.url}


class WrongFile(Refused):
    """A file that is not taken; the words say why."""

    code = "wrong_file"

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return self.words


class FileGone(Refused):
    """What was uploaded before is not there any more: it waited too long, or was sent already."""

    code = "not_found"

    def __str__(self) -> str:
        return _("A file is not there any more. Choose it again.")


class TooManyFiles(Refused):
    """More files than one message takes."""

    code = "too_long"

    def __init__(self, most: int):
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return _("A message takes at most %(most)s files.") % {"most": self.most}
