"""The app of the bare page."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    """The app of the bare page."""

    name = "tests.benchmarks.bare"
    label = "bare"
