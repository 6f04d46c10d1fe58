"""The bare page, served by Wagtail's own `Page.serve`."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    """A title and a text."""

    body = RichTextField()
    template = "bare/bare_page.html"

    def serve(self, request, *args, **kwargs):
        """As Wagtail serves every page; kept out of the visitors' cache."""
        response = super().serve(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response
