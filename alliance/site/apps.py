from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """The top app: it may import every other."""

    name = "alliance.site"
    label = "site"
    verbose_name = _("Site")
