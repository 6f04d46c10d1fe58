"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """People, seats and networks."""

    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        """Register what waits for members, and what is held of them."""
        from alliance.core.models import previewed_by
        from members import personal_data, receivers, waiting  # noqa: F401 - the last two register on import
        from members.models import Network
        from members.presenters.networks import network_context

        previewed_by(Network, network_context)
        personal_data.register()
