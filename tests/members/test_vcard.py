"""Contact cards as address books read them."""

from members.vcard import card, escaped, folded


def test_signs_that_end_a_value_are_escaped():
    assert escaped("a,b;c\\d\r\ne") == "a\\,b\\;c\\\\d\\ne"


def test_a_line_is_folded_at_75_octets_and_no_letter_is_cut():
    text = "NOTE:" + "ñ" * 100
    pieces = folded(text).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert folded(text).replace("\r\n ", "") == text


def test_a_card_has_its_parts_and_nothing_empty():
    assert card([("FN", "Ana Paz"), ("N", ("Paz", "Ana", "", "", "")), ("EMAIL", ""), ("ORG", ())]) == (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana Paz\r\nN:Paz;Ana;;;\r\nEND:VCARD\r\n"
    )


def test_a_name_cannot_begin_another_property():
    assert "\r\nEMAIL" not in card([("FN", "Ana\r\nEMAIL:x@example.org")])
