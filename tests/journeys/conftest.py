"""What the journeys share besides the demo and the browser."""

from tests.journeys.talkers import talker  # noqa: F401 - pytest finds fixtures here
