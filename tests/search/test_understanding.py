"""What is understood of what people type, whatever they type."""

import pytest

from search import lexicon as lexicon_module
from search.lexicon import Lexicon, Meaning, add_concept
from search.types import Clause, Helper
from search.understanding import LONGEST_TEXT, MOST_WORDS, Named, edits_for, understand
from search.weights import ACRONYM, RELATED_IDEA, SYNONYM, TRANSLATION, needed_of

TEACHER = {"es": ["docente"], "en": ["teacher", "instructor"], "pt": ["mestre"]}


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """A small lexicon in place of the content's."""
    found = Lexicon()
    add_concept(found, TEACHER)
    add_concept(found, {"es": ["formación docente"], "en": ["teacher training"]})
    found.add("Chile", Meaning("country", "CL"))
    found.add("República Dominicana", Meaning("country", "DO"))
    found.add("Primaria", Meaning("level", "primary"))
    found.add("Cursos", Meaning("type", "course"))
    monkeypatch.setattr("search.understanding.lexicon", lambda: found)
    return found


def words(text: str) -> list[str]:
    return [clause.text for clause in understand(text).clauses]


def test_words_that_say_nothing_are_left_out_in_any_language():
    assert words("¿Cómo usar la radio para enseñar?") == ["radio", "enseñar"]
    assert words("how to teach with the radio") == ["teach", "radio"]
    assert words("l'école et les élèves") == ["école", "élèves"]


def test_words_that_say_nothing_are_looked_for_where_there_are_no_others():
    assert words("de la") == ["de", "la"]


def test_words_in_quotes_stay_together_whatever_quotes_they_are():
    for text in ('"aula invertida" rural', "“aula invertida” rural", "«aula invertida» rural"):
        assert understand(text).clauses == (Clause("aula invertida", phrase=True), Clause("rural"))


def test_a_quote_that_nobody_closed_is_no_quote():
    assert words('"aula invertida') == ["aula", "invertida"]


def test_a_minus_leaves_words_and_phrases_out_and_a_hyphen_does_not():
    found = understand('robótica -lego -"aula invertida" bien-estar')
    assert [clause.text for clause in found.clauses] == ["robótica", "bien", "estar"]
    assert found.excluded == (Clause("aula invertida", phrase=True), Clause("lego"))


def test_a_word_is_helped_by_its_translations_and_less_by_its_synonyms():
    [clause] = understand("docentes").clauses
    assert clause.helpers == (
        Helper("teacher", "en", TRANSLATION),
        Helper("mestre", "pt", TRANSLATION),
        Helper("instructor", "en", SYNONYM),
    )


def test_an_acronym_helps_nearly_as_much_as_the_word_and_a_related_idea_least():
    found = Lexicon()
    add_concept(found, {"es": ["robótica", "STEM", "mecatrónica"]}, related=[("es", "programación")])
    [meaning] = found.entries[("robotic",)]
    assert meaning.helpers == (
        Helper("STEM", "es", ACRONYM),
        Helper("mecatrónica", "es", SYNONYM),
        Helper("programación", "es", RELATED_IDEA),
    )


def test_the_longer_name_wins_and_its_words_share_what_helps_them():
    one, other = understand("formación docente").clauses
    assert one.helpers == other.helpers == (Helper("teacher training", "en", TRANSLATION),)
    assert one.share == other.share == 0.5


def test_countries_levels_and_years_are_also_filters():
    found = understand("robótica primaria republica dominicana 2024")
    assert found.named == (
        Named("level", "primary", "robótica republica dominicana 2024"),
        Named("country", "DO", "robótica primaria 2024"),
        Named("year", "2024", "robótica primaria republica dominicana"),
    )
    assert [clause.codes for clause in found.clauses] == [
        (),
        (("level", "primary"),),
        (("country", "DO"),),
        (("country", "DO"),),
        (("year", "2024"),),
    ]


def test_what_names_a_kind_of_find_is_no_word_of_it():
    found = understand("cursos de robótica")
    assert ([clause.text for clause in found.clauses], found.kinds) == (["robótica"], ("course",))
    alone = understand("cursos")
    assert ([clause.text for clause in alone.clauses], alone.kinds) == (["cursos"], ())


def test_only_the_last_word_may_be_unfinished():
    clauses = understand("radio educ", is_typing=True).clauses
    assert [clause.is_beginning for clause in clauses] == [False, True]
    assert not any(clause.is_beginning for clause in understand("radio educ").clauses)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        '"',
        '""""',
        "-",
        "- -",
        "\x00\x1f",
        "😀🎉",
        "*:* OR title:[a TO z] ~9^99 (((",
        "a" * 10_000,
        "radio " * 5_000,
        '"' * 9_999,
        "\u202egnirts\u200b",
        "<script>alert(1)</script>",
    ],
)
def test_nothing_that_can_be_typed_is_an_error(text):
    found = understand(text)
    assert len(found.clauses) <= MOST_WORDS
    assert all(0 < len(clause.text) <= LONGEST_TEXT for clause in found.clauses)


def test_short_words_are_taken_as_they_are_and_long_ones_may_have_two_wrong_letters():
    assert [edits_for(word) for word in ("ia", "red", "aula", "escuela", "robótica", "covid19")] == [0, 0, 1, 1, 2, 0]


def test_of_many_words_some_may_be_missing():
    assert [needed_of(count) for count in range(8)] == [0, 1, 2, 2, 3, 4, 4, 5]


def test_the_lexicon_is_read_again_after_a_publish(db, monkeypatch):
    from alliance.core.cache import bump_content_version
    from search.models import Concept

    monkeypatch.undo()
    lexicon_module.forget()
    assert lexicon_module.lexicon().entries.get(("robot",)) is None
    concept = Concept.objects.create(code="robots", category="technologies")
    concept.terms.create(language="es", term="robot", other_words="autómata")
    concept.save()
    bump_content_version()
    assert lexicon_module.lexicon().entries[("robot",)][0].helpers == (Helper("autómata", "es", SYNONYM),)
