"""What people ask for and open, as numbers a day. Nobody's name, address or hour stands beside them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 100


class AskedWords(models.Model):
    """How often words were asked for on a day in a language of the site, and how much was found the last time."""

    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)
    found = models.PositiveIntegerField(_("found"), default=0, help_text=_("How much whoever asked last could see."))

    class Meta:
        verbose_name = _("words asked for")
        verbose_name_plural = _("words asked for")
        constraints = [models.UniqueConstraint(fields=["words", "language", "day"], name="one_count_of_words_a_day")]
        indexes = [models.Index(fields=["day", "found"], name="asked_words_by_day")]

    def __str__(self) -> str:
        return self.words


class Click(models.Model):
    """How often a find was opened for some words on a day, and at which place of the list it stood the last time."""

    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    key = models.CharField(_("what was opened"), max_length=64)
    rank = models.PositiveIntegerField(_("place"), default=0)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("find that was opened")
        verbose_name_plural = _("finds that were opened")
        constraints = [models.UniqueConstraint(fields=["words", "key", "day"], name="one_count_of_clicks_a_day")]

    def __str__(self) -> str:
        return f"{self.words}: {self.key}"
