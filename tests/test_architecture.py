"""The rules of the house that a program can check."""

import re
import subprocess
import sys
import tomllib

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
FILES = [ROOT / name for name in TRACKED if (ROOT / name).is_file()]

LONGEST_FILE = 400
PACKAGES = ("alliance", "members", "evidence", "training", "search")
TOP_LEVEL_FOLDERS = {*PACKAGES, ".ci", "docs", "locale", "templates", "tests"}
# Migrations are written by Django, content is data, vendored files are other people's.
NOT_WRITTEN_HERE = re.compile(r"/migrations/|^alliance/content/|/vendor/")


def relative(path) -> str:
    return path.relative_to(ROOT).as_posix()


def ours(*suffixes: str):
    return [path for path in FILES if path.suffix in suffixes and not NOT_WRITTEN_HERE.search(relative(path))]


def test_layers_hold():
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_import_linter_knows_every_package():
    roots = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert sorted(roots) == sorted(name for name in PACKAGES if (ROOT / name / "__init__.py").exists())


def test_no_file_is_too_long():
    long = {
        relative(path): count
        for path in ours(".py", ".html", ".css", ".js")
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}, "split it by noun, the same noun in models, services, views and tests"


def test_the_top_level_is_the_fixed_one():
    folders = {relative(path).partition("/")[0] for path in FILES if "/" in relative(path)}
    assert folders <= TOP_LEVEL_FOLDERS


def test_every_app_has_the_same_skeleton():
    """An app's top level holds only the names of docs/architecture.md, or files that a document explains."""
    forbidden = {"utils.py", "helpers.py", "misc.py", "common.py", "signals.py", "managers.py"}
    assert [relative(path) for path in ours(".py") if path.name in forbidden] == []


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{relative(path)}:{number}"
        for path in ours(".py", ".html", ".css", ".js", ".sh", ".toml")
        if path.name != "test_architecture.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if later.search(line)
    ]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(r"""(?<![\w./:}-])/(?:home|root|work|Users)/\w""")
    found = [
        f"{relative(path)}:{number}"
        for path in FILES
        if path.suffix not in {".png", ".jpg", ".webp", ".pdf", ".ico", ".woff2", ".lock"}
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if place.search(line)
    ]
    assert found == []


def test_an_exemption_has_its_reason_beside_it():
    bare = re.compile(r"#\s*noqa\b(?!: [A-Z0-9, ]+ - \S)|#\s*type: ignore(?!\[[\w-]+\] - \S)")
    found = [
        f"{relative(path)}:{number}"
        for path in ours(".py")
        if path.name != "test_architecture.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", [pytest.param(path, id=relative(path)) for path in ours(".html")])
def test_templates_have_no_inline_script_or_style(path):
    text = path.read_text()
    scripts = re.findall(r"<script\b([^>]*)>", text)
    # blocks of data run nothing
    data = re.compile(r'src=|type="application/(ld\+)?json"')
    assert [tag for tag in scripts if not data.search(tag)] == []
    # a mail has no file beside it, so its frame holds the style of all mails
    style = "" if relative(path) == "templates/emails/base.html" else r"<style\b|"
    assert re.findall(rf"{style}\sstyle=|\son[a-z]+=|javascript:", text) == []


def test_raw_colours_stand_in_the_tokens_only():
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl|oklch)a?\(")
    found = [
        f"{relative(path)}:{number}"
        for path in ours(".css")
        if path.name != "tokens.css"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if raw.search(line.split("/*")[0])
    ]
    assert found == []


def test_the_commands_of_the_documents_exist():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [path for path in FILES if path.suffix == ".md"]
    named = {name for path in documents for name in re.findall(r"`make ([a-z][a-z-]*)", path.read_text())}
    assert {"demo", "test"} <= targets
    assert named <= targets


def test_the_management_commands_of_the_documents_exist():
    commands = {path.stem for path in ROOT.glob("*/**/management/commands/*.py")} | {
        "migrate",
        "collectstatic",
        "check",
    }
    documents = [path for path in FILES if path.suffix == ".md"]
    named = {name for path in documents for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())}
    assert named <= commands


def test_locks_name_no_index_and_carry_hashes():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        assert not [line for line in lines if re.match(r"\s*(-i|--index-url|--extra-index-url|--find-links)", line)]
        pinned = [line for line in lines if re.match(r"[a-z0-9]", line)]
        assert pinned
        assert all(line.rstrip().endswith("\\") for line in pinned), "each version has its hashes below it"
