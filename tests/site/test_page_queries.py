"""What the pages that staff write cost, on the real content in its four languages."""

import pytest
from django.apps import apps

from alliance.core import cache
from alliance.core.models import EditorialPage
from tests.content import real_content  # noqa: F401 - a fixture of this module
from tests.queries import queries_made_and_kept

# Printed before; and when a publish has them printed anew, of which home has most to tell and each event a dozen facts.
MOST, MOST_ANEW = 9, 19
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
def test_no_page_takes_more_than_nine_queries_once_it_is_printed(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more
    counts = {}
    for address in addresses():
        counts[address] = queries_made_and_kept(client, address)
    assert len(counts) > 40
    assert {address: kept for address, (_made, kept) in counts.items() if kept > MOST} == {}
    assert {address: made for address, (made, _kept) in counts.items() if made > MOST_ANEW} == {}
