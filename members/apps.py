"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """People, seats and networks."""

    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        """Register what waits for members, and what those who hold a seat write."""
        from members import receivers, waiting  # noqa: F401 - register on import, once apps are loaded
        from members.country_kind import COUNTRY
        from members.country_records import register

        register(COUNTRY)
