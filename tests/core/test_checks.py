"""Each wrong combination of settings is named, with what to do; the right ones pass."""

import pytest

from alliance.core import checks

PUBLIC = {
    "SITE_URL": "https://alliance.example",
    "SECRET_KEY_IS_SET": True,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["alliance.example"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "WEB_PROCESSES": 2,
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "MFA_KEYS": ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="],
    "OIDC_SERVER_URL": "",
}
LOCAL = {
    "SITE_URL": "http://127.0.0.1:8000",
    "SECRET_KEY_IS_SET": False,
    "DEBUG": True,
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
    "WEB_PROCESSES": 1,
    "REDIS_URL": "",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}},
    "MFA_KEYS": [],
    "OIDC_SERVER_URL": "",
}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
CONSOLE = "django.core.mail.backends.console.EmailBackend"


class Values:
    """Settings that hold these values and nothing else, so that a check that reads another one fails."""

    def __init__(self, values):
        self.__dict__.update(values)


@pytest.fixture
def found(monkeypatch):
    """The ids that all checks give for a set of values."""

    def run(base, **changes):
        monkeypatch.setattr(checks, "settings", Values({**base, **changes}))
        return sorted(
            message.id
            for check in (
                checks.site_url_is_an_address,
                checks.public_site_is_safe,
                checks.several_processes_share_what_they_must,
                checks.public_site_sends_mail,
                checks.second_factors_have_keys,
                checks.ministrys_sign_in_is_whole,
            )
            for message in check(None)
        )

    return run


@pytest.mark.parametrize("base", [PUBLIC, LOCAL], ids=["public", "local"])
def test_what_goes_together_passes(found, base):
    assert found(base) == []


@pytest.mark.parametrize(
    "address",
    ["", "alliance.example", "ftp://alliance.example", "https://", "https://alliance.example/path", "https://x:port"],
)
def test_site_url_that_is_no_address_is_refused(found, address):
    assert "core.E001" in found(PUBLIC, SITE_URL=address)


@pytest.mark.parametrize(
    ("base", "changes", "expected"),
    [
        (PUBLIC, {"SECRET_KEY_IS_SET": False}, ["core.E002"]),
        (PUBLIC, {"DEBUG": True}, ["core.E003"]),
        (PUBLIC, {"ALLOWED_HOSTS": ["other.example"]}, ["core.E004"]),
        (PUBLIC, {"ALLOWED_HOSTS": [".alliance.example"], "SITE_URL": "https://www.alliance.example"}, []),
        (LOCAL, {"SITE_URL": "http://[::1]:8000", "ALLOWED_HOSTS": ["[::1]"]}, []),
        (LOCAL, {"ALLOWED_HOSTS": []}, ["core.E004"]),
        (PUBLIC, {"REDIS_URL": ""}, ["core.E005"]),
        (PUBLIC, {"DATABASES": SQLITE}, ["core.W006"]),
        (LOCAL, {"WEB_PROCESSES": 4}, ["core.E005", "core.W006"]),
        (PUBLIC, {"EMAIL_BACKEND": CONSOLE}, ["core.W007"]),
    ],
)
def test_wrong_combination_is_named(found, base, changes, expected):
    assert found(base, **changes) == expected


def test_hint_names_the_line_to_write(monkeypatch):
    monkeypatch.setattr(checks, "settings", Values({**PUBLIC, "ALLOWED_HOSTS": ["127.0.0.1"]}))
    (message,) = checks.public_site_is_safe(None)
    assert message.hint == "Add it: ALLOWED_HOSTS=alliance.example,127.0.0.1"


def ministry(client_id="alliance", secret="x"):
    return {"openid_connect": {"APPS": [{"client_id": client_id, "secret": secret}]}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"MFA_KEYS": []}, ["core.E008"]),
        ({"MFA_KEYS": ["short", *PUBLIC["MFA_KEYS"]]}, ["core.E009"]),
        ({"OIDC_SERVER_URL": "https://id.example", "SOCIALACCOUNT_PROVIDERS": ministry()}, []),
        ({"OIDC_SERVER_URL": "https://id.example", "SOCIALACCOUNT_PROVIDERS": ministry(secret="")}, ["core.E010"]),
        ({"OIDC_SERVER_URL": "http://id.example", "SOCIALACCOUNT_PROVIDERS": ministry()}, ["core.E011"]),
    ],
)
def test_signing_in_is_safe_in_public(found, changes, expected):
    assert found(PUBLIC, **changes) == expected
