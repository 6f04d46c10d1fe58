"""Formatted words as somebody types them, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.core.light_text import html_of, text_of

PAIRS = [
    ("Una frase.", "<p>Una frase.</p>"),
    ("Una.\n\nOtra.", "<p>Una.</p><p>Otra.</p>"),
    ("Una.\nMisma.", "<p>Una.<br/>Misma.</p>"),
    ("- uno\n- dos", "<ul><li>uno</li><li>dos</li></ul>"),
    ("1. uno\n2. dos", "<ol><li>uno</li><li>dos</li></ol>"),
    ("Lista:\n\n- uno\n\nFin", "<p>Lista:</p><ul><li>uno</li></ul><p>Fin</p>"),
    (
        "Vea [el informe](https://example.org/a?b=1&c=2).",
        '<p>Vea <a href="https://example.org/a?b=1&amp;c=2">el informe</a>.</p>',
    ),
    ("Vea https://example.org/a_b.", '<p>Vea <a href="https://example.org/a_b">https://example.org/a_b</a>.</p>'),
    ("Vea [la página](page:12).", '<p>Vea <a linktype="page" id="12">la página</a>.</p>'),
    ("Con **peso** y *acento*.", "<p>Con <b>peso</b> y <i>acento</i>.</p>"),
]


@pytest.mark.parametrize(("text", "html"), PAIRS)
def test_there_and_back(text, html):
    assert html_of(text) == html
    assert text_of(html) == text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        '[x](https://a"onclick="alert)',
        "<a href='javascript:1'>x</a>",
        "**<img src=x onerror=alert(1)>**",
    ],
)
def test_nothing_typed_is_markup(text):
    html = html_of(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert '" onclick' not in html
    assert '"onclick' not in html


@pytest.mark.parametrize("text", ["3 * 4 * 5", "2 ** 3", "a_b", "* no list", "-5 grados", "1.5 km"])
def test_signs_of_other_kinds_stay_what_they_are(text):
    assert html_of(text) == f"<p>{text}</p>"


@given(st.text(max_size=200))
def test_what_was_typed_once_is_read_and_written_the_same_again(text):
    html = html_of(text)
    again = text_of(html)
    assert text_of(html_of(again)).split() == text_of(html_of(text_of(html_of(again)))).split()
