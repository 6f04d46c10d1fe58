"""What a publish costs: it grows with what changed, not with the length of the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import TranslationSource

from alliance.site.pages import NewsPage
from tests.factories.pages import news, story, translate

pytestmark = pytest.mark.django_db(transaction=True)


def published_in_four(paragraphs: int) -> NewsPage:
    """An original with three translations, its page read anew."""
    sentences = [f"Frase {number} de {paragraphs}." for number in range(paragraphs)]
    page = news(title=f"Con {paragraphs}", lead="Entrada.", body=story(*sentences))
    for language in ("en", "pt", "fr"):
        translate(page, language, {sentence: f"{language} {sentence}" for sentence in sentences})
    return NewsPage.objects.get(pk=page.pk)


def queries_of_publishing(page: NewsPage, **fields) -> list[str]:
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision()
    with CaptureQueriesContext(
        connection,
    ) as counted:
        revision.publish()
    return [each["sql"] for each in counted.captured_queries]


def with_another_sentence(page: NewsPage) -> list[dict]:
    first, *others = page.body.raw_data
    return [{**first, "value": "<p>Otra frase.</p>"}, *others]


def with_one_more(page: NewsPage) -> list[dict]:
    return [*story("Una más."), *page.body.raw_data]


@pytest.mark.parametrize("changed", [with_another_sentence, with_one_more, lambda page: page.body.raw_data])
def test_sentences_that_stay_cost_no_query(changed):
    # The first publish of a process reads what all later ones know.
    _first, _short, long = pages = [published_in_four(number) for number in (2, 5, 50)]
    costs = [len(queries_of_publishing(page, title="Otro", body=changed(page))) for page in pages]
    assert costs[1] == costs[2] < 150
    source = TranslationSource.objects.get(object_id=long.translation_key)
    assert source.stringsegment_set.count() == 2 + len(long.body)


def test_facts_reach_three_translations_at_the_same_cost():
    costs = [len(queries_of_publishing(published_in_four(paragraphs), organisations="OEI")) for paragraphs in (5, 50)]
    assert costs[0] == costs[1]
