"""National programmes: their life cycle, indicators and sources."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from alliance.core.models import (
    TEXT_LANGUAGES,
    Origin,
    Record,
    RecordText,
    SourceRow,
    ValidatedByMinistry,
    Vocabulary,
    site_language,
)
from evidence.enums import IndicatorConfidence
from evidence.querysets import ProgrammeQuerySet

from .practice import PROSE


class Programme(ValidatedByMinistry, Record):
    """The facts of a national programme. An empty year means that no source states it."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="programmes"
    )
    institution = models.ForeignKey(
        "core.Institution",
        verbose_name=_("lead institution"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="programmes",
    )
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    status = models.ForeignKey(
        "core.Term",
        verbose_name=_("status"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary": Vocabulary.PROGRAMME_STATUS, "merged_into": None},
    )
    steps_language = models.CharField(
        _("language in which steps and indicators were written"), max_length=2, choices=TEXT_LANGUAGES, default="es"
    )
    comparable = models.ManyToManyField("self", verbose_name=_("comparable programmes"), blank=True, symmetrical=True)
    editor_notes = models.TextField(_("notes for editors"), blank=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="programme",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="programme",
        for_concrete_model=False,
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("national programme")
        verbose_name_plural = _("national programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year=None)
                | models.Q(start_year=None)
                | models.Q(end_year__gte=models.F("start_year")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("The last year is before the first."),
            ),
        ]

    def __str__(self) -> str:
        row = self.text()
        return (row and row.name) or self.slug

    def get_absolute_url(self) -> str:
        """The public address in the active language."""
        return f"/{site_language()}/evidence/programmes/{self.slug}/"

    def get_preview_template(self, request, mode_name: str) -> str:
        """The public page shows the draft."""
        return "evidence/programme.html"


class ProgrammeText(RecordText):
    """A programme told in one language."""

    WORDS = ("name", "summary")

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=250)
    name_origin = models.CharField(_("origin of the name"), max_length=8, choices=Origin, default=Origin.ORIGINAL)
    summary = RichTextField(_("summary"), blank=True, features=PROSE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "language"], name="one_programme_text_per_language")
        ]


class ProgrammePhase(Orderable):
    """One step of a programme's life, with its date as the source prints it."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="phases")
    stage = models.ForeignKey(
        "core.Term",
        verbose_name=_("stage"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary": Vocabulary.PROGRAMME_STAGE, "merged_into": None},
    )
    when = models.CharField(_("date as printed"), max_length=120, blank=True)
    first_year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("Empty where the source gives none.")
    )
    last_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)
    what = models.CharField(_("what happened"), max_length=400)
    source_url = models.URLField(_("source"), max_length=600, blank=True)

    def clean(self) -> None:
        """Refuse a phase that ends before it starts."""
        if self.first_year and self.last_year and self.last_year < self.first_year:
            raise ValidationError({"last_year": _("The last year is before the first.")})


class Indicator(Orderable):
    """A figure about a programme; never a bare number."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("what it counts"), max_length=250)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=600, blank=True)
    confidence = models.CharField(
        _("how sure"), max_length=12, choices=IndicatorConfidence, default=IndicatorConfidence.REPORTED
    )
    as_printed = models.CharField(
        _("as printed"),
        max_length=120,
        blank=True,
        help_text=_("The source's own characters, where they are in doubt."),
    )

    def clean(self) -> None:
        """Refuse an indicator that says nothing."""
        if self.value is None and not self.as_printed:
            raise ValidationError({"value": _("Give a value, or what the source prints.")})


class ProgrammeSource(Orderable, SourceRow):
    """A page that a programme's facts were read from."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="sources")
