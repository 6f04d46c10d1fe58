"""The real content, in a database of its own that is made once for all tests."""

import pytest
from django.conf import settings

from tests import database

CONTENT = settings.BASE_DIR / "alliance" / "content"


@pytest.fixture(scope="module")
def real_content(django_db_setup):
    """The module's tests find the demo's content in the database; the next module does not."""
    before = database.in_use()
    database.use(database.copy_of("content"))
    yield
    database.use(before)
