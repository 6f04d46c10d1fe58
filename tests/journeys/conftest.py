"""Fixtures of the journeys."""

from tests.journeys.talkers import talker  # noqa: F401 - pytest finds the fixture here
