"""Server and worker are killed while they change and index: a short form of tests/chaos/search_kill.py."""

import pytest
from wagtail.models import Revision

from search.engines import choose
from search.models import WaitingChange
from search.services.comparing import Differences
from tests.chaos import search_kill
from tests.content import real_content  # noqa: F401 - pytest finds the fixture here

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.timeout(240)
def test_a_server_and_a_worker_that_are_killed_lose_nothing(real_content, settings, tmp_path):  # noqa: F811 - the fixture
    settings.SEARCH_ENGINE, settings.SEARCH_DIR = "tantivy", tmp_path
    choose._made.cache_clear()
    before = Revision.objects.count()
    assert search_kill.run(rounds=4, seed=20) == Differences()
    assert not WaitingChange.objects.exists()
    assert Revision.objects.count() > before
