"""Controlled vocabularies: codes carry the meaning, labels are words for people."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class Vocabulary(models.TextChoices):
    """The lists of the library. Their codes are those of the published data and never change."""

    CONTEXT = "context", _("Context")
    LEVEL = "level", _("Level")
    TECHNOLOGY = "technology", _("Technology")
    PURPOSE = "purpose", _("Purpose")
    BENEFICIARY = "beneficiary", _("Beneficiaries")
    TARGET_GROUP = "target_group", _("Target group")
    ORGANISATION_TYPE = "organisation_type", _("Type of organisation")
    CONTENT_LANGUAGE = "content_language", _("Language")
    EVIDENCE_KIND = "evidence_kind", _("Kind of evidence")
    CONTINUITY_STATE = "continuity_state", _("Continuity")
    PROGRAMME_STAGE = "programme_stage", _("Stage of a programme")
    PROGRAMME_STATUS = "programme_status", _("Status of a programme")
    PRACTICE_STATUS = "practice_status", _("Result of a call")
    TOPIC = "topic", _("Topic")
    EVENT_KIND = "event_kind", _("Kind of event")


class TermQuerySet(models.QuerySet):
    """Terms of the vocabularies."""

    def current(self) -> Self:
        """Terms in use: those not merged into another."""
        return self.filter(merged_into=None)

    def of(self, vocabulary: str) -> Self:
        """Terms of one vocabulary, in the order the editors gave them."""
        return self.filter(vocabulary=vocabulary).order_by("sort_order", "code")


class Term(models.Model):
    """One entry of a vocabulary: a stable code and a label per language."""

    vocabulary = models.CharField(_("vocabulary"), max_length=32, choices=Vocabulary.choices)
    code = models.CharField(
        _("code"),
        max_length=48,
        validators=[RegexValidator(r"^[a-z0-9_]+$", _("Use small letters, digits and underscores."))],
        help_text=_("Stands in addresses and exports. It never changes; to replace a term, merge it into another."),
    )
    label = models.CharField(_("label"), max_length=120)
    description = models.CharField(_("what it means"), max_length=280, blank=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        editable=False,
    )

    objects = TermQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("vocabulary"), FieldPanel("code"), FieldPanel("sort_order")]),
        MultiFieldPanel(
            [FieldPanel(f"label_{language}") for language in ("es", "en", "pt", "fr")],
            heading=_("Label in each language"),
        ),
        MultiFieldPanel(
            [FieldPanel(f"description_{language}") for language in ("es", "en", "pt", "fr")],
            heading=_("What it means, in each language"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("vocabulary term")
        verbose_name_plural = _("vocabulary terms")
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "code"], name="one_term_per_code"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
                name="no_term_merges_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.code

    def clean(self) -> None:
        """Refuse a changed code: addresses and exports that carry the old one would break."""
        if self.pk:
            before = type(self).objects.filter(pk=self.pk).values_list("vocabulary", "code").first()
            if before and before != (self.vocabulary, self.code):
                raise ValidationError(
                    {"code": _("The code cannot change. Make a new term and merge this one into it.")}
                )
