"""What an empty database needs to be a site: languages, page tree, identity, groups."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from alliance.core.cache import bump_content_version
from alliance.core.models import SiteIdentity
from alliance.site.pages import HomePage
from alliance.site.roles import ensure_groups
from members.rooms.services import keeping

FIRST_PAGES = settings.BASE_DIR / "alliance" / "content" / "site" / "pages.json"
FIRST_ROOMS = settings.BASE_DIR / "alliance" / "content" / "site" / "rooms.json"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@transaction.atomic
def ensure_site() -> int:
    """The site has its languages, a page tree in each, an identity, and groups; returns how many pages were made.

    What is there already stays as its editors left it; a page that they deleted comes back. Addresses are the same in
    all languages, and pages in the same place are each other's translations.
    """
    content = json.loads(FIRST_PAGES.read_text(encoding="utf-8"))
    locales = {language: Locale.objects.get_or_create(language_code=language)[0] for language in LANGUAGES}
    root = Page.get_first_root_node()
    default = locales[settings.LANGUAGE_CODE]
    if root.locale_id != default.pk:
        root.locale = default
        root.save(update_fields=["locale"])
    homes, made = _ensure_homes(root, content["home"], locales)
    for child in content["home"]["children"]:
        made += _ensure_page(child, homes, locales)
    site = _ensure_wagtail_site(homes[settings.LANGUAGE_CODE])
    _remove_welcome_page(root)
    _ensure_identity(site, content["identity"])
    ensure_groups()
    if made:
        bump_content_version()
    return made


def ensure_rooms() -> None:
    """The whole alliance has a room to talk in, and so has every published network."""
    for told in json.loads(FIRST_ROOMS.read_text(encoding="utf-8"))["rooms"]:
        keeping.ensure_room_of_all(slug=told["slug"], titles=told["title"], descriptions=told["description"])
    keeping.ensure_rooms_of_networks()


def _ensure_homes(root: Page, spec: dict[str, Any], locales: dict[str, Locale]) -> tuple[dict[str, Page], int]:
    """Return the first page of each language and how many of them were made."""
    homes: dict[str, Page] = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    made = 0
    for language in LANGUAGES:
        if language not in homes:
            # Below the root each needs a slug of its own; the address of a language comes from its prefix.
            homes[language] = _make(root, spec, language, locales, homes, slug=_free_slug(root, language))
            made += 1
    return homes, made


def _free_slug(root: Page, language: str) -> str:
    taken = set(root.get_children().values_list("slug", flat=True))
    return language if language not in taken else f"home-{language}"


def _ensure_page(spec: dict[str, Any], parents: dict[str, Page], locales: dict[str, Locale]) -> int:
    """The page stands below its parent in every language, and so do its children; returns how many were made."""
    pages: dict[str, Page] = {}
    for language, parent in parents.items():
        if present := parent.get_children().filter(slug=spec["slug"]).first():
            pages[language] = present
    made = [language for language in parents if language not in pages]
    for language in made:
        pages[language] = _make(parents[language], spec, language, locales, pages, slug=spec["slug"])
    return len(made) + sum(_ensure_page(child, pages, locales) for child in spec["children"])


def _make(
    parent: Page,
    spec: dict[str, Any],
    language: str,
    locales: dict[str, Locale],
    siblings: dict[str, Page],
    *,
    slug: str,
) -> Page:
    """Make a published page, as a translation of what stands in the same place in other languages."""
    words = dict(spec["words"][language])
    model = apps.get_model(spec["type"])
    if "body" in words:
        words["body"] = json.dumps(words["body"])
    now = timezone.now()
    page = model(
        slug=slug,
        locale=locales[language],
        show_in_menus=spec["in_menu"],
        live=True,
        first_published_at=now,
        last_published_at=now,
        **words,
    )
    if siblings:
        page.translation_key = next(iter(siblings.values())).translation_key
    # Read anew: a parent that had a child added to it before does not know it.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def _ensure_wagtail_site(home: Page) -> Site:
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page = home
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    site.save()
    return site


def _remove_welcome_page(root: Page) -> None:
    """Wagtail's own first page goes, unless somebody has made something of it."""
    for page in root.get_children().type(Page).filter(title="Welcome to your new Wagtail site!"):
        if page.specific_class is Page and page.numchild == 0:
            page.delete()


def _ensure_identity(site: Site, words: dict[str, Any]) -> None:
    if SiteIdentity.objects.filter(site=site).exists():
        return
    identity = SiteIdentity(site=site, name=words["name"], contact_email=words["contact_email"])
    for name in ("full_name", "tagline", "footer_text"):
        for language in LANGUAGES:
            setattr(identity, f"{name}_{language}", words[name][language])
    identity.save()
