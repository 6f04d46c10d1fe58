"""What the pages of the news show."""

from django.apps import apps
from django.utils.translation import gettext as _

from alliance.core.formatting import long_date
from alliance.core.models import EditorialQuerySet
from alliance.core.page_facts import (
    country_links,
    line_of,
    neighbours,
    sources_of,
    topic_links,
    with_original_language,
    words_of,
)
from alliance.core.page_lists import COUNTRIES, ORIGINALS, TOPICS, Facet
from alliance.site.naming import network_links

FACETS = (Facet.of_years("published_date__year"), TOPICS, COUNTRIES, ORIGINALS)


def articles(user) -> EditorialQuerySet:
    """Return the news that ``user`` may read in the active language, with what their lines say."""
    pages = apps.get_model("site.NewsPage").objects.visible_to(user).in_language()
    return pages.with_state_of_words().select_related("locale")


def newest_first(user) -> EditorialQuerySet:
    """Return the news in the order of the list, with what it is filtered by."""
    return with_original_language(articles(user)).order_by("-published_date", "slug")


def article_line(page, section_url: str) -> dict:
    """Return an article as a line of a list."""
    return line_of(page, section_url) | {"when": page.date_shown, "place": page.place}


def article_context(page, section_url: str) -> dict:
    """Return what the body of an article shows: what anybody may read of it, and of an editor's preview."""
    topics = list(page.topics.all())
    earlier, later = neighbours(articles(None), page, topics, by="published_date")
    return {
        **words_of(page, f"{section_url}{page.slug}/", user=None),
        "facts": _facts(page, topics, section_url),
        "sources": sources_of(page),
        "earlier": [article_line(each, section_url) for each in earlier],
        "later": [article_line(each, section_url) for each in later],
    }


def _facts(page, topics, section_url: str) -> list[dict]:
    facts = [
        {"label": _("Authors"), "value": page.authors},
        {"label": _("Organisations"), "value": page.organisation_names},
    ]
    if countries := country_links(page.countries.all()):
        facts.append({"label": _("Countries"), "links": countries, "wide": True})
    if linked := topic_links(topics, section_url):
        facts.append({"label": _("Topics"), "links": linked, "wide": True})
    if networks := network_links(page):
        facts.append({"label": _("Networks"), "links": networks, "wide": True})
    if page.last_published_at:
        facts.append({"label": _("Last changed"), "value": long_date(page.last_published_at)})
    return facts
