"""The models of people, seats and networks."""

from .joining import Invitation, JoinRequest, RoleGrant
from .message import Message
from .network import (
    Membership,
    Network,
    NetworkLink,
    NetworkQuestion,
    NetworkSource,
    NetworkText,
    networks_within,
)
from .profile import GUARDED, REMIND_AFTER, STALE_AFTER, Biography, Profile, ProfileLink, SpokenLanguage
from .seat import Seat, SeatHolding
from .shelf import Announcement, AnnouncementReading, NetworkFile, ShelfItem

from members.pages import NetworkIndexPage, PeopleIndexPage

__all__ = [
    "GUARDED",
    "REMIND_AFTER",
    "STALE_AFTER",
    "Announcement",
    "AnnouncementReading",
    "Biography",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Message",
    "Network",
    "NetworkFile",
    "NetworkIndexPage",
    "NetworkLink",
    "NetworkQuestion",
    "NetworkSource",
    "NetworkText",
    "PeopleIndexPage",
    "Profile",
    "ProfileLink",
    "RoleGrant",
    "Seat",
    "SeatHolding",
    "ShelfItem",
    "SpokenLanguage",
    "networks_within",
]
