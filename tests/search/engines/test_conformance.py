"""What every engine does, whichever it is: what is found, in what order, and by whom."""

import pytest

from search.readers import MEMBERS, PUBLIC, network
from search.types import Clause, Helper
from search.weights import SYNONYM
from tests.factories.search import clauses, document, question


def keys(answer) -> list[str]:
    """Return the numbers that were found, in their order."""
    return [hit.number for hit in answer.hits]


def found(engine, text: str = "", **more) -> set[str]:
    """Return the numbers of all that a question finds."""
    return set(keys(engine.ask(question(text, **more))))


# Words and their forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Educación rural", "educacion"),
        ("Educacion rural", "educación"),
        ("EDUCACIÓN RURAL", "educación"),
        ("Tecnología en el aula", "tecnologias"),
        ("Formación docente", "formaciones"),
        ("Mujeres rurales", "mujer"),
        ("Mujer rural", "mujeres"),
        ("Jóvenes líderes", "joven"),
        ("Jóvenes líderes", "lider"),
        ("Una región apartada", "regiones"),
        ("La voz del aula", "voces"),
        ("Redes escolares", "red"),
        ("Profesoras de ciencias", "profesor"),
        ("Profesores de ciencias", "profesora"),
        ("Maestras rurales", "maestro"),
        ("Niñas y niños", "nino"),
        ("Educacio\u0301n rural", "educación"),
    ],
)
def test_spanish_forms(engine, said, asked):
    engine.write([document("practice:1", said), document("practice:2", "Otra cosa")])
    assert found(engine, asked) == {"1"}


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("pt", "Formação de professores", "formações"),
        ("pt", "Regiões afastadas", "região"),
        ("pt", "Escolas rurais", "rural"),
        ("pt", "Avaliação do ensino", "avaliacao"),
        ("pt", "Jovens leitores", "jovem"),
        ("fr", "Écoles rurales", "ecole"),
        ("fr", "Enseignantes rurales", "enseignant"),
        ("en", "School policies", "policy"),
        ("en", "Teachers of science", "teacher"),
    ],
)
def test_forms_of_the_other_languages(engine, language, said, asked):
    engine.write([document("practice:1", **{language: said}), document("practice:2", "Otra cosa")])
    assert found(engine, asked, language=language) == {"1"}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"pt": "Educação no campo"}, "educación"),
        ({"pt": "Formações de professores"}, "formación"),
        ({"pt": "Universidade aberta"}, "universidad"),
        ({"pt": "Aprendizagem ativa"}, "aprendizaje"),
        ({"pt": "Professores do campo"}, "profesores"),
        ({"es": "Educación en el campo"}, "educação"),
        ({"es": "Inclusión de todos"}, "inclusão"),
        ({"es": "Universidades abiertas"}, "universidade"),
        ({"es": "Aprendizajes activos"}, "aprendizagem"),
    ],
)
def test_spanish_and_portuguese_words_that_look_alike(engine, said, asked):
    engine.write([document("practice:1", **said), document("practice:2", "Otra cosa")])
    assert found(engine, asked) == {"1"}


@pytest.mark.parametrize(
    ("asked", "edits", "number"),
    [("educasion", 1, {"1"}), ("eduacion", 1, {"1"}), ("educasoin", 2, {"1"}), ("educasion", 0, set())],
)
def test_misspelt_words_are_met_as_far_as_they_may_be(engine, asked, edits, number):
    engine.write([document("practice:1", "Educación rural"), document("practice:2", "Salud escolar")])
    assert found(engine, clauses=clauses(asked, edits=edits)) == number


def test_words_of_any_language_are_found_from_any_other(engine):
    engine.write([document("practice:1", en="Teachers | a lead | and a body"), document("practice:2", fr="Un lycée")])
    assert found(engine, "teachers", language="fr") == {"1"}
    assert found(engine, "lycée", language="en") == {"2"}


def test_words_are_found_in_title_lead_body_and_names(engine):
    engine.write(
        [
            document("practice:1", "Robótica | nada | nada"),
            document("practice:2", "Nada | robótica | nada"),
            document("practice:3", "Nada | nada | robótica"),
            document("practice:4", "Nada", names="Instituto de Robótica"),
        ]
    )
    assert keys(engine.ask(question("robotica"))) == ["1", "4", "2", "3"]


