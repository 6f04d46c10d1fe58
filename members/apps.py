"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """People, seats and networks."""

    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        """Register what waits for members, what is held of them, and what those who hold a seat write."""
        from members import personal_data, receivers, waiting  # noqa: F401 - two of them register on import, once apps are loaded
        from members.country_kind import COUNTRY
        from members.country_records import register

        personal_data.register()
        register(COUNTRY)
