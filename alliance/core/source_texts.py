"""The interface texts as they stand in code and templates, in English, read with Babel: this needs no gettext."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE_LANGUAGE = "en"
PACKAGES = ("alliance", "members", "evidence", "training", "search")
# The forms of a number: French and Brazilian Portuguese count zero like one.
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "pt": "nplurals=2; plural=(n > 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
# No names and dates: the history of the repository has them, and an unchanged catalogue stays the same file.
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plurals}\n"

"""
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def translated_languages() -> list[str]:
    """The languages that have a catalogue: all but the one that the texts are written in."""
    return [code for code, _ in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def source_files() -> list[Path]:
    """Every file that can hold an interface text, in a fixed order."""
    code = [path for package in PACKAGES for path in (settings.BASE_DIR / package).rglob("*.py")]
    return sorted(path for path in code if "migrations" not in path.parts) + template_files()


def template_files() -> list[Path]:
    """Every template, page or plain text, in a fixed order."""
    folders = [settings.BASE_DIR / "templates", *(settings.BASE_DIR / package for package in PACKAGES)]
    return sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".txt"} and path.is_file()
    )


def source_texts() -> Catalog:
    """A catalogue without translations that holds each text once, with the files that it stands in."""
    texts = Catalog()
    for path in source_files():
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for message, comments, context in texts_of(path):
            texts.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    return texts


def texts_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    """The texts of one file, each with the comments for its translators and its context."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into calls of gettext; without its indents that is Python to a tokenizer.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    found = extract(
        "python", BytesIO(source.encode()), KEYWORDS, comment_tags=["Translators:"], options={"encoding": "utf-8"}
    )
    for _, message, comments, context in found:
        yield message, comments, context


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is kept, or an empty one."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as text:
        return read_po(text, locale=language)


def write_catalogue(language: str, texts: Catalog) -> Catalog:
    """The language's catalogue has exactly these texts, translated as before where they were there; return it.

    Nothing is guessed from texts that look alike: a new text is empty until somebody translates it.
    """
    catalogue = read_catalogue(language)
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plurals=PLURALS[language]).encode())
        write_po(file, catalogue, width=110, omit_header=True, include_lineno=False, sort_output=True)
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts of a catalogue that lack a translation, or one of its forms."""
    return [str(text.id) for text in catalogue if text.id and not all(forms(text.string or ""))]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A text as its forms: one, or as many as the language counts with."""
    return (text,) if isinstance(text, str) else tuple(text)
