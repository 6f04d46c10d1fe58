"""The interface is complete in every language, and holds nothing that no page says any more."""

import json
import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from alliance.core.source_texts import forms, read_catalogue, source_texts, translated_languages, untranslated

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
END = re.compile(r"[.:?!…]?$")
FIRST_PAGES = settings.BASE_DIR / "alliance" / "content" / "site" / "pages.json"
VOCABULARIES = settings.BASE_DIR / "alliance" / "content" / "vocabularies.json"
# What a language does not write: a quotation mark of another one, a plain space where the line must not break.
UNWRITTEN = {
    "es": re.compile(r"[“”\"]|« | »|\d %|\.\.\."),
    "pt": re.compile(r"[«»\"]|\d\s%|\.\.\."),
    "fr": re.compile(r"[“”\"]|(?<!\u00a0)[;?!»]|[^\u00a0\d]:(?=\s|$)|«(?!\u00a0)|\d %|\.\.\."),
    "en": re.compile(r"[«»]|\d\s%|\.\.\."),
}
MARKUP = re.compile(r"<[^>]+>|&\w+;")


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
        expected = PLACEHOLDER.findall(forms(message.id)[-1])
        for form in forms(message.string):
            said = PLACEHOLDER.findall(form)
            # "See it": the form for one may leave its number out, the one for several may not.
            spare = form is not forms(message.string)[-1]
            if not set(said) <= set(expected) or len(said) > len(expected) or not (spare or set(said) == set(expected)):
                wrong.append(form)
    assert wrong == []


@pytest.mark.parametrize("language", translated_languages())
def test_a_translation_ends_as_the_text_does(language):
    """A sentence stays one, a label before a field keeps its colon."""
    wrong = []
    for message in read_catalogue(language):
        for english, form in zip(forms(message.id), forms(message.string), strict=True) if message.id else ():
            if END.search(english)[0] != END.search(form)[0] or english != english.strip() or form != form.strip():
                wrong.append((english, form))
    assert wrong == []


def in_languages(content, language: str):
    """Every text in a language that a content file holds under the code of it."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from texts_in(value) if key == language else in_languages(value, language)
    elif isinstance(content, list):
        for value in content:
            yield from in_languages(value, language)


def texts_in(content):
    if isinstance(content, str):
        yield content
    else:
        for value in content.values() if isinstance(content, dict) else content:
            yield from texts_in(value)


@pytest.mark.parametrize("language", UNWRITTEN)
def test_the_signs_are_those_of_the_language(language):
    if language == "en":
        texts = [form for message in read_catalogue("es") if message.id for form in forms(message.id)]
    else:
        texts = [form for message in read_catalogue(language) if message.id for form in forms(message.string)]
    for path in (FIRST_PAGES, VOCABULARIES):
        texts += in_languages(json.loads(path.read_text(encoding="utf-8")), language)
    assert len(texts) > 800
    assert [text for text in texts if UNWRITTEN[language].search(MARKUP.sub("", text))] == []


def test_english_is_what_the_code_says():
    with translation.override("en"):
        assert gettext("Search the whole site") == "Search the whole site"
