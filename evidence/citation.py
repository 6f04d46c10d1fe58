"""How to cite a practice: as text, as BibTeX and as RIS."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.core.models import site_language
from alliance.core.wording import Wording
from evidence.models import Practice

# BibTeX's own language names (package babel) for the languages a title can be in.
_BABEL = {"es": "spanish", "en": "english", "pt": "portuguese", "fr": "french", "nl": "dutch", "ht": "haitian"}
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Citation:
    """The parts of a citation. ``url`` leads to the cited version for good."""

    key: str
    author: str
    published: datetime
    title: str
    language: str
    version: int
    collection: str
    url: str
    abstract: str

    @classmethod
    def of(cls, practice: Practice, *, author: str) -> Self:
        """Return how ``practice``, read by `presenters.for_page`, is cited in the active language."""
        wording = Wording.of(list(practice.texts.all()), site_language())
        version = practice.version_number
        return cls(
            key=f"{practice.slug}-v{version or 1}",
            author=author,
            published=practice.version_date or practice.last_published_at or timezone.now(),
            title=wording.say("title").words or practice.slug,
            language=wording.language,
            version=version or 1,
            collection=_("Evidence library"),
            # Records without a stored version have no address for it.
            url=settings.SITE_URL + practice.get_absolute_url() + (f"v/{version}/" if version else ""),
            abstract=wording.say("summary").words,
        )

    @property
    def year(self) -> int:
        """The year of the cited version."""
        return self.published.year

    def bibtex(self) -> str:
        """Return a BibTeX entry in UTF-8; double braces keep capitals and a corporate author in one piece."""
        fields = {
            "author": f"{{{_tex(self.author)}}}",
            "title": f"{{{_tex(self.title)}}}",
            "year": str(self.year),
            "howpublished": _tex(self.collection),
            "note": _tex(_("version %(number)s") % {"number": self.version}),
            "langid": _BABEL.get(self.language, ""),
            "url": re.sub(r"[{}\\%\s]", "", self.url),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    def ris(self) -> str:
        """Return a RIS record: one tag a line, no line break inside a value, lines ended as the format asks."""
        tags = [
            ("TY", "ELEC"),
            ("AU", f"{self.author.replace(',', '')},"),  # a comma would divide a corporate author into two names
            ("TI", self.title),
            ("T2", self.collection),
            ("PY", str(self.year)),
            ("DA", f"{self.published:%Y/%m/%d}"),
            ("ET", str(self.version)),
            ("LA", self.language),
            ("AB", self.abstract),
            ("UR", self.url),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags if value or tag == "ER")


def _tex(words: str) -> str:
    """Return words with TeX's special characters written out."""
    return "".join(_TEX.get(character, character) for character in " ".join(words.split()))
