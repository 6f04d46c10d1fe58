"""Writing to a network without anybody's address."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alliance.core import audit, mail
from alliance.core.models import AuditEntry, User
from members.models import Network

from .holding import deciders_of, name_of, tell

MOST_A_DAY = 10
VERB = "network.written_to"


class TooMany(Exception):
    """Enough messages for one day."""


@transaction.atomic
def write(*, network: Network, by: User, message: str, may_answer: bool = False) -> None:
    """The message waits for the network's address, or for its coordinators where it has none. Raises TooMany."""
    User.objects.select_for_update().get(pk=by.pk)
    since = timezone.now() - timedelta(days=1)
    if AuditEntry.objects.filter(verb=VERB, actor=by, at__gte=since).count() >= MOST_A_DAY:
        raise TooMany
    said = {"person": by.shown_name, "message": message}
    reply_to = by.email if may_answer else ""
    profile = getattr(by, "profile", None)
    path = f"/people/{profile.slug}/" if profile else f"/networks/{network.slug}/"
    if network.contact_email:
        language = network.original_text.language if network.original_text else by.language
        mail.send_later(
            "network_contact",
            to=network.contact_email,
            language=language,
            context={**said, "network": name_of(network, language), "name": name_of(network, language)},
            reply_to=reply_to,
            path=f"/{language}{path}",
        )
    else:
        tell("network_contact", network, deciders_of(network), path=path, reply_to=reply_to, **said)
    audit.record(VERB, actor=by, subject=network)
