"""What editors put first."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from alliance.core.cache import content_version
from alliance.core.models import Country
from evidence.models import Practice, Programme
from members.models import Network, Profile
from search.kinds import all_kinds
from search.models import Pick, as_asked
from search.results import Find
from search.services.showing import finds_of
from search.types import Hit

MOST_PICKS = 5
_memo: tuple[str, dict[str, list[str]]] | None = None
# What can stand at an address, by the last part of it.
_NAMED = (
    (Practice, "slug"),
    (Programme, "slug"),
    (Network, "slug"),
    (Profile, "slug"),
    (Country, "code"),
    (Page, "slug"),
)


def picks_for(text: str, *, user, language: str) -> list[Find]:
    """Return what editors put first for exactly these words, as far as ``user`` may see it, in the editors' order."""
    hits = [Hit(key, 0.0) for key in _picked().get(as_asked(text), ())[:MOST_PICKS]]
    return finds_of(hits, user=user, language=language, sought=frozenset()) if hits else []


def _picked() -> dict[str, list[str]]:
    """Return words -> the keys that editors put first for them. No query while nothing was published."""
    global _memo  # noqa: PLW0603 - the one process-wide memo, replaced whole
    version = content_version()
    if _memo is None or _memo[0] != version:
        picked: dict[str, list[str]] = {}
        for words, key in Pick.objects.order_by("sort_order", "pk").values_list("words", "key"):
            picked.setdefault(words, []).append(key)
        _memo = (version, picked)
    return _memo[1]


def forget() -> None:
    """Drop what this process holds."""
    global _memo  # noqa: PLW0603 - as above
    _memo = None


def key_at(address: str) -> str | None:
    """Return the key of what everybody finds at an address of this site, in whatever language; None where it is nothing."""
    parts = urlsplit(address.strip())
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    language, _slash, path = parts.path.strip("/").partition("/")
    if language not in dict(settings.LANGUAGES) or not path:
        return None
    name = path.rpartition("/")[2]
    for model, field in _NAMED:
        for row in model._default_manager.filter(**{field: name})[:8]:
            if key := _key_of(row if model is not Page else row.specific, language, f"/{language}/{path}/"):
                return key
    return None


def _key_of(row, language: str, url: str) -> str | None:
    for kind in all_kinds():
        concerned = None if kind.is_aside else kind.concerned.get(row._meta.label)
        numbers = [str(number) for number in concerned(row)] if concerned else []
        for number, shown in kind.shown(numbers, AnonymousUser(), language).items() if numbers else ():
            if shown.url == url:
                return f"{kind.name}:{number}"
    return None
