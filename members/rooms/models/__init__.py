"""The tables of rooms."""

from .mention import Mention
from .message import Message, MessageRevision, Reaction
from .room import Mute, Reading, Room

__all__ = ["Mention", "Message", "MessageRevision", "Mute", "Reaction", "Reading", "Room"]
