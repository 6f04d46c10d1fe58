"""People at the served demo: each with their own cookies; and a process beside the server that works on the same data."""

import re
import subprocess
import sys

import requests
from bs4 import BeautifulSoup

from alliance.core.demo_accounts import PASSWORD
from tests.browser import Demo
from tests.database import ROOT


class Reader(requests.Session):
    """A browser's cookies, at one site; addresses are paths and redirects are not followed."""

    def __init__(self, site: str, email: str = "") -> None:
        super().__init__()
        self.site = site
        self.headers.update({"Origin": site, "Referer": f"{site}/"})
        if email:
            self._sign_in(email)

    def request(self, method: str, path: str, **options) -> requests.Response:
        options.setdefault("allow_redirects", False)
        return super().request(method, self.site + path, timeout=60, **options)

    def _sign_in(self, email: str) -> None:
        fields = {"username": email, "password": PASSWORD, "next": "/admin/"}
        answer = self.post("/admin/login/", data={**fields, **token_of(self.get("/admin/login/").text)})
        assert answer.status_code == 302

    def press(self, address: str, button: str = "", **changes: str) -> requests.Response:
        """The answer to the form at this address, sent as it was shown but for the changes."""
        fields = [pair for pair in form_of(self.get(address).text) if pair[0] not in changes]
        pressed = [(button, "1")] if button else []
        return self.post(address, data=[*fields, *changes.items(), *pressed])


def token_of(html: str) -> dict[str, str]:
    """The form token of a page."""
    return {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="([^"]+)', html)[1]}


def form_of(html: str) -> list[tuple[str, str]]:
    """What the longest form of the page would send if nothing were changed."""
    forms = BeautifulSoup(html, "html.parser").select("main form")
    longest = max(forms, key=lambda form: len(form.select("[name]")))
    return [pair for tag in longest.select("input, textarea, select") if tag.get("name") for pair in _sent_by(tag)]


def _sent_by(tag) -> list[tuple[str, str]]:
    name, kind = tag["name"], tag.get("type", "")
    if kind == "submit" or (kind in {"checkbox", "radio"} and not tag.has_attr("checked")):
        return []
    if tag.name == "select":
        chosen = [option.get("value", "") for option in tag.select("option[selected]")]
        return [(name, value) for value in (chosen if tag.has_attr("multiple") else chosen or [""])]
    return [(name, tag.get("value", "") if tag.name == "input" else tag.text.removeprefix("\n"))]


def beside(demo: Demo, code: str) -> subprocess.Popen:
    """Another process has run this code on the demo's data, as the worker does; it ends by itself."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", f"{code}\nprint('done', flush=True)"],
        cwd=ROOT,
        env=demo.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "done\n"
    return process
