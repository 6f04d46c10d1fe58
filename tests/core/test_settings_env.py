import ast
import re
from pathlib import Path

from django.conf import settings

# Decides whether .env is read at all, so it cannot stand in it.
BEFORE_DOT_ENV = {"READ_DOT_ENV"}


def variables_read(path: Path) -> set[str]:
    """The names that the module asks the environment for: the first argument of every call on `env`."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_the_example_lists_every_variable_that_the_settings_read():
    example = (settings.BASE_DIR / ".env.example").read_text()
    listed = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert listed == variables_read(settings.BASE_DIR / "alliance" / "settings.py") - BEFORE_DOT_ENV


def test_only_the_settings_read_the_environment():
    readers = [
        str(path.relative_to(settings.BASE_DIR))
        for app in ("alliance", "evidence", "members", "training", "search")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv", path.read_text())
    ]
    assert readers == []


def test_each_variable_of_the_example_is_explained():
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    unexplained = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if re.match(r"#[A-Z_]+=", line) and not before.startswith("#")
    ]
    assert unexplained == []
