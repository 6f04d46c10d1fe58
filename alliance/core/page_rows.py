"""What content files say of a page: words by language, facts once, and how both become what Wagtail stores."""

import datetime
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from alliance.core.covers.drawing import Cover
from alliance.core.loading import Fields, RowRejected
from alliance.core.models import DatePrecision
from alliance.core.prose import html_of

# A list, a feed and a shared link have room for so much.
LONGEST_LEAD = 300
LEAD_SENTENCES = 2
# A sentence ends before a capital, a figure or an opening mark, unless what ends is an initial, as in “Washington D. C.”.
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b[^\W\d_]\.)\s+(?=[«“\"¿¡(]*[^\W_a-zà-öø-ÿ])")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_PRECISIONS = (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)


@dataclass
class PageRow:
    """What the files say of one page.

    ``words`` are the fields of each language, texts or blocks; those that a language lacks are told as in the original.
    ``by_people`` names the fields of each language that a person translated; all others were translated by a machine.
    ``cover`` is drawn where the files want a picture that nobody took.
    """

    slug: str
    original: str
    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_people: dict[str, set[str]] = field(default_factory=dict)
    cover: Cover | None = None

    @property
    def translations(self) -> list[str]:
        """The languages into which the page was translated."""
        return [language for language in self.words if language != self.original]

    def words_in(self, language: str) -> dict[str, Any]:
        """All words of a language; where it has none of its own, those of the original."""
        return {**self.words[self.original], **self.words[language]}

    def is_by_machine(self, language: str, name: str) -> bool:
        """Whether a machine translated this field; one that was left as it is, a name, needed no translation."""
        return name in self.words[language] and name not in self.by_people.get(language, ())


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [each for each in _SENTENCE_END.split(text.strip()) if each]


def lead_and_text(owner: str, summaries: dict[str, str], original: str) -> dict[str, dict[str, Any]]:
    """Return each language's summary as lead and text, the words of a page.

    The lead takes two sentences where the original has two short ones, else one, and in every language as many, so that
    each string has its translation. Raises RowRejected where a language has too few.
    """
    told = {language: sentences(summary) for language, summary in summaries.items()}
    mine = told[original]
    is_short = len(" ".join(mine[:LEAD_SENTENCES])) <= LONGEST_LEAD
    length = LEAD_SENTENCES if len(mine) >= LEAD_SENTENCES and is_short else 1
    words = {}
    for language, parts in told.items():
        words[language] = {"lead": " ".join(parts[:length])}
        if len(parts) > length:
            words[language]["body"] = blocks(f"{owner}/body", [("text", html_of(" ".join(parts[length:])))])
        if (len(parts) > length) != (len(mine) > length):
            count = f"has {len(parts)} sentences in {language}, but {len(mine)} in {original}"
            raise RowRejected(("summary", f"{count}: they cannot stand side by side"))
    return words


def blocks(owner: str, values: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Return pairs of kind and value as a text stores them. A block keeps its identity however often it is loaded."""
    return [
        {"type": kind, "value": value, "id": identity(f"{owner}/{number}")}
        for number, (kind, value) in enumerate(values)
    ]


def identity(name: str) -> str:
    """Return a number for ``name``, the same one each time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def partial_date(fields: Fields, name: str) -> tuple[datetime.date | None, str]:
    """Return the first day of a date like 2024, 2024-07 or 2024-07-15, and how exact it is. None when it is empty."""
    text = fields.text(name)
    if not text:
        return None, DatePrecision.DAY
    match = _PARTIAL_DATE.fullmatch(text)
    given = [int(part) for part in match.groups() if part] if match else [0]
    try:
        return datetime.date(*given, *[1] * (3 - len(given))), _PRECISIONS[len(given) - 1]
    except ValueError:
        fields.reject(name, f"“{text}” is not a date like 2024, 2024-07 or 2024-07-15")
        return None, DatePrecision.DAY


def source_blocks(owner: str, fields: Fields) -> list[dict[str, Any]]:
    """Return where the facts of a row were read, as pages store it: its sources, then addresses that stand alone."""
    told = [
        {
            "url": each.url("url", required=True),
            "title": each.text("title", longest=250),
            "published": each.text("published"),
            "accessed": (accessed := each.date("accessed")) and accessed.isoformat(),
            "to_check": each.flag("mirror"),
        }
        for each in fields.each("sources")
    ]
    listed = {source["url"] for source in told}
    for url in dict.fromkeys(fields.words("source_urls")):
        if url not in listed:
            Fields({"source_urls": url}, fields).url("source_urls")
            told.append({"url": url, "title": "", "published": "", "accessed": None, "to_check": False})
    return blocks(f"{owner}/sources", [("source", source) for source in told])
