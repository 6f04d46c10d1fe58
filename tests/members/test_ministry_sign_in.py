"""Signing in with the account of a ministry, at a provider that is served as a process of its own."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount

from alliance.core.models import User
from tests.browser import free_port, wait_for
from tests.factories.members import MemberFactory
from tests.members.accounts import SECOND_STEP, shown_by_app, with_code_app
from tests.members.oidc_provider import CLIENT, PASSWORD, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.served]

BEGIN = "/accounts/oidc/ministry/login/"
CALLBACK = "http://testserver/accounts/oidc/ministry/login/callback/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """The address of the ministry's server."""
    files, port = tmp_path_factory.mktemp("provider"), free_port()
    log = files / "log"
    command = [sys.executable, str(Path(__file__).with_name("oidc_provider.py")), str(port), str(files), CALLBACK]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/.well-known/openid-configuration", process, log)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture(autouse=True)
def ministry(settings, provider):
    """The settings of a ministry that has a sign-in of its own."""
    app = {"provider_id": "ministry", "name": "Ministerio", "client_id": CLIENT, "secret": SECRET}
    app["settings"] = {"server_url": provider}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def come_back(client, provider: str, email: str, begin: str = BEGIN):
    """Go to the ministry, sign in there, and come back; the last answer here."""
    there = client.post(begin)
    assert there.url.startswith(f"{provider}/identity/o/authorize?")
    browser = requests.Session()
    login = browser.get(there.url)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', login.text)[1]
    fields = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    fields["next"] = urlsplit(there.url)._replace(scheme="", netloc="").geturl()
    answer = browser.post(f"{provider}/accounts/login/", data=fields, allow_redirects=False)
    while not answer.headers["Location"].startswith(CALLBACK):
        answer = browser.get(provider + answer.headers["Location"], allow_redirects=False)
    return client.get(answer.headers["Location"].removeprefix("http://testserver"))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_offers_it(client):
    assert "Ministerio" in client.get("/accounts/login/").content.decode()


def test_without_its_address_there_is_none(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "oidc" not in client.get("/accounts/login/").content.decode()
    assert client.post(BEGIN, follow=True).status_code == 404


def test_who_has_an_account_here_is_known_by_the_verified_address(client, provider):
    ana = MemberFactory(email="known@ministry.example", language="pt")
    assert come_back(client, provider, ana.email).url == "/pt/my/"
    assert client.session["_auth_user_id"] == str(ana.pk)
    assert SocialAccount.objects.get().user == ana
    page = client.get("/accounts/3rdparty/").content.decode()
    assert "Ministerio" in page


def test_the_second_step_is_asked_for_here_too(client, provider):
    ana = MemberFactory(email="known@ministry.example")
    with_code_app(ana)
    assert come_back(client, provider, ana.email).url == SECOND_STEP
    assert not signed_in(client)
    client.post(SECOND_STEP, {"code": shown_by_app()})
    assert signed_in(client)


@pytest.mark.parametrize("email", ["stranger@ministry.example", "unconfirmed@ministry.example"])
def test_nobody_becomes_a_member_by_it(client, provider, email):
    if email.startswith("unconfirmed"):
        MemberFactory(email=email)
    before = User.objects.count()
    answer = come_back(client, provider, email)
    assert answer.templates[0].name == "account/signup_closed.html"
    assert (signed_in(client), User.objects.count(), SocialAccount.objects.count()) == (False, before, 0)


def test_an_answer_that_nobody_asked_for_is_refused(client):
    answer = client.get("/accounts/oidc/ministry/login/callback/?code=stolen&state=made-up")
    assert not signed_in(client)
    assert answer.templates[0].name == "socialaccount/authentication_error.html"


def test_a_server_that_is_away_is_said_in_words(client, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": f"http://127.0.0.1:{free_port()}"}
    answer = client.post(BEGIN)
    assert answer.status_code == 502
    assert answer.templates[0].name == "socialaccount/authentication_error.html"
