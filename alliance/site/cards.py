"""What a link to a page shows that staff write: news, events, tracks, courses, lessons, plain pages."""

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from wagtail.models import Page, Site

from alliance.core.cards import Card
from alliance.core.models.editorial import EditorialPage


def page_cards(paths: set[str]) -> dict[str, dict[str, Card]]:
    """Return the cards of pages that everybody may see (`alliance.core.cards.Resolver`). Six queries at most."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return {}
    homes = Page.objects.filter(translation_key=site.root_page.translation_key).select_related("locale")
    roots = {home.locale.language_code: home.url_path for home in homes}
    tree_paths = {f"{roots[path[1:3]]}{path[4:]}": path for path in paths if path[1:3] in roots}
    public = Page.objects.live().public()
    named = {row.url_path: row.translation_key for row in public.filter(url_path__in=tree_paths)}
    rows: dict = {}
    for row in public.filter(translation_key__in=named.values()).select_related(
        "locale", "alias_of__locale", "content_type"
    ):
        rows.setdefault(row.translation_key, []).append(row)
    found = {}
    for tree_path, key in named.items():
        cards = _by_language(rows[key], roots)
        if cards:
            found[tree_paths[tree_path]] = cards
    return found


def _by_language(rows: list[Page], roots: dict[str, str]) -> dict[str, Card]:
    """Return the page in each language, and where it has none, in one that it has. Nothing for lists and the first page."""
    if not issubclass(rows[0].content_type.model_class() or Page, EditorialPage):
        return {}
    by_language = {row.locale.language_code: row for row in rows}
    original = next((row for row in rows if row.alias_of_id is None), rows[0])
    cards = {}
    for code, _name in settings.LANGUAGES:
        row = by_language.get(code, original)
        own = row.locale.language_code
        with translation.override(code):
            about = capfirst(str(row.content_type.model_class()._meta.verbose_name))
        written_in = row.alias_of.locale.language_code if row.alias_of_id else own
        cards[code] = Card(f"/{own}/{row.url_path.removeprefix(roots[own])}", row.title, about, written_in)
    return cards
