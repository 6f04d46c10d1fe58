"""The platform's own settings, and beside them a bare Wagtail page to measure against."""

from alliance.settings import *  # noqa: F403 - the measured site differs by nothing else
from alliance.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.benchmarks.bare", *INSTALLED_APPS]
ROOT_URLCONF = "tests.benchmarks.urls"
