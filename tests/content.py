"""The real content, in a database of its own that is made once for all tests."""

import shutil

import pytest
from django.conf import settings as site

from search.models import IndexState
from search.services.rebuilding import rebuild
from tests import database

CONTENT = site.BASE_DIR / "alliance" / "content"


@pytest.fixture(scope="module")
def real_content(django_db_setup):
    """The module's tests find the demo's content in the database; the next module does not."""
    before = database.in_use()
    database.use(database.copy_of("content"))
    yield
    database.use(before)


@pytest.fixture(scope="session")
def made_indices(tmp_path_factory):
    """A folder for the index of the demo's content, which is made once and copied for each test."""
    return tmp_path_factory.mktemp("indices")


@pytest.fixture
def searchable(real_content, made_indices, settings, tmp_path, db):
    """The test finds the demo's content by the embedded engine too, in an index of its own. Needs `made_indices` beside it."""
    settings.SEARCH_ENGINE, settings.SEARCH_DIR = "tantivy", made_indices / "content"
    if not settings.SEARCH_DIR.exists():
        rebuild()
    settings.SEARCH_DIR = tmp_path / "search"
    shutil.copytree(made_indices / "content", settings.SEARCH_DIR)
    IndexState.objects.update_or_create(pk=1, defaults={"engine": "tantivy"})
