"""Settings that do not go together, found at start and said with what to do about them."""

from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import validate_host

_HOW_TO_MAKE_A_KEY = "One is made by: openssl rand -base64 32 | tr '+/' '-_'"
_SEVERAL = "WEB_PROCESSES is greater than 1, and {}."


@register(Tags.security)
def site_url_is_an_address(app_configs, **kwargs) -> list[CheckMessage]:
    """SITE_URL stands at the front of every link in mails, feeds and downloads."""
    if _host_of(settings.SITE_URL):
        return []
    return [
        Error(
            f"SITE_URL is not the address of a site: {settings.SITE_URL!r}.",
            hint="Set it to scheme and host, with the port where it is not the usual one: https://example.org",
            id="core.E001",
        )
    ]


@register(Tags.security)
def public_site_is_safe(app_configs, **kwargs) -> list[CheckMessage]:
    """A site that others reach by https has a key of its own, shows no debugging pages and answers to its own name."""
    found: list[CheckMessage] = []
    if _is_public() and not settings.SECRET_KEY_IS_SET:
        found.append(
            Error(
                "SITE_URL is public, and SECRET_KEY is not set.",
                hint="Set SECRET_KEY to 50 random characters or more, the same for all processes, and keep it secret. "
                "One is made by: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
                id="core.E002",
            )
        )
    if _is_public() and settings.DEBUG:
        found.append(
            Error(
                "SITE_URL is public, and DEBUG is on: errors would show settings and code to everybody.",
                hint="Set DEBUG=0, or set SITE_URL to the address on your own machine.",
                id="core.E003",
            )
        )
    host = _host_of(settings.SITE_URL)
    if host and not validate_host(host, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                f"ALLOWED_HOSTS lacks the host of SITE_URL: every request to {host} would be refused.",
                hint=f"Add it: ALLOWED_HOSTS={','.join([host, *settings.ALLOWED_HOSTS])}",
                id="core.E004",
            )
        )
    return found


@register(Tags.security)
def second_factors_have_keys(app_configs, **kwargs) -> list[CheckMessage]:
    """The keys of second factors can be used, and a public site's are not lost with the machine's files."""
    found: list[CheckMessage] = []
    if _is_public() and not settings.MFA_KEYS:
        found.append(
            Error(
                "SITE_URL is public, and MFA_KEYS is not set: who loses the key in VAR_DIR locks out everybody.",
                hint=f"Set MFA_KEYS to a key, the same for all processes, and keep it secret. {_HOW_TO_MAKE_A_KEY}",
                id="core.E008",
            )
        )
    for number, key in enumerate(settings.MFA_KEYS, 1):
        try:
            Fernet(key)
        except ValueError:
            found.append(
                Error(
                    f"Key {number} of MFA_KEYS is not a key: 32 bytes in URL-safe base64 are needed.",
                    hint=_HOW_TO_MAKE_A_KEY,
                    id="core.E009",
                )
            )
    return found


@register(Tags.security)
def ministrys_sign_in_is_whole(app_configs, **kwargs) -> list[CheckMessage]:
    """A ministry's sign-in has all that its server asks for, and is reached as safely as this site."""
    if not settings.OIDC_SERVER_URL:
        return []
    [app] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    found: list[CheckMessage] = []
    if not (app["client_id"] and app["secret"]):
        found.append(
            Error(
                "OIDC_SERVER_URL is set, and OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is not.",
                hint="Set both to what the ministry's server has registered for this site.",
                id="core.E010",
            )
        )
    if _is_public() and not settings.OIDC_SERVER_URL.startswith("https://"):
        found.append(
            Error(
                "SITE_URL is public, and OIDC_SERVER_URL is not https: who signs in could be anybody.",
                hint="Set OIDC_SERVER_URL to the https address of the ministry's server.",
                id="core.E011",
            )
        )
    return found


@register(Tags.caches)
def several_processes_share_what_they_must(app_configs, **kwargs) -> list[CheckMessage]:
    """Cache, events and database are the same for all web processes."""
    if settings.WEB_PROCESSES <= 1:
        return []
    found: list[CheckMessage] = []
    if not settings.REDIS_URL:
        found.append(
            Error(
                _SEVERAL.format("each process would have a cache and events of its own"),
                hint="Set REDIS_URL, for example redis://127.0.0.1:6379/0, or set WEB_PROCESSES=1.",
                id="core.E005",
            )
        )
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        found.append(
            Warning(
                _SEVERAL.format("the database is SQLite, which lets one process write at a time"),
                hint="Set DATABASE_URL to a PostgreSQL database, or set WEB_PROCESSES=1.",
                id="core.W006",
            )
        )
    return found


@register(Tags.security)
def public_site_sends_mail(app_configs, **kwargs) -> list[CheckMessage]:
    """A public site has a mail server."""
    if not _is_public() or settings.EMAIL_BACKEND != "django.core.mail.backends.console.EmailBackend":
        return []
    return [
        Warning(
            "SITE_URL is public, and EMAIL_URL is not set: mails are printed to the log and reach nobody.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587",
            id="core.W007",
        )
    ]


def _host_of(address: str) -> str:
    """The host of an http address as a request would name it; empty when this is not the address of a whole site."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port  # raises ValueError where it is no number
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.path or parts.query or parts.fragment or parts.username:
        return ""
    return f"[{host}]" if ":" in host else host


def _is_public() -> bool:
    return settings.SITE_URL.startswith("https://")
