"""What one reader may see of one person: the same rule as `members.querysets`, for a row that is there already.

A page asks once who reads and then a question a part, which costs no query. The readers of "see it as" are people who do not
exist: a stranger, a member without networks, somebody who belongs to all of the person's networks, somebody of the staff.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alliance.core.audience import Audience, is_member, is_staff, open_to
from alliance.core.models import User
from members.enums import MembershipState
from members.models import Membership, Profile
from members.querysets import networks_of

NOBODY = 0
"""The key of people who do not exist."""


@dataclass(frozen=True)
class Reader:
    """Somebody who looks at one person's profile. ``user`` is asked for where querysets decide."""

    user: User | AnonymousUser
    open_audiences: frozenset[str]
    is_self: bool = False

    @classmethod
    def of(cls, user, person: User) -> Self:
        """Return ``user`` as a reader of ``person``. One query at most."""
        return cls.of_many(user, [person.pk])[person.pk]

    @classmethod
    def of_many(cls, user, people: Iterable[int]) -> dict[int, Self]:
        """Return ``user`` as a reader of each of the people with these keys. One query at most, whatever their number."""
        keys, plain, shared = list(people), frozenset(open_to(user)), set()
        if is_member(user) and not is_staff(user):
            rows = Membership.objects.filter(
                person__in=keys, state=MembershipState.ACTIVE, network__in=networks_of(user)
            )
            shared = set(rows.values_list("person", flat=True))
        own = user.pk if is_member(user) else None
        return {key: cls(user, plain | {Audience.NETWORKS} if key in shared else plain, key == own) for key in keys}

    @classmethod
    def standing_in(cls, audience: Audience) -> Self:
        """Return a reader who does not exist and sees what is open to ``audience``."""
        now = timezone.now()
        users = {
            Audience.PUBLIC: AnonymousUser(),
            Audience.STAFF: User(pk=NOBODY, is_staff=True, joined_at=now),
        }
        user = users.get(audience) or User(pk=NOBODY, joined_at=now)
        extra = {audience} if audience == Audience.NETWORKS else set()
        return cls(user, frozenset(open_to(user)) | extra)

    def sees(self, audience: str) -> bool:
        """Whether what has this audience is shown."""
        return self.is_self or audience in self.open_audiences

    def opens(self, profile: Profile) -> bool:
        """Whether the profile opens at all."""
        person = profile.person
        return person.is_active and person.joined_at is not None and self.sees(profile.audience)

    def sees_part(self, profile: Profile, part: str) -> bool:
        """Whether a part (a key of `GUARDED`) of a profile that opens is shown."""
        return self.sees(getattr(profile, f"{part}_audience"))


def part_visible(user, profile: Profile, part: str) -> bool:
    """Whether ``user`` may see this part of the profile; agrees with `ProfileQuerySet.showing`."""
    return Reader.of(user, profile.person).sees_part(profile, part)
