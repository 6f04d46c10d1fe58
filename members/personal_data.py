"""What this app holds of a person: told, handed out, and forgotten."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.core.models import AuditEntry, Draft, Notice
from alliance.core.personal_data import CannotForgetError, holds
from members.enums import MembershipRole, MembershipState
from members.models import Invitation, JoinRequest, Membership, Message, Profile
from members.roles import held_by


def _account(person) -> dict:
    return {
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language": person.language,
        "time_zone": person.time_zone,
        "country": person.country and person.country.code,
        "organisation": person.institution and person.institution.name,
        "member_since": person.joined_at,
        "last_sign_in": person.last_login,
        "roles": [{"role": held.role, "why": held.why, "since": held.since} for held in held_by(person)],
    }


def _profile(person) -> dict:
    profile = Profile.objects.filter(person=person).prefetch_related("languages__term", "links", "topics").first()
    if profile is None:
        return {}
    plain = (field for field in profile._meta.concrete_fields if field.name not in ("id", "person"))
    return {
        **{
            field.name: str(value) if (value := getattr(profile, field.attname)) is not None else None
            for field in plain
        },
        "topics": [term.code for term in profile.topics.all()],
        "languages": [{"language": row.term.code, "level": row.level} for row in profile.languages.all()],
        "biographies": list(profile.biographies.values("language", "text")),
        "links": list(profile.links.values("label", "url")),
    }


def _photo(person) -> list:
    profile = Profile.objects.filter(person=person).exclude(photo="").first()
    return [(profile.photo.name.rpartition("/")[2], profile.photo)] if profile else []


def _forget_profile(person) -> None:
    profile = Profile.objects.filter(person=person).first()
    if profile is None:
        return
    storage, photo = profile.photo.storage, profile.photo.name
    profile.delete()
    if photo:
        transaction.on_commit(lambda: storage.delete(photo))


def _memberships(person) -> list[dict]:
    rows = Membership.objects.filter(person=person).select_related("network").order_by("pk")
    return [
        {
            "network": row.network.slug,
            "role": row.role,
            "state": row.state,
            "answers": row.answers,
            "message": row.message,
            "since": row.since,
            "until": row.until,
        }
        for row in rows
    ]


def _leave_networks(person) -> None:
    for row in Membership.objects.active().filter(person=person, role=MembershipRole.COORDINATOR):
        others = Membership.objects.active().filter(network=row.network, role=MembershipRole.COORDINATOR)
        if not others.exclude(pk=row.pk).exists():
            raise CannotForgetError(
                _("You are the only coordinator of “%(network)s”. Pass it on first, or archive it.")
                % {"network": row.network}
            )
    rows = Membership.objects.filter(person=person)
    rows.active().update(state=MembershipState.LEFT, until=timezone.now())
    rows.update(answers=[], message="")
    rows.filter(state__in=[MembershipState.REQUESTED, MembershipState.INVITED]).delete()


def _holdings(person) -> list[dict]:
    return [
        {"seat": row.seat.code, "part": row.part, "since": row.since, "until": row.until}
        for row in person.holdings.select_related("seat__country").order_by("since")
    ]


def _leave_seats(person) -> None:
    if person.holdings.filter(until=None).exists():
        raise CannotForgetError(_("You hold your country's seat. Hand it over first."))


def _forget_roles(person) -> None:
    person.grants.filter(ended_at=None).update(ended_at=timezone.now())


def _joining(person) -> dict:
    return {
        "invitations_sent": list(person.invitations.values("email", "created_at", "accepted_at", "note")),
        "requests": list(JoinRequest.objects.filter(email=person.email).values("reason", "created_at", "state")),
    }


def _forget_joining(person) -> None:
    JoinRequest.objects.filter(email=person.email).delete()
    Invitation.objects.filter(email=person.email).delete()


def _messages(person) -> list[dict]:
    rows = Message.objects.filter(Q(sender=person) | Q(recipient=person)).select_related("sender", "recipient")
    return [
        {"from": row.sender.shown_name, "to": row.recipient.shown_name, "text": row.text, "sent": row.sent_at}
        for row in rows.order_by("sent_at")
    ]


def _forget_messages(person) -> None:
    Message.objects.filter(sender=person).update(text="")


def _drafts(person) -> list[dict]:
    return list(Draft.objects.filter(person=person).exclude(data={}).values("form", "about", "data", "saved_at"))


def _notices(person) -> list[dict]:
    return list(Notice.objects.filter(person=person).values("kind", "context", "created_at", "read_at"))


def _log(person) -> list[dict]:
    return list(AuditEntry.objects.filter(actor=person).order_by("at").values("at", "verb"))


def register() -> None:
    """The platform knows what this app holds. Blockers come first, so that a refusal costs nothing."""
    holds("seats", title=gettext_lazy("Seats that you hold or held"), export=_holdings, forget=_leave_seats,
          stays=gettext_lazy("The country's history says that somebody held the seat, without your name."))  # fmt: skip
    holds("networks", title=gettext_lazy("Networks"), export=_memberships, forget=_leave_networks,
          stays=gettext_lazy("The number of members that a network had stays true, without your name."))  # fmt: skip
    holds("account", title=gettext_lazy("Account and roles"), export=_account, forget=_forget_roles)
    holds("profile", title=gettext_lazy("Profile"), export=_profile, forget=_forget_profile, files=_photo)
    holds("joining", title=gettext_lazy("Invitations and requests"), export=_joining, forget=_forget_joining)
    holds("messages", title=gettext_lazy("Messages"), export=_messages, forget=_forget_messages,
          stays=gettext_lazy("Who received your messages sees that there was one, without its text."))  # fmt: skip
    holds("drafts", title=gettext_lazy("What you typed and did not send"), export=_drafts,
          forget=lambda person: Draft.objects.filter(person=person).delete())  # fmt: skip
    holds("notices", title=gettext_lazy("Notices"), export=_notices,
          forget=lambda person: Notice.objects.filter(person=person).delete())  # fmt: skip
    holds("log", title=gettext_lazy("What you did, as the log has it"), export=_log,
          stays=gettext_lazy("Who changed rights and data must stay traceable: by number, without your name."))  # fmt: skip