def test_a_word_still_being_typed_is_met_by_what_begins_so(engine):
    engine.write([document("practice:1", "Matemática lúdica"), document("practice:2", "Historia de las lenguas")])
    assert found(engine, clauses=(Clause("matem", is_beginning=True),)) == {"1"}
    assert found(engine, clauses=(Clause("Matemáticas", is_beginning=True),)) == {"1"}
    assert found(engine, clauses=(Clause("l", is_beginning=True),)) == {"1", "2"}
    assert found(engine, clauses=(Clause("matem"),)) == set()


def test_stop_words_are_not_needed_unless_nothing_else_is_asked(engine):
    engine.write([document("practice:1", "Escuela rural"), document("practice:2", "Quién es quién en la red")])
    assert found(engine, "la escuela de los rurales") == {"1"}
    assert found(engine, "de la escuela", needed=2) == {"1"}
    assert found(engine, "la", language="es") == {"2"}
    assert found(engine, "¿ escuela ? 🙂") == {"1"}


# Several clauses ------------------------------------------------------------------------------------------------------


def test_all_clauses_are_needed_unless_fewer_are(engine):
    engine.write(
        [
            document("practice:1", "Lectura, escritura y robótica"),
            document("practice:2", "Lectura y escritura"),
            document("practice:3", "Lectura"),
        ]
    )
    assert found(engine, "lectura escritura robótica") == {"1"}
    assert found(engine, "lectura escritura robótica", needed=2) == {"1", "2"}
    assert keys(engine.ask(question("lectura escritura robótica", needed=1))) == ["1", "2", "3"]


def test_clauses_may_be_met_in_different_fields_and_languages(engine):
    engine.write([document("practice:1", "Lectura | | en casa", en="Reading | with robots", names="Ceibal")])
    assert found(engine, "lectura robots ceibal casa") == {"1"}


def test_phrases_must_stand_in_order_and_are_always_needed(engine):
    engine.write(
        [
            document("practice:1", "Educación para la escuela rural"),
            document("practice:2", "Educación rural para la escuela"),
            document("practice:3", "Nada | Otra escuela rural | nada"),
        ]
    )
    phrase = Clause("escuela rural", phrase=True)
    assert found(engine, clauses=(phrase,)) == {"1", "3"}
    assert found(engine, clauses=(phrase, *clauses("educacion nada")), needed=1) == {"1", "3"}
    assert found(engine, clauses=(phrase, Clause("educacion")), needed=1) == {"1"}
    assert found(engine, clauses=(Clause("para la escuela", phrase=True),)) == {"1", "2"}


def test_a_phrase_does_not_reach_from_one_text_into_the_next(engine):
    engine.write([document("practice:1", "La escuela | rural y urbana", pt="rural | escola")])
    assert found(engine, clauses=(Clause("escuela rural", phrase=True),)) == set()


def test_excluded_words_and_phrases(engine):
    engine.write([document("practice:1", "Escuela rural"), document("practice:2", "Escuela | en zona urbana")])
    assert found(engine, "escuela", excluded=clauses("urbanas")) == {"1"}
    assert found(engine, "escuela", excluded=(Clause("zona urbana", phrase=True),)) == {"1"}
    assert found(engine, "escuela", excluded=(Clause("urbana zona", phrase=True),)) == {"1", "2"}
    assert found(engine, excluded=clauses("rural")) == {"2"}


def test_no_clauses_match_everything(engine):
    engine.write([document(f"practice:{number}", "Algo") for number in range(3)])
    assert engine.ask(question()).total == 3


# The order ------------------------------------------------------------------------------------------------------------


def test_words_typed_come_before_their_helpers(engine):
    engine.write([document("practice:1", "Profesorado activo"), document("practice:2", "Docentes activos")])
    typed = Clause("docente", helpers=(Helper("profesorado", "es", SYNONYM),))
    assert keys(engine.ask(question(clauses=(typed,)))) == ["2", "1"]
    assert found(engine, "docente") == {"2"}


