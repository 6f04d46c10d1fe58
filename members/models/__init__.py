"""The models of people, seats and networks."""

from .joining import Invitation, JoinRequest, RoleGrant
from .network import (
    Membership,
    Network,
    NetworkLink,
    NetworkQuestion,
    NetworkSource,
    NetworkText,
    networks_within,
)
from .profile import GUARDED, Biography, Profile, ProfileLink, SpokenLanguage
from .seat import Seat, SeatHolding
from .shelf import Announcement, AnnouncementReading, NetworkFile, ShelfItem

__all__ = [
    "GUARDED",
    "Announcement",
    "AnnouncementReading",
    "Biography",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Network",
    "NetworkFile",
    "NetworkLink",
    "NetworkQuestion",
    "NetworkSource",
    "NetworkText",
    "Profile",
    "ProfileLink",
    "RoleGrant",
    "Seat",
    "SeatHolding",
    "ShelfItem",
    "SpokenLanguage",
    "networks_within",
]
