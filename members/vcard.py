"""Contact cards (vCard 4.0, RFC 6350), as address books read them."""

from collections.abc import Iterable

LONGEST_LINE = 75  # octets
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": ""})


def escaped(text: str) -> str:
    """Return ``text`` as a value: no sign in it ends the value or the line."""
    return text.translate(_ESCAPES)


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets; no letter is cut."""
    pieces, piece, size = [], "", 0
    for character in line:
        weight = len(character.encode())
        if size + weight > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + weight
    return "\r\n".join([*pieces, piece])


def card(properties: Iterable[tuple[str, str | tuple[str, ...]]]) -> str:
    """Return the card of (name with parameters, value); a tuple is a value of several parts. Empty ones are left out."""
    lines = ["BEGIN:VCARD", "VERSION:4.0"]
    for name, value in properties:
        parts = (value,) if isinstance(value, str) else value
        if any(parts):
            lines.append(f"{name}:{';'.join(escaped(part) for part in parts)}")
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCARD"])
