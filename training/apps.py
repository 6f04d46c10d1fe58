"""The training app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Tracks, courses and lessons."""

    name = "training"
    verbose_name = _("Training")
