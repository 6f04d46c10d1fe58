"""Giving and taking roles, and the rights in the admin that follow from them."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from alliance.core import audit
from alliance.core.models import User
from members.enums import Role
from members.models import RoleGrant
from members.roles import GROUPS, held_by
from members.rules import STAFF_ROLES

NEVER_GRANTED = (Role.FOCAL_POINT, Role.COORDINATOR)


class NotGrantedError(ValueError):
    """This role comes with a seat or a network; nobody grants it."""


@transaction.atomic
def grant_role(*, person: User, role: Role, by: User | None, reason: str = "") -> RoleGrant:
    """``person`` holds ``role``, and has the rights that go with it; a repeat changes nothing.

    Raises `NotGrantedError` for the roles of seats and networks.
    """
    if role in NEVER_GRANTED:
        raise NotGrantedError(role)
    User.objects.select_for_update().get(pk=person.pk)
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=role, ended_at=None, defaults={"granted_by": by, "reason": reason}
    )
    if is_new:
        audit.record("role.granted", actor=by, subject=person, role=role)
    if role != Role.APPLICANT and person.joined_at is None:
        person.joined_at = timezone.now()
        person.save(update_fields=["joined_at"])
    sync_rights(person)
    return grant


@transaction.atomic
def end_role(*, person: User, role: Role, by: User | None) -> bool:
    """``person`` does not hold ``role`` by grant any more, and the rights that came with it alone are gone. False if not held."""
    User.objects.select_for_update().get(pk=person.pk)
    ended = RoleGrant.objects.filter(person=person, role=role, ended_at=None).update(ended_at=timezone.now())
    if ended:
        audit.record("role.ended", actor=by, subject=person, role=role)
    sync_rights(person)
    return bool(ended)


def sync_rights(person: User) -> None:
    """The groups of the admin and the mark of staff are those of the roles that ``person`` holds now.

    Groups that no role opens stay as an administrator has set them. To be called in the transaction that changes a role, a
    seat or a coordination.
    """
    roles = {held.role for held in held_by(person)}
    due = {name for role in roles for name in GROUPS.get(role, ())}
    ruled = {name for names in GROUPS.values() for name in names}
    person.groups.remove(*Group.objects.filter(name__in=ruled - due))
    person.groups.add(*Group.objects.filter(name__in=due))
    is_staff = bool(roles & set(STAFF_ROLES))
    if person.is_staff != is_staff and not person.is_superuser:
        person.is_staff = is_staff
        person.save(update_fields=["is_staff"])
