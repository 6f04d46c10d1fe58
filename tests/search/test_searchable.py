"""The demo's content is in the index whole, and the commands say so."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alliance.core import status
from evidence.models import Practice
from search.services.comparing import Differences, differences
from search.services.indexing import drain
from tests.content import made_indices, real_content, searchable  # noqa: F401 - pytest finds the fixtures here

pytestmark = pytest.mark.django_db


def test_the_index_of_the_content_says_what_the_database_says(searchable):  # noqa: F811 - the fixture
    assert differences() == Differences()
    assert status.run_checks()["search"].ok
    practice = Practice.objects.first()
    practice.locality = "Elsewhere"
    practice.save()
    with pytest.raises(CommandError, match="in 1 documents"):
        call_command("search_rebuild", check=True, stdout=StringIO())
    drain()
    out = StringIO()
    call_command("search_rebuild", check=True, stdout=out)
    assert out.getvalue() == "The index says what the database says.\n"
