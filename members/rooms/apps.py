"""The app of rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    """Conversations, votes and their record."""

    name = "members.rooms"
    label = "rooms"
    verbose_name = _("Rooms")

    def ready(self) -> None:
        """Follow what ends somebody's access, give networks their rooms, and lead to them."""
        from members.rooms import personal_data, places, receivers, waiting  # noqa: F401 - most register on import

        personal_data.register()
        places.register()
