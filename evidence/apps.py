"""The evidence app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """The evidence library."""

    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """Connect the receivers of this app, tell how drafts are previewed, and what ministries write."""
        from alliance.core import cards
        from alliance.core.models import previewed_by
        from evidence import receivers  # noqa: F401 - connects on import, once apps are loaded
        from evidence.cards import practice_cards
        from evidence.country_kind import PROGRAMMES
        from evidence.models import Practice, Programme
        from evidence.pins import register_pins
        from evidence.presenters import practice_context
        from evidence.programme_presenter import programme_context
        from members.country_records import register

        previewed_by(Practice, practice_context)
        previewed_by(Programme, programme_context)
        register_pins()
        cards.register(practice_cards)
        register(PROGRAMMES)
