"""The demo from outside: what `make demo` promises."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from alliance.core.demo_accounts import ACCOUNTS, PASSWORD
from tests.database import ROOT

MOST_MEGABYTES = 350


def sign_in(site: str, email: str) -> str:
    """The address that somebody is at after signing in with the demo's password, or the status where they may not be."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = visitor.open(f"{site}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = {"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD, "next": "/admin/"}
    request = urllib.request.Request(
        f"{site}/accounts/login/", urllib.parse.urlencode(form).encode(), headers={"Referer": f"{site}/accounts/login/"}
    )
    try:
        return visitor.open(request).url
    except urllib.error.HTTPError as error:
        return f"{error.code}"


def megabytes(pid: int) -> float:
    """The resident memory of a process."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def workers_of(pid: int) -> list[int]:
    """The processes that this one has started."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for listed in lists for child in listed.read_text().split()]


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_the_demo_accounts_reach_the_admin_where_their_role_opens_it(demo_site, account):
    assert (sign_in(demo_site, account.email) == f"{demo_site}/admin/") == account.opens_admin


def test_the_first_address_leads_to_a_page(demo_site):
    with urllib.request.urlopen(demo_site) as answer:
        assert answer.status == 200
        assert re.fullmatch(rf"{re.escape(demo_site)}/(es|en|pt|fr)/", answer.url)


@pytest.mark.served
def test_it_stops_whole_and_comes_back_with_what_was_entered(start_demo):
    demo = start_demo("content")
    assert "Loading the content" in demo.log.read_text()
    started = time.monotonic()
    while not (workers := workers_of(demo.process.pid)) and time.monotonic() < started + 10:
        time.sleep(0.1)
    assert len(workers) == 1
    assert megabytes(demo.process.pid) < MOST_MEGABYTES
    rename = (
        "from alliance.core.models import User; User.objects.filter(email='editor@demo.example').update(last_name='X')"
    )
    environment = {**os.environ, "DATABASE_URL": demo.copy.url}
    subprocess.run([sys.executable, "manage.py", "shell", "-c", rename], cwd=ROOT, env=environment, check=True)

    demo.stop()
    assert not Path(f"/proc/{workers[0]}").exists()

    demo.start()
    printed = demo.log.read_text()
    assert "Loading the content" not in printed
    assert demo.url in printed
    asked = "from alliance.core.models import User; print(User.objects.get(email='editor@demo.example').last_name)"
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", asked],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.strip() == "X"


@pytest.mark.served
def test_a_taken_port_is_told_with_the_way_out(demo_site):
    port = urllib.parse.urlsplit(demo_site).port
    second = subprocess.run(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert f"make demo PORT={port + 1}" in second.stderr
