"""What the platform is measured beside: a page served by Wagtail's own `Page.serve`, and records in its own search."""

from typing import ClassVar

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class BarePage(Page):
    """A title and a text."""

    body = RichTextField()
    template = "bare/bare_page.html"

    def serve(self, request, *args, **kwargs):
        """As Wagtail serves every page; kept out of the visitors' cache."""
        response = super().serve(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class BareRecord(index.Indexed, models.Model):
    """Words that Wagtail's database search looks through."""

    title = models.CharField(max_length=255)
    lead = models.TextField()
    body = models.TextField()

    search_fields: ClassVar = [
        index.SearchField("title", boost=4),
        index.SearchField("lead", boost=2),
        index.SearchField("body"),
    ]

    def __str__(self) -> str:
        return self.title
