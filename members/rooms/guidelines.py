"""How people talk in rooms. Accepted once before the first message; another version is accepted anew."""

from django.utils.translation import gettext as _

VERSION = 1
"""Grows when a change of the words below changes what is asked of people."""


def sections() -> list[dict]:
    """Return the guidelines in the active language, as titles with texts."""
    return [
        {
            "title": _("Speak as a colleague"),
            "text": _(
                "Everybody here works for education, in other countries and other languages than yours. Write so that "
                "somebody who reads you through a translation understands what you mean. Criticise ideas, never people."
            ),
        },
        {
            "title": _("Write in your language"),
            "text": _("Spanish, English, Portuguese and French are equal here. Nobody has to excuse their mistakes."),
        },
        {
            "title": _("Say where it comes from"),
            "text": _(
                "Give the source of figures and of texts that are not yours. What you write for your ministry, say so; what "
                "is your own opinion, too."
            ),
        },
        {
            "title": _("Protect people"),
            "text": _(
                "No names, pictures or data of pupils, teachers or families without their consent. What is said in a room "
                "that is not public stays there."
            ),
        },
        {
            "title": _("When something goes wrong"),
            "text": _(
                "Report the message: the author does not learn by whom. Moderators may hide messages, and ask somebody to "
                "pause. Nothing is removed silently: a hidden message leaves its place, and its author is told."
            ),
        },
    ]
