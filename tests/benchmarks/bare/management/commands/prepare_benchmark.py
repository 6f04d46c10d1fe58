"""The demo made ready, and one bare page below the first home page."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand
from wagtail.models import Site

from alliance.core.demo import CONTENT, prepare
from tests.benchmarks.bare.models import BarePage

PARAGRAPHS = 4


class Command(BaseCommand):
    """See the module."""

    help = "Make the demo ready to be served, and a bare page in it."

    def handle(self, **options) -> None:
        """The page stands at /<first language>/bare/, with paragraphs from the content's own practices."""
        prepare(self.stdout.write)
        home = Site.objects.get(is_default_site=True).root_page
        if not BarePage.objects.child_of(home).exists():
            practices = json.loads((CONTENT / "practices.json").read_text(encoding="utf-8"))
            body = "".join(f"<p>{each['summary']}</p>" for each in practices[:PARAGRAPHS])
            home.add_child(instance=BarePage(title="Una página", slug="bare", body=body))
        self.stdout.write(f"/{settings.LANGUAGE_CODE}/bare/")
