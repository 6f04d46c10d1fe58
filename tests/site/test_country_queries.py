"""What a country's page costs as the library and the country's programmes grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.core import cache
from evidence.models import Practice, Programme
from tests.factories.evidence import ProgrammeFactory, ProgrammePhaseFactory, term
from tests.factories.many import many_practices

ADDRESS = "/en/countries/CL/"


@pytest.mark.django_db(transaction=True)
def test_the_page_takes_fifteen_queries_whatever_the_number_of_practices_and_programmes(client, monkeypatch):
    monkeypatch.setattr(cache, "MEMO_SECONDS", 600)  # a slow machine would read the content version once more
    for practices, programmes in ((100, 1), (9_900, 4)):
        many_practices(practices)
        for _each in range(programmes):
            programme = ProgrammeFactory(country=Practice.objects.first().country)
            ProgrammePhaseFactory(programme=programme, stage=term("programme_stage:pilot"))
        cache.bump_content_version()
        client.get("/en/countries/MX/")  # what a process keeps in memory is read once
        for cookie in ("", "messages=x"):  # with this cookie the answer does not come from the visitors' page cache
            with CaptureQueriesContext(connection) as queries:
                assert client.get(ADDRESS, headers={"Cookie": cookie}).status_code == 200
            assert len(queries) == 15
    assert (Practice.objects.count(), Programme.objects.filter(country__code="CL").count()) == (10_000, 5)
