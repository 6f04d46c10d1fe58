"""What every engine does when its index is changed, made anew, or asked what nobody should ask."""

import time
from dataclasses import replace
from datetime import date

import pytest

from search.types import Clause, EngineUnavailableError, Helper, Question
from tests.factories.search import clauses, document, question


def found(engine, text: str = "", **more) -> set[str]:
    """Return the numbers of all that a question finds."""
    return {hit.number for hit in engine.ask(question(text, **more)).hits}


def test_what_is_written_is_found_at_once_and_replaced_by_its_key(engine):
    assert engine.write([document("practice:1", "Lectura"), document("practice:2", "Lectura")]) == 2
    assert found(engine, "lectura") == {"1", "2"}
    assert engine.write([document("practice:1", "Escritura")]) == 1
    assert (found(engine, "lectura"), found(engine, "escritura")) == ({"2"}, {"1"})
    assert engine.health().documents == 2
    assert engine.write([]) == 0


def test_the_last_of_two_documents_with_one_key_stays(engine):
    engine.write([document("practice:1", "Lectura"), document("practice:1", "Escritura")])
    assert (found(engine, "lectura"), found(engine, "escritura")) == (set(), {"1"})


def test_what_is_removed_is_not_found(engine):
    engine.write([document("practice:1", "Lectura"), document("practice:11", "Lectura")])
    engine.remove(["practice:1", "practice:99"])
    engine.remove([])
    assert found(engine, "lectura") == {"11"}
    assert engine.health().documents == 1


def test_other_processes_see_a_change_at_their_next_question(indexed):
    other = indexed.again()
    assert found(other, "lectura") == set()
    indexed.engine.write([document("practice:1", "Lectura")])
    assert found(other, "lectura") == {"1"}
    other.remove(["practice:1"])
    assert found(indexed.engine, "lectura") == set()


def test_digests_tell_every_document(engine):
    documents = [document("practice:1", "Lectura"), document("news:1c0f", "Escritura", dated="2024-01-01")]
    engine.write(documents)
    assert dict(engine.digests()) == {each.key: each.digest for each in documents}
    changed = replace(documents[1], dated=date(2024, 1, 2))
    engine.write([changed])
    assert dict(engine.digests())["news:1c0f"] == changed.digest
    engine.remove(["practice:1"])
    assert [key for key, _ in engine.digests()] == ["news:1c0f"]


def test_a_new_index_takes_the_place_of_the_old_one_in_every_process(indexed):
    engine, other = indexed.engine, indexed.again()
    engine.write([document("practice:1", "Lectura")])
    new = engine.begin()
    assert new.write([document("practice:2", "Lectura"), document("practice:3", "Lectura")]) == 2
    assert new.write([document("practice:3", "Escritura")]) == 1
    new.remove(["practice:99"])
    assert found(engine, "lectura") == found(other, "lectura") == {"1"}
    engine.write([document("practice:4", "Lectura")])
    assert found(other, "lectura") == {"1", "4"}
    new.put_in_place()
    assert found(engine, "lectura") == found(other, "lectura") == {"2"}
    assert found(indexed.again(), "escritura") == {"3"}
    other.write([document("practice:5", "Lectura")])
    assert found(engine, "lectura") == {"2", "5"}


def test_a_new_index_that_is_discarded_changes_nothing(engine):
    engine.write([document("practice:1", "Lectura")])
    new = engine.begin()
    new.write([document("practice:2", "Lectura")])
    new.discard()
    assert found(engine, "lectura") == {"1"}
    engine.begin().discard()


def test_one_new_index_at_a_time(indexed):
    new = indexed.engine.begin()
    with pytest.raises(EngineUnavailableError):
        indexed.again().begin()
    new.discard()
    indexed.again().begin().put_in_place()
    assert indexed.engine.health().is_current


def test_health_of_a_good_index(engine):
    engine.write([document("practice:1", "Lectura")])
    health = engine.health()
    assert (health.documents, health.is_current) == (1, True)


HOSTILE = {
    "nothing": "",
    "blanks": " \t\n\u00a0",
    "NUL": "a\0b \0",
    "half a pair": "\ud800 x\udfff",
    "one long word": "a" * 10_000,
    "many words": "educación lectura " * 555,
    "many different words": " ".join(f"palabra{at}" for at in range(1_000)),
    "many joined words": "a.b-" * 2_500,
    "operators": 'AND OR NOT (title:x^9 +- && || ! { } [ ] ~ * ? \\ / "',
    "wildcards": "*" * 500 + "?" * 500,
    "an expression": "(a+)+$" * 100 + "/.*.*.*x/",
    "quotes": '"' * 2_000 + "'«»“”",
    "script": "<script>alert('x')</script>",
    "emoji": "🙂👩‍🏫🇨🇱" * 200,
    "accents without letters": "\u0301" * 1_000,
    "stacked accents": "e" + "\u0301" * 1_000,
    "other scripts": "教育 образование تعليم शिक्षा " * 50,
    "right to left": "\u202e\u200f\ufeff",
    "stop words": "de la que el en y a los " * 100,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_gets_an_answer_within_a_second(engine, text):
    engine.write(
        [document("practice:1", f"Lectura {text[:3000]} | x | {text}", names=text[:3000]), document("practice:2", "Sí")]
    )
    whole = Clause(text, edits=2, is_beginning=True, helpers=(Helper(text, "es", 0.3), Helper(text, text[:9], 0.3)))
    many = clauses(text, edits=2)
    asked = [
        question(clauses=(whole,), excluded=(whole,)),
        question(clauses=(replace(whole, phrase=True, is_beginning=False),), excluded=(Clause(text, phrase=True),)),
        question(clauses=many, excluded=many, needed=len(many)),
        question(text, language=text[:9]),
        Question(
            readers=frozenset({text, "public"}),
            language="es",
            filters={text: (text,), "country": (text, "CL")},
            leanings={text: (text,)},
            hidden=frozenset({text}),
            facets=(text,),
            sort=text,
        ),
    ]
    for each in asked:
        start = time.monotonic()
        answer = engine.ask(each)
        assert time.monotonic() - start < 1
        assert answer.total >= len(answer.hits)
    assert isinstance(engine.near_words(text), list)
    engine.similar(text, question())
    engine.remove([text])
    assert found(engine, "lectura") == {"1"}


def test_a_thousand_filters_and_clauses_get_an_answer_within_a_second(engine):
    engine.write([document("practice:1", "Lectura", codes={"f0": ("x",)})])
    many = {f"f{at}": ("x", *(f"c{code}" for code in range(20))) for at in range(1_000)}
    start = time.monotonic()
    assert engine.ask(question("lectura", filters=many, facets=tuple(many)[:30])).total == 0
    assert engine.ask(question("lectura", filters={"f0": many["f0"]}, leanings=many)).total == 1
    assert engine.ask(question("lectura", hidden=frozenset(f"practice:{at}" for at in range(2, 5_000)))).total == 1
    assert time.monotonic() - start < 1
