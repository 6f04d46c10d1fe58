"""Frozen editions of a mapping: figures that stay when pages change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.core.models import site_language
from evidence.querysets import EditionQuerySet

from .library import CountedRow


class Edition(models.Model):
    """A published mapping with the records that its figures are counted from."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    note = models.TextField(_("note on the records"), blank=True)
    is_assumed = models.BooleanField(
        _("records are assumed"),
        default=False,
        help_text=_("They meet the published figures; they are not the real applications."),
    )
    received = models.PositiveIntegerField(_("applications received"), null=True, blank=True)
    frozen_date = models.DateField(_("frozen on"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=600, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping edition")
        verbose_name_plural = _("mapping editions")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The edition's statistics in the active language."""
        return f"/{site_language()}/evidence/statistics/{self.slug}/"


class EditionRecord(CountedRow):
    """One application of an edition, as codes only."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="records")
    code = models.CharField(_("code"), max_length=40)
    stage = models.CharField(_("stage"), max_length=24, blank=True)

    class Meta:
        verbose_name = _("record of an edition")
        verbose_name_plural = _("records of an edition")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_edition_record_per_code")]

    def __str__(self) -> str:
        return self.code
