"""One's own data: handed out whole, and forgotten without a hole in what others count."""

import io
import json
import zipfile

import pytest
from django.contrib.auth import authenticate
from django.core.files.base import ContentFile

from alliance.core.models import AuditEntry, User
from alliance.core.personal_data import CannotForgetError, parts
from members.enums import MembershipState, Role
from members.models import Invitation, Membership, Profile
from members.services.joining import invite
from members.services.my_data import as_zip, forget
from members.services.roles import grant_role
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, StaffFactory, hold, join

pytestmark = pytest.mark.django_db


def test_the_file_holds_every_kind_of_data():
    person = MemberFactory(email="ana@ministry.example", profile__position="Directora")
    network = NetworkFactory()
    join(network, person)
    with zipfile.ZipFile(io.BytesIO(as_zip(person))) as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert set(found) == {f"{part.name}.json" for part in parts()}
    assert found["account.json"]["email"] == "ana@ministry.example"
    assert found["profile.json"]["position"] == "Directora"
    assert [row["network"] for row in found["networks.json"]] == [network.slug]
    assert AuditEntry.objects.get(verb="my_data.exported").actor == person


def test_nobody_else_is_in_it():
    other = MemberFactory(email="other@ministry.example", profile__position="Secreto")
    join(NetworkFactory(), other)
    content = io.BytesIO(as_zip(MemberFactory()))
    with zipfile.ZipFile(content) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "other@ministry.example" not in everything
    assert "Secreto" not in everything


def test_a_former_member_has_no_name_no_address_and_no_way_in():
    person = MemberFactory(email="ana@ministry.example", first_name="Ana", last_name="Paz")
    grant_role(person=person, role=Role.NEWSROOM, by=None)
    network = NetworkFactory()
    join(network, person)
    invitation = invite(by=StaffFactory(), email="new@ministry.example", language="es")
    Invitation.objects.filter(pk=invitation.pk).update(created_by=person)
    for _ in range(2):
        forget(person)
    former = User.objects.get(pk=person.pk)
    assert (former.first_name, former.last_name, former.email) == ("", "", f"{person.pk}@former.invalid")
    assert str(former) in ("Former member", "Exmiembro")
    assert not former.is_active
    assert not former.is_staff
    assert not Profile.objects.filter(person=person).exists()
    assert Membership.objects.get(person=person).state == MembershipState.LEFT
    assert authenticate(username="ana@ministry.example", password="password") is None
    assert AuditEntry.objects.filter(verb="my_data.forgotten").count() == 1
    assert "ana" not in str(list(AuditEntry.objects.values())).lower()


def test_the_photo_goes_once_it_is_settled_that_the_person_is_forgotten(django_capture_on_commit_callbacks):
    person = MemberFactory()
    person.profile.photo.save("x.webp", ContentFile(b"picture"), save=True)
    storage, name = person.profile.photo.storage, person.profile.photo.name
    with django_capture_on_commit_callbacks() as settled:
        forget(person)
        assert storage.exists(name)
    for each in settled:
        each()
    assert not storage.exists(name)


def test_who_holds_a_seat_hands_it_over_first():
    person = MemberFactory()
    hold(SeatFactory(), person)
    with pytest.raises(CannotForgetError):
        forget(person)
    assert User.objects.get(pk=person.pk).is_active
    assert Profile.objects.filter(person=person).exists()


def test_the_last_coordinator_passes_the_network_on_first():
    person, second = MemberFactory(), MemberFactory()
    network = NetworkFactory()
    join(network, person, role="coordinator")
    with pytest.raises(CannotForgetError):
        forget(person)
    join(network, second, role="coordinator")
    forget(person)
    assert Membership.objects.active().get(network=network).person == second


def test_the_log_is_never_changed():
    entry = AuditEntry.objects.create(verb="x")
    for act in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(verb="y")):
        with pytest.raises(TypeError):
            act()
