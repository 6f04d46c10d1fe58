"""What several tests of the library look for."""

import pytest

from tests.factories.core import CountryFactory
from tests.factories.evidence import published_practice


@pytest.fixture
def five():
    """Radio and tablets in two countries, one practice about which little is known."""
    made = {"target_group:indigenous", "level:primary"}
    few_words = {"original__summary": "Sin más."}
    published_practice(
        slug="radio", context="rural", codes=["technology:radio_tv", *made], original__title="Radio", **few_words
    )
    published_practice(
        slug="tablets", context="rural", codes=["technology:tablet"], original__title="Tabletas", **few_words
    )
    published_practice(
        slug="robots",
        context="urban",
        codes=["technology:robotics", "technology:tablet", "level:secondary"],
        country=CountryFactory(code="MX"),
        start_year=2018,
        original__title="Robots",
        **few_words,
    )
    published_practice(
        slug="mesh", context="rural", codes=["target_group:indigenous"], original__title="Red propia", **few_words
    )
    published_practice(slug="bare", start_year=None, original__title="Apenas", **few_words)
