"""Django looks for models here; the page types are in `alliance.site.pages`."""

from alliance.site.pages import CountryIndexPage, HomePage, PlainPage

__all__ = ["CountryIndexPage", "HomePage", "PlainPage"]
