"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """People, seats and networks."""

    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        """Register what waits for members, and what follows their acts."""
        from members import account_mail, receivers, waiting  # noqa: F401 - registers on import, once apps are loaded
