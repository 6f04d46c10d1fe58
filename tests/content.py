"""The real content in the test database, loaded once for all tests of a module."""

import pytest
from django.conf import settings
from django.db import transaction

from alliance.core.loading import Report
from alliance.site.content import ContentFolder

CONTENT = settings.BASE_DIR / "alliance" / "content"


@pytest.fixture(scope="module")
def real_content(django_db_setup, django_db_blocker):
    """The report of loading the demo's content; the content goes again after the module's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        report = Report()
        ContentFolder(CONTENT).load(report)
        yield report
        transaction.set_rollback(True)
