"""Django looks for models here; the page types are in `training.pages`."""

from training.pages import *  # noqa: F403 - the module names what it exports
