"""What a run of these tests says at its end."""

from tests.visibility.table import EDITORS, IN_THE_ADMIN, READERS, TABLE, rows


def pytest_terminal_summary(terminalreporter) -> None:
    """Tell how many questions the tables answer, and how often doors are asked them."""
    from tests.visibility.admin import admin_doors
    from tests.visibility.doors import DOORS
    from tests.visibility.rooms import ROOM_DOORS
    from tests.visibility.searched import SEARCHED

    answers, asked, doors = 0, 0, 0
    for table, readers, each in (
        (TABLE, READERS, (*DOORS, *SEARCHED, *ROOM_DOORS)),
        (IN_THE_ADMIN, EDITORS, admin_doors()),
    ):
        cells = {key: len(row) for key, row in rows(table, readers).items()}
        answers += sum(cells.values())
        doors += len(each)
        asked += sum(count for door in each for (kind, _state), count in cells.items() if kind == door.kind)
    terminalreporter.write_line(f"Visibility: {answers:,} cells, asked {asked:,} times at {doors} doors.")
