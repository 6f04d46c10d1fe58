"""Compiled catalogues of the interface texts, made with Babel: a bare machine has no gettext."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues() -> list[Path]:
    """Every catalogue under `LOCALE_PATHS` is compiled from its present text; return those that were not yet.

    A compiled file carries the time of its source, so that an older source brought back counts as changed too.
    This process reads compiled files anew, also those of a language that it has used before.
    """
    sources = [path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))]
    changed = [path for path in sources if _time(path.with_suffix(".mo")) != _time(path)]
    for source in changed:
        _compile(source)
        translation_file_changed(sender=None, file_path=source.with_suffix(".mo"))
    return changed + _borrow()


def _borrow() -> list[Path]:
    """Readers of Portuguese have the texts of allauth, which knows the Brazilian kind by its full name alone."""
    source = Path(find_spec("allauth").origin).parent / "locale" / "pt_BR" / "LC_MESSAGES" / "django.mo"
    copy = settings.VAR_DIR / "locale" / "pt" / "LC_MESSAGES" / "django.mo"
    if _time(copy) == _time(source):
        return []
    copy.parent.mkdir(parents=True, exist_ok=True)
    unfinished = copy.with_suffix(f".{os.getpid()}.mo")
    shutil.copy2(source, unfinished)
    unfinished.replace(copy)
    translation_file_changed(sender=None, file_path=copy)
    return [copy]


def _time(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.exists() else None


def _compile(source: Path) -> None:
    """The compiled file is replaced in one step: other processes read the old one or the new one."""
    time = _time(source)
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    unfinished = source.with_suffix(f".{os.getpid()}.mo")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalogue)
    os.utime(unfinished, ns=(time, time))
    unfinished.replace(source.with_suffix(".mo"))
