"""The people of the demo, with a known password: only the demo makes them."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from alliance.core.models import User

PASSWORD = "alliance-demo"  # noqa: S105 - published on purpose: it opens the demo's accounts and no others


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who signs in to the demo."""

    name: str
    role: str
    is_superuser: bool = False
    groups: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"


ACCOUNTS = (
    DemoAccount("admin", "may do everything", is_superuser=True),
    DemoAccount(
        "editor",
        "writes and reviews news, pages and evidence",
        groups=("Editors", "Evidence reviewers", "Newsroom editors", "Newsroom reviewers"),
    ),
)


def make_demo_accounts() -> None:
    """Each demo account exists; one that exists already stays as it is, with whatever was changed in it."""
    present = set(User.objects.values_list("email", flat=True).filter(email__in=[each.email for each in ACCOUNTS]))
    for account in ACCOUNTS:
        if account.email in present:
            continue
        make = User.objects.create_superuser if account.is_superuser else User.objects.create_user
        user = make(account.email, PASSWORD, first_name=account.name.capitalize(), last_name="Demo")
        for group in account.groups:
            user.groups.add(Group.objects.get(name=group))
