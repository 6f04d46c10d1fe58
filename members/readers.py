"""What one reader may see of one person: the same rule as `members.querysets`, for a row that is there already.

A page asks once who reads and then a question a part, which costs no query. The readers of "see it as" are people who do not
exist: a stranger, a member without networks, somebody who belongs to all of the person's networks, somebody of the staff.
"""

from dataclasses import dataclass
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alliance.core.audience import Audience, is_member, open_to
from alliance.core.models import User
from members.models import Profile

NOBODY = 0
"""The key of people who do not exist."""


@dataclass(frozen=True)
class Reader:
    """Somebody who looks at one person's profile. ``user`` is asked for where querysets decide."""

    user: User | AnonymousUser
    open_audiences: frozenset[str]
    is_self: bool = False

    @classmethod
    def of(cls, user, profile: Profile) -> Self:
        """Return ``user`` as a reader of ``profile``. No query where it was read `with_ties_to` that user, else one."""
        is_self = is_member(user) and user.pk == profile.person_id
        audiences = set(open_to(user))
        ties = getattr(profile, "shares_network", None)
        if ties is None:
            ties = (
                Profile.objects.filter(pk=profile.pk).with_ties_to(user).values_list("shares_network", flat=True).get()
            )
        if ties:
            audiences.add(Audience.NETWORKS)
        return cls(user, frozenset(audiences), is_self)

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
    return Reader.of(user, profile).sees_part(profile, part)
