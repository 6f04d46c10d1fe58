"""What stands around every public page: identity, menu, languages, footer.

The part that comes from the database is kept in process memory per language and read again when the content version
changes, so that a page costs no query for it. What depends on the address (the current section, the same page in the
other languages) is worked out from the path alone.
"""

from dataclasses import dataclass, replace

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale, Page, Site

from alliance.core.audience import is_member
from alliance.core.cache import content_version
from alliance.core.languages import PARAMETER
from alliance.core.models import SiteIdentity
from alliance.core.places import all_places

ACCOUNTS = "/accounts/"
LOGO_HEIGHT = 72  # drawn at 36 px; twice that for dense screens


@dataclass(frozen=True)
class Link:
    """A way to somewhere, with whether the reader is there now, and how much is new there for them."""

    title: str
    url: str
    current: bool = False
    news: int = 0


@dataclass(frozen=True)
class Language:
    """One of the four languages and the address of this page in it."""

    code: str
    name: str
    url: str
    absolute_url: str
    current: bool


@dataclass(frozen=True)
class Identity:
    """Whose site this is, in the reader's language."""

    name: str
    full_name: str
    tagline: str
    footer_text: str
    contact_email: str
    logo_url: str
    logo_width: int
    partners: tuple[Link, ...]


@dataclass(frozen=True)
class FooterColumn:
    """A heading and its links."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class _Furniture:
    """All that one language needs from the database."""

    version: str
    identity: Identity
    sections: tuple[Link, ...]
    footer: tuple[FooterColumn, ...]
    alone: tuple[Link, ...]
    open_places: frozenset[str]
    """Names of the places that are in the menu for everybody."""


@dataclass(frozen=True)
class Account:
    """The signed-in person, as far as the masthead shows them."""

    name: str
    url: str
    is_staff: bool


@dataclass(frozen=True)
class Chrome:
    """The ``chrome`` of the templates."""

    identity: Identity
    home_url: str
    search_url: str
    admin_url: str
    sign_in_url: str
    sign_out_url: str
    menu: list[Link]
    news: int
    languages: list[Language]
    footer: tuple[FooterColumn, ...]
    footer_alone: tuple[Link, ...]
    account: Account | None


_shelf: dict[str, _Furniture] = {}


def _read_identity(site: Site | None) -> Identity:
    # not SiteIdentity.for_site(), which writes a row when there is none: showing a page writes nothing
    identity = SiteIdentity.objects.filter(site=site).select_related("logo").first() or SiteIdentity()
    logo = identity.logo.get_rendition(f"height-{LOGO_HEIGHT}") if identity.logo_id else None
    partners = identity.partners.all() if identity.pk else []
    return Identity(
        name=identity.name,
        full_name=identity.full_name,
        tagline=identity.tagline,
        footer_text=identity.footer_text,
        contact_email=identity.contact_email,
        logo_url=logo.url if logo else "",
        logo_width=logo.width // 2 if logo else 0,
        partners=tuple(Link(partner.name, partner.url) for partner in partners),
    )


def _read_menu(site: Site | None, language: str) -> tuple[tuple[Link, ...], tuple[FooterColumn, ...], tuple[Link, ...]]:
    """Return the menu (what editors put into it), footer columns (sections with what stands below them), sections alone."""
    locale = Locale.objects.filter(language_code=language).first()
    home = site.root_page.get_translation_or_none(locale) if site and locale else None
    if home is None:
        return (), (), ()
    pages = Page.objects.descendant_of(home).filter(depth__lte=home.depth + 2).live().public().order_by("path")
    pages = pages.not_exact_type(*(each for each in apps.get_models() if not getattr(each, "in_footer", True)))
    # the address follows from the slugs, as Wagtail builds it, without asking for each page's site again
    base = home.url_path
    menu, sections, below = [], [], {}
    for page in pages:
        link = Link(page.title, f"/{language}/{page.url_path.removeprefix(base)}")
        if page.show_in_menus:
            menu.append(link)
        if page.depth > home.depth + 1:
            below.setdefault(page.path[: -Page.steplen], []).append(link)
        elif page.show_in_menus:
            sections.append((page.path, link))
    columns = tuple(FooterColumn(link.title, (link, *below[path])) for path, link in sections if path in below)
    alone = tuple(link for path, link in sections if path not in below)
    return tuple(menu), columns, alone


def _furniture(language: str) -> _Furniture:
    version = content_version()
    kept = _shelf.get(language)
    if kept is None or kept.version != version:
        site = Site.objects.filter(is_default_site=True).select_related("root_page__locale").first()
        open_places = frozenset(place.name for place in all_places() if place.opens_for_visitors())
        kept = _shelf[language] = _Furniture(version, _read_identity(site), *_read_menu(site, language), open_places)
    return kept


def forget() -> None:
    """Have this process read everything anew, where the version cannot tell: a database was rolled back."""
    _shelf.clear()


def language_in(path: str) -> str:
    """Return the language that an address begins with; "" where it begins with none."""
    head = path.lstrip("/").partition("/")[0]
    return head if head in dict(settings.LANGUAGES) else ""


def in_language(path: str, language: str) -> str:
    """Return ``path`` with its language prefix replaced; an address without one leads to that language's home."""
    tail = path.lstrip("/").partition("/")[2]
    return f"/{language}/{tail}" if language_in(path) else f"/{language}/"


