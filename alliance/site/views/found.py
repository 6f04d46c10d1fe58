"""What other machines ask for: feeds, pictures of shared links, robots.txt, security.txt."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from wagtail.models import Page

from alliance.core.context import chrome
from alliance.core.linked_data import absolute
from alliance.core.models import EditorialPage
from alliance.core.wording import Wording
from alliance.site.pages import EventPage, NewsPage
from alliance.site.share_picture import share_picture
from evidence.models import Practice
from evidence.practice_facts import line_of
from training.pages import CoursePage

MOST_ENTRIES = 30
IN_FEEDS = "format-jpeg|width-1200"
LANGUAGES = dict(settings.LANGUAGES)


class SectionFeed(Feed):
    """The newest of a section as an Atom feed in one language: what a visitor could read, nothing else."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The feed in its language, whatever the reader's browser asks for. 404 for a section or language that is none."""
        if kwargs["section"] not in SECTIONS or kwargs["language"] not in LANGUAGES:
            raise Http404
        with translation.override(kwargs["language"]):
            return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, section: str, language: str) -> "_Section":
        return SECTIONS[section](language, chrome(request)["chrome"].identity)

    def title(self, section: "_Section") -> str:
        return f"{section.identity.name} · {section.title()}"

    def subtitle(self, section: "_Section") -> str:
        return section.identity.tagline

    def link(self, section: "_Section") -> str:
        return f"{settings.SITE_URL}/{section.language}/{section.path}"

    def feed_url(self, section: "_Section") -> str:
        return f"{settings.SITE_URL}/feeds/{section.name}.{section.language}.atom"

    def feed_guid(self, section: "_Section") -> str:
        return self.feed_url(section)

    def author_name(self, section: "_Section") -> str:
        return section.identity.name

    def items(self, section: "_Section") -> list["_Entry"]:
        return section.entries()

    def item_title(self, item: "_Entry") -> str:
        return item.title

    def item_description(self, item: "_Entry") -> str:
        return item.summary

    def item_link(self, item: "_Entry") -> str:
        return settings.SITE_URL + item.url

    def item_guid(self, item: "_Entry") -> str:
        return item.identity

    def item_pubdate(self, item: "_Entry") -> datetime | None:
        return item.published

    def item_updateddate(self, item: "_Entry") -> datetime | None:
        return item.updated or item.published

    def item_enclosures(self, item: "_Entry") -> list[Enclosure]:
        return item.enclosures

    def item_categories(self, item: "_Entry") -> tuple[str, ...]:
        return item.categories


class _Entry:
    """One entry of a feed. ``identity`` never changes, whatever becomes of the address."""

    def __init__(self, *, title, summary, url, identity, published, updated=None, categories=(), enclosures=()) -> None:
        self.title, self.summary, self.url, self.identity = title, summary, url, identity
        self.published, self.updated, self.categories = published, updated, categories
        self.enclosures = list(enclosures)

    @classmethod
    def of_page(cls, page: EditorialPage, url: str, day=None) -> "_Entry":
        """A page: dated by what it tells of, else by when it was first published."""
        published = datetime.combine(day, time(12), UTC) if day else page.first_published_at
        return cls(
            title=page.title,
            summary=page.lead,
            url=url,
            identity=f"urn:uuid:{page.translation_key}#{page.locale.language_code}",
            published=published,
            updated=page.last_published_at,
            enclosures=_cover_of(page),
        )


class _Section:
    """What a feed is made of. ``path`` is the section's place below the language."""

    name = path = ""

    def __init__(self, language: str, identity) -> None:
        self.language, self.identity = language, identity

    def pages(self, model: type[Page]):
        """Pages of a type that anybody may read in this language."""
        pages = model.objects.visible_to(None).in_language(self.language).select_related("locale", "cover")
        return pages.prefetch_related("cover__renditions")


class _News(_Section):
    name, path = "news", "news/"

    def title(self) -> str:
        return _("News")

    def entries(self) -> list[_Entry]:
        newest = self.pages(NewsPage).order_by("-published_date", "-pk")[:MOST_ENTRIES]
        return [_Entry.of_page(each, f"/{self.language}/news/{each.slug}/", each.published_date) for each in newest]


class _Events(_Section):
    name, path = "events", "events/"

    def title(self) -> str:
        return _("Events")

    def entries(self) -> list[_Entry]:
        newest = self.pages(EventPage).order_by("-first_published_at", "-start_date", "-pk")[:MOST_ENTRIES]
        return [_Entry.of_page(each, f"/{self.language}/events/{each.slug}/") for each in newest]


class _Training(_Section):
    name, path = "training", "training/"

    def title(self) -> str:
        return _("Courses")

    def entries(self) -> list[_Entry]:
        newest = self.pages(CoursePage).order_by("-first_published_at", "-pk")[:MOST_ENTRIES]
        return [_Entry.of_page(each, _path_of(each)) for each in newest]


class _Evidence(_Section):
    name, path = "evidence", "evidence/"

    def title(self) -> str:
        return _("Practices")

    def entries(self) -> list[_Entry]:
        newest = Practice.objects.visible_to(None).in_short().order_by("-first_published_at", "-pk")[:MOST_ENTRIES]
        return [self._entry(practice) for practice in newest]

    def _entry(self, practice: Practice) -> _Entry:
        line = line_of(practice)
        return _Entry(
            title=line["title"],
            summary=Wording.of(list(practice.texts.all()), self.language).say("summary").words,
            url=line["url"],
            identity=f"{settings.SITE_URL}/evidence/{practice.pk}#{self.language}",
            published=practice.first_published_at,
            updated=practice.last_published_at,
            categories=(line["country"],),
        )


SECTIONS = {each.name: each for each in (_News, _Events, _Training, _Evidence)}


def _cover_of(page: EditorialPage) -> list[Enclosure]:
    """Return the picture of a page, once the worker has made it in the size for feeds."""
    if page.cover is None:
        return []
    made = [each for each in page.cover.renditions.all() if each.filter_spec == IN_FEEDS]
    return [Enclosure(absolute(each.url), str(each.file.size), "image/jpeg") for each in made[:1]]


def _path_of(page: Page) -> str:
    """Return a page's address below the site; the first part of the tree's path is the home of its language."""
    return f"/{page.locale.language_code}/{page.url_path.strip('/').partition('/')[2]}/"


@cache_control(public=True, max_age=86400)
def share(request: HttpRequest, language: str, pk: int | None = None) -> HttpResponse:
    """The picture of a shared link as PNG. 404 for a page that not everybody may read."""
    if language not in LANGUAGES:
        raise Http404
    page = None
    if pk is not None:
        found = Page.objects.live().public().filter(pk=pk).first()
        page = found.specific if found else None
        if not isinstance(page, EditorialPage):
            raise Http404
    with translation.override(language):
        picture = share_picture(page, chrome(request)["chrome"].identity, language)
    return HttpResponse(picture, content_type="image/png")


def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the administration; lists with filters are the same records again."""
    lines = ("User-agent: *", "Disallow: /admin/", "Disallow: /*?", f"Sitemap: {settings.SITE_URL}/sitemap.xml", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). It is valid for half a year from the first of this month."""
    first = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    identity = chrome(request)["chrome"].identity
    lines = (
        f"Contact: mailto:{identity.contact_email}" if identity.contact_email else f"Contact: {settings.SITE_URL}/",
        f"Expires: {(first + timedelta(days=183)).isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
