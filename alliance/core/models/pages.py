"""What every page type of the site has in common."""

from http import HTTPMethod

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page


class PublicPageMixin:
    """A page of the public site: it is read, and what stands in its head is derived, never typed twice."""

    # Without this Wagtail answers a POST with the page, as if something had been done.
    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)

    @property
    def meta_title(self) -> str:
        """The words of the browser's tab and of search results."""
        return self.seo_title or self.title

    @property
    def meta_description(self) -> str:
        """One sentence for search results and previews; empty when the editors wrote none."""
        return self.search_description

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way from home to this page, without itself. No query: the sections stand right below home."""
        return [(_("Home"), f"/{get_language()}/")]

    def serve_preview(self, request, mode_name: str):
        """Editors see what the page answers. Wagtail would look for a template named after the type, which has none."""
        if isinstance(self, RoutablePageMixin) or type(self).serve is Page.serve:
            return super().serve_preview(request, mode_name)
        request.is_preview = True
        return self.serve(request)


class LanguageRootMixin:
    """The page that a language's tree hangs from: it finds the page of an address with two queries, however deep that lies."""

    def route(self, request, path_components: list[str]):
        """As Wagtail's, which asks twice for each step of the way, where all steps are published pages.

        A published page wins over what its parent serves at the same sub-address (`RecordIndexMixin`). From the first step
        that is none, the page before it goes on as always.
        """
        page, left = self, list(path_components)
        below = self._named_like(left) if left else {}
        while left and (child := below.get((page.path, left[0]))) and child.live:
            # As Wagtail's own: what asks for the parent later finds it here.
            child._cached_parent_obj = page
            page, left = child, left[1:]
        if page is self:
            if left and (self.path, left[0]) not in below:
                raise Http404
            return super().route(request, path_components)
        whole = page.specific
        whole.locale, whole.alias_of = page.locale, page.alias_of
        return whole.route(request, left)

    def _named_like(self, slugs: list[str]) -> dict[tuple[str, str], Page]:
        """Return the pages below that have one of these slugs, by the path of their parent and their slug."""
        found = Page.objects.descendant_of(self).filter(slug__in=set(slugs), depth__lte=self.depth + len(slugs))
        found = found.select_related("locale", "alias_of")
        return {(page.path[: -Page.steplen], page.slug): page for page in found}


class FileRouteMixin:
    """A page that serves files at its own sub-addresses (`event.ics`). Goes before RoutablePageMixin in the bases."""

    def resolve_subpage(self, path: str):
        """Find the route of an address; the name of a file ends it without the slash that Wagtail puts after everything."""
        name = path.rstrip("/").rpartition("/")[2]
        return super().resolve_subpage(path.rstrip("/") if "." in name else path)


class RecordIndexMixin(FileRouteMixin, PublicPageMixin):
    """A section that serves records at its own sub-addresses, without shadowing its child pages.

    Goes before RoutablePageMixin in the bases: a published child page wins over a record with the same slug.
    """

    def route(self, request, path_components: list[str]):
        """Hand the address to a live child page where one has that slug, else to the section's own routes."""
        if path_components:
            child = self.get_children().filter(slug=path_components[0], live=True).first()
            if child:
                return child.specific.route(request, path_components[1:])
        return super().route(request, path_components)