def test_helpers_of_several_words_must_stand_in_order_in_their_language(engine):
    engine.write(
        [
            document("practice:1", en="Special educational needs"),
            document("practice:2", en="Needs that are special"),
            document("practice:3", "Special educational needs"),
        ]
    )
    typed = Clause("NEE", helpers=(Helper("special educational needs", "en", 0.45),))
    assert found(engine, clauses=(typed,)) == {"1"}


def test_the_readers_language_comes_first(engine):
    engine.write([document("practice:1", pt="Um robot novo"), document("practice:2", en="Robot here")])
    assert keys(engine.ask(question("robot", language="pt"))) == ["1", "2"]
    assert keys(engine.ask(question("robot", language="en"))) == ["2", "1"]


def test_words_well_spelled_come_before_misspelt_ones(engine):
    engine.write([document("practice:1", "Casas nuevas"), document("practice:2", "Cosas nuevas")])
    for asked, first in (("cosas", "2"), ("casas", "1")):
        assert keys(engine.ask(question(clauses=clauses(asked, edits=1))))[0] == first


def test_all_words_in_one_title_come_before_words_here_and_there(engine):
    engine.write(
        [
            document("practice:1", "Lectura | escritura | nada de nada"),
            document("practice:2", "Lectura y escritura | nada | de nada"),
        ]
    )
    assert keys(engine.ask(question("lectura escritura"))) == ["2", "1"]


def test_leanings_raise_and_exclude_nothing(engine):
    engine.write(
        [
            document("practice:1", "Lectura", codes={"country": ("PE",)}),
            document("practice:2", "Lectura", codes={"country": ("CL", "AR")}),
        ]
    )
    assert keys(engine.ask(question("lectura", leanings={"country": ("CL",)}))) == ["2", "1"]
    assert keys(engine.ask(question("lectura", leanings={"country": ("PE",), "level": ("x",)}))) == ["1", "2"]


def test_quality_multiplies_the_score(engine):
    engine.write([document(f"practice:{at}", "Lectura", quality=worth) for at, worth in enumerate((0.7, 1.3, 1.0))])
    answer = engine.ask(question("lectura"))
    assert keys(answer) == ["1", "2", "0"]
    middle = answer.hits[1].score
    assert [round(hit.score / middle, 2) for hit in answer.hits] == [1.3, 1.0, 0.7]
    assert keys(engine.ask(question())) == ["1", "2", "0"]


def test_sorted_by_date_with_the_undated_last(engine):
    dates = ("2020-05-01", "", "1969-01-01", "2024-02-29")
    engine.write([document(f"practice:{at}", "Lectura", dated=day) for at, day in enumerate(dates)])
    assert keys(engine.ask(question("lectura", sort="newest"))) == ["3", "0", "2", "1"]
    assert keys(engine.ask(question("lectura", sort="oldest"))) == ["2", "0", "3", "1"]
    assert keys(engine.ask(question(sort="newest", start=1, size=2))) == ["0", "2"]


def test_pages_join_without_gaps_or_repeats(engine):
    engine.write([document(f"practice:{at}", "Lectura", quality=0.7 + at / 100) for at in range(25)])
    pages = [engine.ask(question("lectura", start=start, size=10)) for start in (0, 10, 20, 30, 10**6)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0, 0]
    assert {page.total for page in pages} == {25}
    assert [key for page in pages for key in keys(page)] == [str(at) for at in reversed(range(25))]
    counted = engine.ask(question("lectura", size=0))
    assert (counted.hits, counted.total) == ((), 25)


# Filters, facets, readers ---------------------------------------------------------------------------------------------


def shelf():
    """Return documents of two kinds, in three countries and at two levels."""
    rows = [
        ("practice:1", ("CL",), ("primary",)),
        ("practice:2", ("CL", "PE"), ("secondary",)),
        ("practice:3", ("PE",), ("primary", "secondary")),
        ("news:4", ("AR",), ()),
    ]
    return [document(key, "Lectura", codes={"country": where, "level": level}) for key, where, level in rows]


def test_filters_want_one_code_of_each_facet(engine):
    engine.write(shelf())
    assert found(engine, filters={"country": ("CL",)}) == {"1", "2"}
    assert found(engine, filters={"country": ("CL", "AR")}) == {"1", "2", "4"}
    assert found(engine, filters={"country": ("PE",), "level": ("primary",)}) == {"3"}
    assert found(engine, "lectura", filters={"type": ("news",)}) == {"4"}
    assert found(engine, filters={"country": ("XX",)}) == found(engine, filters={"nothing": ("CL",)}) == set()


