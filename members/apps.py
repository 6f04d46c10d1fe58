"""The members app."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """People, seats and networks."""

    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        """Register what waits for members, what is held of them, what those who hold a seat write, and what follows acts."""
        from alliance.core.models import previewed_by
        from members import (  # noqa: F401 - most register on import, once apps are loaded
            account_mail,
            personal_data,
            receivers,
            waiting,
        )
        from members.country_kind import COUNTRY
        from members.country_records import register
        from members.models import Network
        from members.presenters.networks import network_context

        previewed_by(Network, partial(network_context, is_draft=True))
        personal_data.register()
        register(COUNTRY)
