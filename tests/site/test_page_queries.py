"""What the pages that staff write cost, on the real content in its four languages."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.core import cache
from alliance.core.models import EditorialPage
from tests.content import real_content  # noqa: F401 - a fixture of this module

MOST = 15
SECTIONS = ("", "news/", "events/", "events/month/2024-05/", "training/", "about/")


def addresses() -> list[str]:
    """The sections, and of each type the first pages of every language: originals, translations, pages that follow one."""
    found = [f"/{language}/{section}" for language in ("es", "pt") for section in SECTIONS]
    for model in apps.get_models():
        if issubclass(model, EditorialPage):
            for page in model.objects.live().order_by("slug", "locale").select_related("locale")[:8]:
                found.append(f"/{page.locale.language_code}/{page.url_path.split('/', 2)[2]}")
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_content")
def test_no_page_takes_more_than_fifteen_queries(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more
    counts = {}
    for address in addresses():
        client.get(address)  # what a process keeps in memory is read once
        with CaptureQueriesContext(connection) as queries:
            # With this cookie the answer does not come from the visitors' page cache.
            assert client.get(address, headers={"Cookie": "messages=x"}).status_code == 200, address
        counts[address] = len(queries)
    assert len(counts) > 40
    assert {address: count for address, count in counts.items() if count > MOST} == {}
