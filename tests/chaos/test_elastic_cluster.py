"""The short form of the chaos on a cluster, fit for every run."""

import pytest

from tests.chaos import elastic_cluster

SECONDS = 12


@pytest.mark.services("elasticsearch")
@pytest.mark.timeout(120)
def test_nobody_notices_that_the_master_of_the_cluster_is_killed():
    report = elastic_cluster.run(SECONDS)
    assert (report.failed, report.wrong_totals, report.lost) == ([], [], 0)
    assert report.masters[0] != report.masters[1]
    assert report.searches > 0
    assert report.written > 0