def _languages(request: HttpRequest, active: str) -> list[Language]:
    query = request.META.get("QUERY_STRING", "")
    entries = []
    for code, _name in settings.LANGUAGES:
        path = in_language(request.path, code)
        url = f"{path}?{query}" if query else path
        if request.path.startswith(ACCOUNTS):
            path, url = request.path, _asking_for(request, code)
        entries.append(
            Language(
                code=code,
                name=get_language_info(code)["name_local"].capitalize(),
                url=url,
                absolute_url=settings.SITE_URL + path,
                current=code == active,
            )
        )
    return entries


def _asking_for(request: HttpRequest, language: str) -> str:
    """Return this address with the wish for a language, where the address itself has none."""
    query = request.GET.copy()
    query[PARAMETER] = language
    return f"{request.path}?{query.urlencode()}"


def _sign_in_url(request: HttpRequest) -> str:
    """Return the address of the sign-in, which leads back to this page."""
    url = reverse("account_login")
    return url if request.path.startswith(ACCOUNTS) else f"{url}?{urlencode({'next': request.get_full_path()})}"


def _account(request: HttpRequest) -> Account | None:
    """Return who is signed in; without a session cookie no session is opened, so a page can be cached for all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return None
    if not request.user.is_authenticated:
        return None
    return Account(
        name=request.user.get_full_name() or request.user.email,
        url=f"/{(get_language() or settings.LANGUAGE_CODE)[:2]}/my/",
        is_staff=request.user.has_perm("wagtailadmin.access_admin"),
    )


def _places(request: HttpRequest, language: str, furniture: _Furniture, account: Account | None) -> list[Link]:
    """Return the places that the reader may go to; for whoever is not a member without a query."""
    user = request.user if account and is_member(request.user) else None
    return [
        Link(str(place.title), f"/{language}/{place.path}", news=place.news_for(user) if user else 0)
        for place in all_places()
        if user or place.name in furniture.open_places
    ]


def _build(request: HttpRequest) -> Chrome:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    furniture = _furniture(language)
    account = _account(request)
    menu = [*furniture.sections, *_places(request, language, furniture, account)]
    # the longest section that the address begins with is the current one
    here = max((link.url for link in menu if request.path.startswith(link.url)), key=len, default="")
    return Chrome(
        identity=furniture.identity,
        home_url=f"/{language}/",
        search_url=f"/{language}/search/",
        admin_url=reverse("wagtailadmin_home"),
        sign_in_url=_sign_in_url(request),
        sign_out_url=reverse("account_logout"),
        menu=[replace(link, current=link.url == here) for link in menu],
        news=sum(link.news for link in menu),
        languages=_languages(request, language),
        footer=furniture.footer,
        footer_alone=furniture.alone,
        account=account,
    )


def chrome(request: HttpRequest) -> dict:
    """Add ``chrome``, worked out only by templates that use it (the admin does not)."""
    return {"chrome": SimpleLazyObject(lambda: _build(request))}


def alliance_name(request: HttpRequest) -> str:
    """Return the alliance's full name, under which its documents are published; its short one where none is set."""
    identity = chrome(request)["chrome"].identity
    return identity.full_name or identity.name
