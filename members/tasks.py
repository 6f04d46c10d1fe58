"""What the worker does for members."""

from alliance.core import mail, outbox, schedule
from members.enums import InvitationState
from members.models import Invitation
from members.services import profile
from members.services.joining import MAIL, token_of
from members.services.networks import announcing, life
from members.services.networks.holding import name_of


@outbox.handler(MAIL)
def send_invitation(payload: dict, entry_id: int) -> None:
    """The invitation is at the mail server; one that was withdrawn or accepted meanwhile is not sent.

    The link is made here, so that it stands in the mail alone and not in the outbox.
    """
    found = Invitation.objects.select_related("created_by", "country", "seat__country", "network").filter(
        pk=payload["invitation"]
    )
    invitation = found.first()
    if invitation is None or invitation.state != InvitationState.WAITING:
        return
    inviter = invitation.created_by
    mail.send(
        {
            "kind": "invitation",
            "to": invitation.email,
            "language": invitation.language,
            "context": {
                "inviter": inviter.get_full_name() if inviter else "",
                "country": invitation.country,
                "seat": invitation.seat,
                "network": name_of(invitation.network, invitation.language) if invitation.network else "",
                "note": invitation.note,
                "until": invitation.expires_at,
            },
            "reply_to": "",
            "path": f"/{invitation.language}/join/{token_of(invitation)}/",
        },
        entry_id,
    )


@outbox.handler(announcing.KIND)
def tell_members(payload: dict, entry_id: int) -> None:
    """Each member of a network has its announcement, once."""
    announcing.deliver(payload["announcement"])


@schedule.every("ask_quiet_networks", days=1)
def ask_quiet_networks() -> None:
    """Coordinators of networks that have gone quiet are asked how these go on."""
    life.ask_quiet_networks()


@schedule.every("members.ask_the_stale", days=1)
def ask_the_stale() -> None:
    """Who has not confirmed their profile for a year is asked by mail."""
    profile.ask_the_stale()
