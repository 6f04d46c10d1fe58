"""The demo's people: each with the roles that their account is known for."""

import pytest
from django.core.management import call_command

from alliance.core.audience import is_member
from alliance.core.demo_accounts import ACCOUNTS, PASSWORD
from alliance.core.models import User
from alliance.site.demo_people import make_demo_people
from members.enums import MembershipRole, MembershipState
from members.models import Network, Profile, SeatHolding
from members.roles import held_by
from tests.content import real_content  # noqa: F401 - pytest finds the fixture in this namespace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_content")]


def test_every_account_is_there_once_with_its_role(capsys):
    User.objects.filter(email__endswith="@demo.example").delete()
    call_command("demo_people")
    assert make_demo_people() == 0
    roles = {
        user.email.partition("@")[0]: [held.role.value for held in held_by(user)]
        for user in User.objects.filter(email__endswith="@demo.example")
    }
    assert roles == {
        "admin": ["staff"],
        "editor": ["staff", "newsroom"],
        "calls": ["call_manager"],
        "focal.ec": ["focal_point"],
        "deputy.ec": ["focal_point"],
        "focal.cl": ["focal_point"],
        "focal.br": ["focal_point"],
        "analyst.bo": ["ministry_member"],
        "coordinator": ["coordinator", "partner"],
        "reviewer.cr": ["reviewer"],
        "reviewer.uy": ["reviewer"],
        "facilitator": ["facilitator"],
        "learner.ht": ["ministry_member"],
        "applicant.pe": ["applicant"],
    }
    assert {account.name for account in ACCOUNTS} == set(roles)
    assert all(user.check_password(PASSWORD) for user in User.objects.filter(email__endswith="@demo.example"))
    members = {user.email for user in User.objects.all() if is_member(user)}
    assert len(members) == 13
    assert Profile.objects.count() == 13
    assert sorted(SeatHolding.objects.current().values_list("seat__country__code", "part")) == [
        ("BR", "holder"), ("CL", "holder"), ("EC", "deputy"), ("EC", "holder"),
    ]  # fmt: skip
    network = Network.objects.get(slug="ia-en-educacion")
    rows = network.memberships
    assert rows.filter(state=MembershipState.ACTIVE).count() == 5
    assert rows.get(role=MembershipRole.COORDINATOR).person.email == "coordinator@demo.example"
    assert rows.get(state=MembershipState.REQUESTED).person.email == "learner.ht@demo.example"


def test_who_opens_the_admin():
    User.objects.filter(email__endswith="@demo.example").delete()
    make_demo_people()
    opens = {
        account.name: User.objects.get(email=account.email).has_perm("wagtailadmin.access_admin")
        for account in ACCOUNTS
    }
    assert opens == {account.name: account.opens_admin for account in ACCOUNTS}