def test_each_facet_is_counted_under_all_filters_but_its_own(engine):
    engine.write(shelf())
    facets = ("type", "country", "level", "nothing")
    plain = engine.ask(question("lectura", facets=facets)).counts
    assert plain == {
        "type": {"practice": 3, "news": 1},
        "country": {"CL": 2, "PE": 2, "AR": 1},
        "level": {"primary": 2, "secondary": 2},
        "nothing": {},
    }
    asked = question("lectura", facets=facets, filters={"country": ("CL",), "level": ("secondary",)}, size=1)
    narrowed = engine.ask(asked)
    assert narrowed.counts == {
        "type": {"practice": 1},
        "country": {"CL": 1, "PE": 2},
        "level": {"primary": 1, "secondary": 1},
        "nothing": {},
    }
    assert narrowed.total == 1
    assert engine.ask(question("ausente", facets=("type",))).counts == {"type": {}}


def test_only_what_its_readers_may_see_is_found_or_counted(engine):
    engine.write(
        [
            document("practice:1", "Lectura"),
            document("practice:2", "Lectura", readers=(MEMBERS,)),
            document("practice:3", "Lectura", readers=(network(7), network(8))),
            document("practice:4", "Lectura", readers=()),
        ]
    )
    assert found(engine, "lectura") == {"1"}
    assert found(engine, "lectura", readers=(PUBLIC, MEMBERS)) == {"1", "2"}
    assert found(engine, "lectura", readers=(network(8),)) == {"3"}
    assert found(engine, "lectura", readers=()) == set()
    assert engine.ask(question("lectura", facets=("type",))).counts == {"type": {"practice": 1}}


def test_hidden_documents_are_neither_found_nor_counted(engine):
    engine.write(shelf())
    answer = engine.ask(
        question("lectura", hidden=frozenset({"practice:1", "news:4", "practice:99"}), facets=("type",))
    )
    assert (sorted(keys(answer)), answer.total, answer.counts) == (["2", "3"], 2, {"type": {"practice": 2}})


# Similar documents and near words -------------------------------------------------------------------------------------


def test_similar_documents_speak_of_the_same_things(engine):
    engine.write(
        [
            document(
                "practice:1", "Robótica educativa | Talleres de robótica para niñas", codes={"level": ("primary",)}
            ),
            document("practice:2", "Talleres de robótica | Niñas que programan robots"),
            document("practice:3", "Huertos escolares | Cultivos y alimentación"),
            document("practice:4", "Robótica educativa | Talleres para niñas", readers=(MEMBERS,)),
            document("news:5", "Robótica educativa | Talleres de robótica"),
        ]
    )
    assert keys(engine.similar("practice:1", question(filters={"type": ("practice",)}))) == ["2"]
    assert set(keys(engine.similar("practice:1", question()))) == {"2", "5"}
    assert "4" in keys(engine.similar("practice:1", question(readers=(PUBLIC, MEMBERS))))
    assert keys(engine.similar("practice:1", question(hidden=frozenset({"practice:2", "news:5"})))) == []
    assert len(engine.similar("practice:1", question(size=1)).hits) == 1
    assert engine.similar("practice:99", question()).hits == ()


def test_near_words_are_those_of_public_documents_the_most_frequent_first(engine):
    engine.write(
        [
            *(document(f"practice:{at}", "Educación y lectura") for at in range(4)),
            *(document(f"practice:{at}", "Educador de campo") for at in range(4, 7)),
            *(document(f"practice:{at}", "Secretario oculto", readers=(MEMBERS,)) for at in range(7, 12)),
        ]
    )
    assert engine.near_words("educacoin") == ["educacion"]
    assert engine.near_words("educadoor") == ["educador"]
    assert "educador" in engine.near_words("educador")
    assert engine.near_words("secretaria") == []
    assert engine.near_words("zzzzzz") == engine.near_words("") == []
    assert len(engine.near_words("lectur", limit=1)) == 1
    engine.write([document(f"practice:{at}", "Nada", readers=(MEMBERS,)) for at in range(4, 7)])
    assert engine.near_words("educadoor") == []
