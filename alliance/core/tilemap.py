"""Where each country and territory stands on the region's tile map: equal squares, so that small islands are seen."""

TILE = 37
PITCH = 40

# code -> (column, row), reading the map from the north-west.
GRID: dict[str, tuple[int, int]] = {
    "MX": (0, 0), "CU": (3, 0), "BS": (4, 0),
    "GT": (0, 1), "BZ": (1, 1), "KY": (2, 1), "JM": (3, 1), "HT": (4, 1), "DO": (5, 1),
    "VG": (6, 1), "AI": (7, 1), "SX": (8, 1),
    "SV": (0, 2), "HN": (1, 2), "KN": (6, 2), "AG": (7, 2),
    "NI": (1, 3), "MS": (6, 3), "DM": (7, 3), "LC": (8, 3),
    "CR": (1, 4), "PA": (2, 4), "AW": (3, 4), "CW": (4, 4), "TT": (5, 4), "GD": (6, 4), "VC": (7, 4), "BB": (8, 4),
    "CO": (2, 5), "VE": (3, 5), "GY": (4, 5), "SR": (5, 5),
    "EC": (1, 6), "PE": (2, 6), "BO": (3, 6), "BR": (4, 6),
    "PY": (3, 7),
    "CL": (2, 8), "AR": (3, 8), "UY": (4, 8),
}  # fmt: skip
SIZE = PITCH * 9 - 2


def locator(code: str) -> tuple[str, str] | None:
    """Return the SVG paths of a small map (89 x 89): every other place, and the place ``code``; None off the grid."""
    if code not in GRID:
        return None

    def square(place: str) -> str:
        column, row = GRID[place]
        return f"M{column * 10} {row * 10}h9v9h-9z"

    return "".join(square(place) for place in GRID if place != code), square(code)
