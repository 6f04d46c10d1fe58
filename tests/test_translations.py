"""The interface is complete in every language, and holds nothing that no page says any more."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from alliance.core.source_texts import forms, read_catalogue, source_texts, translated_languages, untranslated

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.fixture(scope="module")
def sources():
    return source_texts()


def ids(catalogue):
    return {(message.context, forms(message.id)[0]) for message in catalogue if message.id}


@pytest.mark.parametrize("language", translated_languages())
def test_every_text_of_code_and_templates_is_in_the_catalogue_and_no_other(language, sources):
    assert ids(read_catalogue(language)) ^ ids(sources) == set()


@pytest.mark.parametrize("language", translated_languages())
def test_no_translation_is_missing_or_fuzzy(language):
    catalogue = read_catalogue(language)
    assert untranslated(catalogue) == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", translated_languages())
def test_a_translation_keeps_the_placeholders(language):
    wrong = []
    for message in read_catalogue(language):
        if not message.id:
            continue
        expected = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        wrong += [message.id for form in forms(message.string) if not set(PLACEHOLDER.findall(form)) <= expected]
    assert wrong == []


def test_english_is_what_the_code_says():
    with translation.override("en"):
        assert gettext("Search practices") == "Search practices"
