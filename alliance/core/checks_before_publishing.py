"""What a page must have before it is published or sent to review, and what would make it better.

Two strengths: what readers would miss is refused, on the field concerned, and everything typed stays; long sentences are only
pointed out, under the field's label. A draft may be as incomplete as it is. Wagtail's own checks (the panel "Checks" beside the
editor) look at the page as it is shown.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError, StreamValue, StructBlockValidationError
from wagtail.fields import StreamField

from alliance.core.formatting import number

MOST_WORDS = 35

_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"»”’)]*\s+(?=[\"«“‘(¿¡]*[^\W\d_a-z])")
_WORD = re.compile(r"\w[\w'’.,-]*")

# What a link must not be called in any of the languages of the site: without accents, in small letters.
EMPTY_NAMES = frozenset(
    line.strip()
    for line in """
    here, click here, click, this, this link, link, more, read more, learn more, see more, more information, this page
    aqui, aca, clic aqui, haga clic aqui, haz clic aqui, este enlace, enlace, mas, leer mas, lea mas, ver mas,
    mas informacion, pulse aqui, esta pagina, clique aqui, saiba mais, leia mais, ler mais, ver mais, mais,
    mais informacoes, este link, ici, cliquez ici, cliquer ici, ce lien, lien, plus, lire la suite, en savoir plus,
    voir plus, plus d'informations, cette page
    """.replace("\n", ",").split(",")
    if line.strip()
)


def is_empty_name(words: str) -> bool:
    """Whether the words of a link say nothing of what it leads to: “here”, “leer más”, a bare address."""
    plain = _TAG.sub("", words).strip()
    folded = "".join(
        letter for letter in unicodedata.normalize("NFD", plain.lower()) if not unicodedata.combining(letter)
    )
    folded = re.sub(r"[^\w'’ ]+", " ", folded.replace("’", "'")).strip()
    return " ".join(folded.split()) in EMPTY_NAMES or bool(re.match(r"(https?://|www\.)\S+$", plain.lower()))


def empty_names(html: str) -> list[str]:
    """Return the words of the links that say nothing of what they lead to, in the text's order."""
    found = [_TAG.sub("", words).strip() for words in _LINK.findall(html)]
    return [words for words in found if is_empty_name(words)]


def long_sentences(html: str) -> list[str]:
    """Return the sentences of more than 35 words, in the text's order. A list's items are sentences of their own."""
    lines = unescape(_TAG.sub("", _BLOCK_END.sub("\n", html))).splitlines()
    sentences = [sentence.strip() for line in lines for sentence in _SENTENCE_END.split(line)]
    return [each for each in sentences if len(_WORD.findall(each)) > MOST_WORDS]


def written_in(stream: StreamValue) -> Iterator[tuple[int, str]]:
    """Yield each formatted text of a stream with the number of its block."""
    for at, child in enumerate(stream):
        if child.block_type == "text":
            yield at, child.value.source
        elif child.block_type == "accordion":
            for item in child.value["items"]:
                yield at, item["text"].source
        elif child.block_type == "media":
            yield at, child.value["transcript"].source


def faults_of(stream: StreamValue) -> dict[int, ValidationError]:
    """Return what is to be put right in a stream before it is published, by the number of the block."""
    found: dict[int, ValidationError] = {}
    children = list(stream)
    for at, child in enumerate(children):
        if child.block_type != "heading":
            continue
        if at + 1 == len(children):
            found[at] = ValidationError(_("Nothing stands under this heading. Write a text, or remove the heading."))
        elif children[at + 1].block_type == "heading":
            found[at] = ValidationError(
                _("Another heading follows at once. Write a text between the two, or join them.")
            )
    for at, html in written_in(stream):
        if at not in found and (names := empty_names(html)):
            sentence = _(
                "Say in the link's words what it leads to: “%(words)s” tells nothing to somebody who hears the links alone."
            ) % {"words": Truncator(names[0]).chars(60)}
            is_text = children[at].block_type == "text"
            found[at] = (
                ValidationError(sentence) if is_text else StructBlockValidationError(non_block_errors=[sentence])
            )
    return found


class EditorialForm(WagtailAdminPageForm):
    """The form of a page that staff write: it says on each field what is to be put right before readers see it."""

    needed = ("lead",)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, sentences in self._long_sentences().items():
            if name in self.fields:
                self.fields[name].help_text = f"{self.fields[name].help_text} {advice(sentences)}".lstrip()

    def clean(self) -> dict:
        """As Wagtail's; and whatever goes to readers or reviewers is whole."""
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        for name in self.needed:
            if name in self.fields and not self.has_error(name) and not (cleaned.get(name) or "").strip():
                self.add_error(name, _("Write two or three sentences: lists, feeds and shared links show them."))
        if cleaned.get("cover") and not (cleaned.get("cover_alt") or "").strip():
            self.add_error("cover_alt", _("Say what the picture shows, for people who do not see it."))
        for name in self._streams():
            if name in cleaned and (faults := faults_of(cleaned[name])):
                self.add_error(name, StreamBlockValidationError(block_errors=faults))
        return cleaned

    def _streams(self) -> list[str]:
        return [
            each.name
            for each in self.instance._meta.fields
            if isinstance(each, StreamField) and each.name in self.fields
        ]

    def _long_sentences(self) -> dict[str, list[str]]:
        found = {"lead": long_sentences(getattr(self.instance, "lead", "") or "")}
        for name in self._streams():
            found[name] = [
                each for _at, html in written_in(getattr(self.instance, name)) for each in long_sentences(html)
            ]
        return {name: sentences for name, sentences in found.items() if sentences}


def advice(sentences: list[str]) -> str:
    """Return what is said of sentences that are too long, beginning with the first."""
    sentence = ngettext(
        "Advice: %(count)s sentence has more than %(most)s words. Shorter ones are easier to read and translate: “%(first)s”",
        "Advice: %(count)s sentences have more than %(most)s words. Shorter ones are easier to read and translate: “%(first)s”",
        len(sentences),
    )
    return sentence % {
        "count": number(len(sentences)),
        "most": number(MOST_WORDS),
        "first": Truncator(sentences[0]).chars(90),
    }
