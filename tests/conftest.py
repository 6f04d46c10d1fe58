"""What every test stands on: its own database, an empty cache, and skips that say why."""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.test import TransactionTestCase, override_settings

from alliance.core.catalogues import compile_catalogues
from tests import database
from tests.browser import browser_path, chromium, demo, demo_site, open_page, start_demo  # noqa: F401 - pytest finds fixtures here
from tests.memory import forget_everything

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
VARIABLES = {"postgresql": "DATABASE_URL", "redis": "REDIS_URL", "elasticsearch": "ELASTICSEARCH_URL"}


def pytest_configure(config):
    """Tests read the present texts, hash passwords fast and keep their files apart."""
    files = Path(tempfile.mkdtemp(prefix="alliance-test-"))
    config.add_cleanup(lambda: shutil.rmtree(files, ignore_errors=True))
    static = files / "static"  # empty: whitenoise reads it whole for each test client
    static.mkdir()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    overrides = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=str(files / "media"),
        PRIVATE_ROOT=str(files / "private"),
        SEARCH_ENGINE="tantivy",
        SEARCH_DIR=files / "search",
        STATIC_ROOT=str(static),
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    )
    overrides.enable()
    compile_catalogues()
    config.add_cleanup(overrides.disable)
    # Django would empty each table and make the permissions anew, in a database that a fresh copy replaces at once.
    TransactionTestCase._fixture_teardown = lambda test: None
    if settings.REDIS_URL and WORKER != "main":
        use_redis_database(int(WORKER.removeprefix("gw")) + 1)


def use_redis_database(number: int) -> None:
    """Each test process has its own numbered Redis database, because tests empty theirs."""
    url = urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=f"/{number}"))
    settings.REDIS_URL = os.environ["REDIS_URL"] = url
    settings.CACHES["default"]["LOCATION"] = url
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"] = [url]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Skip what this machine cannot run, with the reason; what uses the demo is served."""
    for item in items:
        if "demo" in item.fixturenames:
            item.add_marker(pytest.mark.served)
        if item.get_closest_marker("browser") and not browser_path():
            item.add_marker(pytest.mark.skip(reason="no Chromium found: install it or set CHROMIUM to its path"))
        if needed := item.get_closest_marker("services"):
            missing = [VARIABLES[name] for name in needed.args or VARIABLES if not os.environ.get(VARIABLES[name])]
            if missing:
                reason = f"{', '.join(missing)} not set: `make services` starts the servers"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def unindexed(settings, tmp_path):
    """The search has no index: lists look for typed words in the database."""
    settings.SEARCH_DIR = tmp_path / "no-index"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment):
    """This process has a migrated database of its own, with the Wagtail tree; replaces a migrate in every run."""
    database.use(database.copy_of("tree"))
    yield
    database.drop_copies()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that commits is followed by a fresh copy, instead of Django's flush, which takes the tree and permissions away."""
    used = database.in_use()  # before the end of a module that brought its own
    result = yield
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if nextitem and (commits or {"transactional_db", "live_server"} & set(item.fixturenames)):
        database.disconnect()
        used.fill()
    return result


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what another one left."""
    forget_everything()
