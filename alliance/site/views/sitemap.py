"""The sitemap: every public page and record in each language, with its counterparts."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site

from alliance.core import reference
from alliance.core.models import Record
from evidence.models import Practice, Programme


class _InEachLanguage(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = None


class Sections(_InEachLanguage):
    """Pages of the tree: the same path in every language."""

    def items(self) -> list[str]:
        """Paths below the language prefix of the default language's published pages."""
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        home = site.root_page.get_translation_or_none(Locale.get_default()) if site else None
        pages = Page.objects.descendant_of(home, inclusive=True).live().public() if home else Page.objects.none()
        return [path.removeprefix(home.url_path) for path in pages.values_list("url_path", flat=True)]

    def location(self, item: str) -> str:
        """Return the address in the active language."""
        return f"/{get_language()}/{item}"


class _Records(_InEachLanguage):
    """Published records of one kind, as (slug, when it was last published). Subclasses name ``model`` and ``section``."""

    model: type[Record]
    section: str

    def items(self) -> list[tuple]:
        """Every record that anybody may see."""
        anybody = self.model.objects.visible_to(None).order_by("slug")
        return list(anybody.values_list("slug", "last_published_at"))

    def location(self, item: tuple) -> str:
        """Return the address in the active language."""
        return f"/{get_language()}/{self.section}/{item[0]}/"

    def lastmod(self, item: tuple):
        """Return when it was last published."""
        return item[1]


class Practices(_Records):
    """Published practices."""

    model = Practice
    section = "evidence"


class Programmes(_Records):
    """Published national programmes."""

    model = Programme
    section = "evidence/programmes"


class Countries(_InEachLanguage):
    """Country pages."""

    def items(self) -> list[str]:
        """Codes of the published countries."""
        return sorted(reference.countries())

    def location(self, item: str) -> str:
        """Return the address in the active language."""
        return f"/{get_language()}/countries/{item}/"


def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the sitemap as XML."""
    sections = {"sections": Sections, "practices": Practices, "programmes": Programmes, "countries": Countries}
    return django_sitemap(request, sections)
