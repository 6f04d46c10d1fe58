"""What rooms hold of a person: told, handed out, and forgotten."""

from django.utils.translation import gettext_lazy as _

from alliance.core.personal_data import holds
from members.rooms.models import GuidelinesAcceptance, Message, MessageFile, Mute, Reaction, Reading, Report
from members.rooms.services.forgetting import forget


def _messages(person) -> list[dict]:
    rows = Message.objects.filter(author=person.pk).select_related("room", "reply_to").prefetch_related("revisions")
    return [
        {
            "room": row.room.slug,
            "number": row.seq,
            "answers": row.reply_to.seq if row.reply_to else None,
            "sent": row.at,
            "edited": row.edited_at,
            "taken_back": row.deleted_at,
            "hidden": row.hidden_at,
            "language": row.language,
            "text": row.body,
            "said_before": [{"text": kept.body, "until": kept.at} for kept in row.revisions.all()],
        }
        for row in rows.order_by("at", "pk")
    ]


def _files(person) -> list:
    rows = MessageFile.objects.filter(added_by=person.pk).order_by("pk")
    return [(f"{row.pk}-{row.name}", row.file) for row in rows if row.file.storage.exists(row.file.name)]


def _traces(person) -> dict:
    of_person = {"person": person.pk}
    reports = Report.objects.filter(reporter=person.pk).order_by("pk")
    return {
        "marks": list(
            Reaction.objects.filter(**of_person)
            .order_by("pk")
            .values("message__room__slug", "message__seq", "mark", "at")
        ),
        "read_up_to": list(Reading.objects.filter(**of_person).order_by("pk").values("room__slug", "seq", "read_at")),
        "mutes": list(Mute.objects.filter(**of_person).order_by("pk").values("room__slug", "since", "until", "reason")),
        "guidelines": list(GuidelinesAcceptance.objects.filter(**of_person).order_by("pk").values("version", "at")),
        "reports": list(reports.values("message__room__slug", "message__seq", "reason", "words", "at")),
    }


def register() -> None:
    """The platform knows what rooms hold."""
    holds("room_messages", title=_("Messages in rooms"), export=_messages, forget=forget, files=_files,
          stays=_("What you wrote stays, as of a former member. Mentions lose your name."))  # fmt: skip
    holds("room_traces", title=_("Marks, readings and reports in rooms"), export=_traces,
          stays=_("Marks under messages still count, without your name. How far you read is forgotten."))  # fmt: skip
