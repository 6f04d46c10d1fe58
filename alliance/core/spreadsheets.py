"""Text that a spreadsheet program shows as it is."""

# Spreadsheet programs read accents rightly only behind this mark.
BOM = "\ufeff"


def harmless(value: object) -> object:
    """Return ``value``; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
