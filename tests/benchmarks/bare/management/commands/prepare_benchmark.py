"""The demo made ready, and one bare page below the first home page."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import TextField
from django.db.models.functions import Cast, Length
from wagtail.models import Page, Site

from alliance.core.demo import CONTENT, prepare
from alliance.site.pages import EventPage, NewsPage
from tests.benchmarks.bare.models import BarePage
from training.pages import CoursePage, LessonPage

PARAGRAPHS = 4


class Command(BaseCommand):
    """See the module."""

    help = "Make the demo ready to be served, and a bare page in it; the last line tells which pages are measured."

    def handle(self, **options) -> None:
        """The page stands at /<first language>/bare/, with paragraphs from the content's own practices."""
        prepare(self.stdout.write)
        home = Site.objects.get(is_default_site=True).root_page
        if not BarePage.objects.child_of(home).exists():
            practices = json.loads((CONTENT / "practices.json").read_text(encoding="utf-8"))
            body = "".join(f"<p>{each['summary']}</p>" for each in practices[:PARAGRAPHS])
            home.add_child(instance=BarePage(title="Una página", slug="bare", body=body))
        self.stdout.write(json.dumps(measured(home)))


def measured(home: Page) -> dict[str, str]:
    """Return the address of a page of each type by its name: of records and pages the fullest."""

    def at(page: Page) -> str:
        return f"/{settings.LANGUAGE_CODE}/{page.url_path.removeprefix(home.url_path)}"

    def fullest(model, body: str = "body") -> Page:
        return model.objects.descendant_of(home).live().order_by(Length(Cast(body, TextField())).desc(), "path").first()

    practice = json.loads((CONTENT / "practices_full.json").read_text(encoding="utf-8"))[0]["slug"]
    event, lesson = fullest(EventPage, "outcome"), fullest(LessonPage)
    start = f"/{settings.LANGUAGE_CODE}/"
    return {
        "home": start,
        "list": f"{start}evidence/",
        "practice": f"{start}evidence/{practice}/",
        "statistics": f"{start}evidence/statistics/",
        "news list": f"{start}news/",
        "article": at(fullest(NewsPage)),
        "event": at(event),
        "calendar month": f"{start}events/month/{event.start_date:%Y-%m}/",
        "course": at(CoursePage.objects.get(pk=lesson.get_parent().pk)),
        "lesson": at(lesson),
    }
