"""The tables of rooms."""

from .message import Message, MessageRevision, Reaction
from .room import Mute, Reading, Room

__all__ = ["Message", "MessageRevision", "Mute", "Reaction", "Reading", "Room"]
