"""The tables of rooms."""

from .files import MessageFile
from .mention import Mention
from .message import Message, MessageRevision, Reaction
from .moderation import GuidelinesAcceptance, Report
from .room import Mute, Reading, Room
from .votes import Action, Ballot, Dots, Vote, VoteOption

__all__ = [
    "Action",
    "Ballot",
    "Dots",
    "GuidelinesAcceptance",
    "Mention",
    "Message",
    "MessageFile",
    "MessageRevision",
    "Mute",
    "Reaction",
    "Reading",
    "Report",
    "Room",
    "Vote",
    "VoteOption",
]
