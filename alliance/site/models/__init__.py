"""Django looks for models here; the page types are in `alliance.site.pages`."""

from alliance.site.links.models import BrokenLink
from alliance.site.pages import *  # noqa: F403 - the package names what it exports

from .wayfinding import MissedAddress, Signpost
