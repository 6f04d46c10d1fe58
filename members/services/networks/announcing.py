"""What coordinators tell everybody in a network."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.core import audit, outbox
from alliance.core.models import User
from members.enums import MembershipState
from members.models import Announcement, AnnouncementReading, Membership, Network

from .holding import NotAllowed, has_moved, hold, must_manage, tell

KIND = "network.announce"


@transaction.atomic
def announce(*, network: Network, by: User, token: UUID, title: str, body: str, language: str) -> Announcement:
    """Members read it on the network's page, and the worker mails each of them once.

    ``token`` names the attempt: the same form sent twice is one announcement. Raises NotAllowed where the token is another
    network's.
    """
    network = hold(network)
    must_manage(by, network)
    if sent := Announcement.objects.filter(token=token).first():
        if sent.network_id != network.pk:
            raise NotAllowed
        return sent
    announcement = Announcement.objects.create(
        network=network, author=by, token=token, title=title, body=body, language=language
    )
    outbox.enqueue(KIND, {"announcement": announcement.pk}, key=str(announcement.pk))
    audit.record("network.announced", actor=by, subject=network, announcement=announcement.pk)
    has_moved(network, shown=False)
    return announcement


@transaction.atomic
def deliver(pk: int) -> int:
    """Every member of the network has a notice, and a mail that waits in the outbox; returns how many. A repeat tells nobody."""
    found = Announcement.objects.select_for_update(of=("self",)).filter(pk=pk, told_at=None)
    announcement = found.select_related("network", "author").first()
    if announcement is None:
        return 0
    members = Membership.objects.filter(network=announcement.network, state=MembershipState.ACTIVE)
    people = list(User.objects.filter(pk__in=members.values("person"), is_active=True).order_by("pk"))
    tell(
        "network_announcement",
        announcement.network,
        people,
        path=f"/networks/{announcement.network.slug}/announcements/{announcement.pk}/",
        title=announcement.title,
        body=announcement.body,
        author=announcement.author.shown_name if announcement.author else "",
    )
    Announcement.objects.filter(pk=pk).update(told_at=timezone.now())
    return len(people)


def note_reading(*, announcement: Announcement, person: User) -> None:
    """The person has opened it; only members count, and each once."""
    members = Membership.objects.filter(network=announcement.network_id, state=MembershipState.ACTIVE)
    if not members.filter(person=person).exists():
        return
    if AnnouncementReading.objects.filter(announcement=announcement, person=person).exists():
        return
    try:
        with transaction.atomic():
            AnnouncementReading.objects.create(announcement=announcement, person=person)
    except IntegrityError:  # opened in two windows at once
        pass
