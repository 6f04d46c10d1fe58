"""Marks: what was looked for stands out, and nothing that anybody wrote becomes markup."""

from search.highlighting import marked, snippet
from search.word_forms import root


def sought(*words: str) -> frozenset[str]:
    return frozenset(root(word) for word in words)


def test_all_forms_of_a_word_are_marked_and_nothing_inside_another():
    assert marked("Escuela de las escuelas: preescolar", sought("escuelas")) == (
        "<mark>Escuela</mark> de las <mark>escuelas</mark>: preescolar"
    )


def test_neighbours_share_one_mark():
    assert marked("la educación rural", sought("educacion", "rural")) == "la <mark>educación rural</mark>"


def test_markup_in_the_words_is_shown_and_does_not_work():
    assert marked("<script>alert('escuela')</script>", sought("escuela")) == (
        "&lt;script&gt;alert(&#x27;<mark>escuela</mark>&#x27;)&lt;/script&gt;"
    )


def test_the_sentence_that_has_more_of_what_is_sought_is_shown():
    body = "Comienza en 2019. Las maestras aprenden robótica en la escuela. Sigue."
    assert snippet("Un programa de la escuela.", lambda: body, sought("robótica", "escuela")) == (
        "Las maestras aprenden <mark>robótica</mark> en la <mark>escuela</mark>."
    )
    assert (
        snippet("Un programa de la escuela.", lambda: body, sought("escuela"))
        == "Un programa de la <mark>escuela</mark>."
    )


def test_a_long_sentence_is_cut_between_words_around_what_is_sought():
    words = " ".join(f"palabra{number}" for number in range(100))
    shown = snippet(words, str, sought("palabra60"), length=60)
    assert shown == "… palabra58 palabra59 <mark>palabra60</mark> palabra61 palabra62 palabra63 …"
    assert snippet("a" * 500, str, sought("b"), length=60) == "a" * 60 + " …"
