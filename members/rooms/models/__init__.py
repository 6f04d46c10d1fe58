"""The tables of rooms."""

from .mention import Mention
from .message import Message, MessageRevision, Reaction
from .moderation import GuidelinesAcceptance, Report
from .room import Mute, Reading, Room

__all__ = [
    "GuidelinesAcceptance",
    "Mention",
    "Message",
    "MessageRevision",
    "Mute",
    "Reaction",
    "Reading",
    "Report",
    "Room",
]
