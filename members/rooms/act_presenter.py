"""What a reader may do with each message, and what it said before."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from alliance.core.audience import is_member
from alliance.core.models import site_language
from alliance.core.zones import moment_in, zone_of
from members.rooms import rules
from members.rooms.frames import files_of
from members.rooms.models import Message, Room


@dataclass(frozen=True)
class Rights:
    """What somebody may do in a room, asked once for all messages on a page."""

    room: Room
    moderates: bool
    reacts: bool

    @classmethod
    def of(cls, user, room: Room) -> Self:
        """Ask the rules. ``room`` was read with its network."""
        if not is_member(user):
            return cls(room, moderates=False, reacts=False)
        return cls(room, moderates=rules.can_moderate(user, room), reacts=rules.can_react(user, room))


def shows_words(message: Message, user, rights: Rights | None) -> bool:
    """Whether the reader's page shows what the message says; of hidden ones to their author and to moderators."""
    if not message.is_gone:
        return True
    return message.deleted_at is None and (message.author_id == user.pk or bool(rights and rights.moderates))


def shown_files(message: Message, user, rights: Rights | None) -> list[dict]:
    """Return what was sent with the message, with addresses in the active language, to whoever is shown its words."""
    if not shows_words(message, user, rights):
        return []
    return [{**file, "url": f"/{site_language()}{file['url']}"} for file in files_of(message)]


def acts_of(message: Message, user, rights: Rights) -> dict:
    """Return what the reader may do with a message, and where; empty for those who may do nothing."""
    message.room = rights.room
    known = {"moderates": rights.moderates}
    may = {
        "react": rights.reacts and not message.is_gone,
        "edit": rules.can_edit(user, message) and not rights.room.is_archived,
        "delete": rules.can_delete(user, message) and not rights.room.is_archived,
        "pin": rules.can_pin(user, message, **known),
        "answer": rules.can_mark_answer(user, message, **known),
        "history": (message.edited_at is not None or message.is_gone) and rules.can_see_history(user, message, **known),
        "report": rules.can_report(user, message),
        "hide": rules.can_hide(user, message, **known),
        "restore": rules.can_restore(user, message, **known),
        "mute": rights.moderates and message.author_id != user.pk,
    }
    base = f"{rights.room.get_absolute_url()}{message.seq}/"
    return {act: f"{base}{act}/" for act, may_do in may.items() if may_do}


def versions_of(message: Message, *, user) -> list[dict]:
    """Return what the message said, the newest first: until when, who changed it, and the words. What it says now leads."""
    zone = zone_of(user)
    kept = list(message.revisions.select_related("by"))
    found = [
        {
            "until": moment_in(zone, row.at)[0],
            "by": (row.by.shown_name if row.by else "") or _("Former member"),
            "body": row.body,
        }
        for row in reversed(kept)
    ]
    now = [{"until": None, "by": "", "body": message.body}] if message.body else []
    return now + found
