"""What editors decide about the search: what stands first, and which words mean the same."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.core.reference import fold
from search.models.asked import LONGEST_WORDS


def as_asked(text: str) -> str:
    """Return words as they are counted and compared: small letters without accents, in single spaces."""
    return " ".join(fold(text).split())[:LONGEST_WORDS].strip()


class Pick(models.Model):
    """A page that stands first when exactly these words are asked for."""

    words = models.CharField(
        _("words"),
        max_length=LONGEST_WORDS,
        help_text=_("The whole question. Capitals and accents do not matter."),
    )
    address = models.CharField(
        _("address"),
        max_length=300,
        help_text=_("Copied from the browser, in whatever language: readers are led to their own."),
    )
    key = models.CharField(max_length=64, editable=False)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("editor's pick")
        verbose_name_plural = _("editor's picks")
        constraints = [models.UniqueConstraint(fields=["words", "key"], name="one_pick_of_a_page_for_words")]

    def __str__(self) -> str:
        return self.words

    def save(self, **kwargs) -> None:
        """The words are kept as they are compared."""
        self.words = as_asked(self.words)
        super().save(**kwargs)


class Synonym(models.Model):
    """Words that should find what another word finds, where the glossary is not the place: slang, a name that is often misspelt."""

    word = models.CharField(_("word"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    other_words = models.TextField(
        _("other words"),
        help_text=_("One a line. Whoever asks for any of them finds the others too, after what has the word."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="one_synonym_per_word")]

    def __str__(self) -> str:
        return self.word

    @property
    def lines(self) -> list[str]:
        """The other words, without empty lines and repetitions."""
        return [line for line in one_a_line(self.other_words) if line != self.word]

    def words_by_language(self) -> dict[str, list[str]]:
        """Return language -> its words, the usual one first."""
        return {self.language: [self.word, *self.lines]}

    def clean(self) -> None:
        """Refuse a row that says nothing."""
        super().clean()
        if self.word and not self.lines:
            raise ValidationError({"other_words": _("Write at least one other word.")})


def one_a_line(text: str) -> list[str]:
    """Return the lines that say something, each once, in single spaces."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in dict.fromkeys(lines) if line]
