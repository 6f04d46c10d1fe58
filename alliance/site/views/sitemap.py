"""The sitemap: every public page and record in each language, with its counterparts."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Page

from alliance.core import reference
from alliance.core.models import Record
from alliance.site.editing.translation_states import WordsState, with_states
from evidence.models import Practice, Programme


class _InEachLanguage(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = None


@dataclass(frozen=True)
class _Place:
    """A page of the trees: its path below the language, the languages in which it has words of its own, its last change."""

    path: str
    languages: tuple[str, ...]
    changed: datetime | None


class Sections(_InEachLanguage):
    """Pages of the trees: the same path in every language. A page that only follows another language's is left out."""

    def items(self) -> list[_Place]:
        """Every page that anybody may read, once for all its languages."""
        pages = Page.objects.live().public().filter(alias_of=None, depth__gt=1).order_by("locale", "path")
        # Those that were sent to translators have the words of another language until theirs come.
        pages = pages.exclude(
            pk__in=with_states(Page.objects.all()).filter(words_state=WordsState.MISSING).values("pk")
        )
        found: dict[str, list] = {}
        columns = ("url_path", "locale__language_code", "last_published_at")
        for url_path, language, changed in pages.values_list(*columns):
            # The first part of the tree's path is the home of a language.
            path = url_path.strip("/").partition("/")[2]
            found.setdefault(f"{path}/" if path else "", []).append((language, changed))
        order = [code for code, _name in settings.LANGUAGES]
        return [
            _Place(
                path,
                tuple(sorted((language for language, _changed in versions), key=order.index)),
                max((changed for _language, changed in versions if changed), default=None),
            )
            for path, versions in found.items()
        ]

    def get_languages_for_item(self, item: _Place) -> list[str]:
        """Return the languages in which it has words of its own."""
        return list(item.languages)

    def location(self, item: _Place) -> str:
        """Return the address in the active language."""
        return f"/{get_language()}/{item.path}"

    def lastmod(self, item: _Place) -> datetime | None:
        """Return when it was last published in any language."""
        return item.changed


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
