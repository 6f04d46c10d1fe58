"""Words as the index knows them."""

import pytest

from search.engines.analysis import MOST_SPELLINGS, cleaned, distance, is_silent, spellings


@pytest.mark.parametrize(
    ("word", "language", "other"),
    [
        ("mujer", "es", "mujeres"),
        ("mujeres", "es", "mujer"),
        ("voces", "es", "voz"),
        ("tecnologia", "es", "tecnología"),
        ("formacao", "pt", "formação"),
        ("formação", "pt", "formações"),
        ("regiões", "pt", "região"),
        ("rurais", "pt", "rural"),
        ("jovem", "pt", "jovens"),
        ("women", "en", "woman"),
        ("educación", "pt", "educação"),
        ("educación", "pt", "educações"),
        ("universidad", "pt", "universidade"),
        ("aprendizaje", "pt", "aprendizagem"),
        ("profesores", "pt", "professores"),
        ("educação", "es", "educacion"),
        ("comissão", "es", "comision"),
        ("espanhol", "es", "español"),
        ("primeiro", "es", "primero"),
    ],
)
def test_a_word_is_spelled_in_its_other_number_and_as_its_cousins_are(word, language, other):
    spelled = spellings(word, language)
    assert spelled[0] == word
    assert other in spelled
    assert len(spelled) <= MOST_SPELLINGS


def test_short_and_strange_words_stay_as_they_are():
    assert spellings("ir", "es") == ("ir",)
    assert spellings("ciudad", "fr") == ("ciudad",)
    assert spellings("Straße", "es") == ("straße",)
    assert spellings("教育", "pt") == ("教育",)


def test_words_are_silent_in_the_readers_language_or_in_two():
    assert is_silent(["de", "la"], "en")
    assert is_silent(["the"], "en")
    assert not is_silent(["the"], "es")
    assert not is_silent(["sur"], "es")
    assert is_silent(["sur"], "fr")
    assert not is_silent(["de", "lectura"], "es")
    assert is_silent([], "es")


def test_text_is_cleaned_of_what_no_index_can_hold():
    assert cleaned("Educacio\u0301n") == "Educación"
    assert cleaned("a\0b\ud800") == "a b"
    assert cleaned("L'école d’été, don't") == "école été, don't"


@pytest.mark.parametrize(
    ("one", "other", "at_most", "expected"),
    [
        ("casa", "casa", 2, 0),
        ("casa", "cosa", 2, 1),
        ("casa", "caas", 2, 1),
        ("casa", "casas", 1, 1),
        ("educasoin", "educacion", 2, 2),
        ("casa", "perro", 2, 3),
        ("a", "abcdef", 2, 3),
        ("", "ab", 2, 2),
    ],
)
def test_distance(one, other, at_most, expected):
    assert distance(one, other, at_most) == distance(other, one, at_most) == expected
