"""The forms of words: what is the same word to somebody who searches."""

import pytest

from search.word_forms import root, roots_of, words_of


@pytest.mark.parametrize(
    "same",
    [
        ("mujer", "mujeres"),
        ("líder", "líderes", "lider"),
        ("profesor", "profesora", "profesores", "profesoras"),
        ("maestra", "maestro", "maestros"),
        ("rural", "rurales"),
        ("escuela", "escuelas"),
        ("formación", "formaciones", "formação", "formações", "formation"),
        ("educación", "educação", "éducation", "education"),
        ("diversidad", "diversidade", "diversité", "diversity"),
        ("experiência", "experiencia", "experience"),
        ("teacher", "teachers"),
        ("tablet", "tablets"),
        ("alumna", "alumnas", "alumno", "alumnos"),
        ("aprendizaje", "aprendizajes", "aprendizagem", "aprendizagens"),
        ("profesores", "professores", "professor", "professora"),
        ("programa", "programas", "programme", "programmes"),
        ("process", "processes"),
    ],
)
def test_forms_of_one_word_have_one_root(same):
    assert len({root(word) for word in same}) == 1


@pytest.mark.parametrize("word", ["mes", "mesa", "red", "ias", "gas"])
def test_short_words_are_left_alone(word):
    assert root(word) == word


def test_words_are_told_apart_as_a_reader_would():
    assert words_of("L'école d’été, qu'elle a: micro:bit, covid-19 (SIGED)!") == [
        "école",
        "été",
        "elle",
        "a",
        "micro:bit",
        "covid",
        "19",
        "SIGED",
    ]
    assert roots_of("Escuelas rurales") == ("escuel", "rural")
    assert words_of("… !? 😀 \x00") == []
