"""The tables of rooms."""

from .files import MessageFile
from .message import Message, MessageRevision, Reaction
from .moderation import GuidelinesAcceptance, Report
from .room import Mute, Reading, Room

__all__ = [
    "GuidelinesAcceptance",
    "Message",
    "MessageFile",
    "MessageRevision",
    "Mute",
    "Reaction",
    "Reading",
    "Report",
    "Room",
]
