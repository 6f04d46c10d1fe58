"""Practices: what somebody did with digital technology in education, with its context, results and sources."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from alliance.core.models import Record, RecordText, SourceRow, Vocabulary, site_language
from evidence.enums import RESERVED_SLUGS, Licence, Lineage
from evidence.querysets import PracticeQuerySet

PROSE = ["bold", "italic", "link", "ul", "ol"]

# Vocabularies of which a practice may carry several terms, held together in ``Practice.terms``.
MANY_TERM_VOCABULARIES = (
    Vocabulary.LEVEL,
    Vocabulary.TECHNOLOGY,
    Vocabulary.PURPOSE,
    Vocabulary.BENEFICIARY,
    Vocabulary.TARGET_GROUP,
)


def _term(vocabulary: str, label: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        "core.Term",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary": vocabulary, "merged_into": None},
        **options,
    )


class Practice(Record):
    """The facts of a practice. An empty fact means that no source states it."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    country = models.ForeignKey(
        "core.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="practices"
    )
    locality = models.CharField(
        _("place"), max_length=250, blank=True, help_text=_("Municipality or region; never the address of a school.")
    )
    institution = models.ForeignKey(
        "core.Institution",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practices",
    )
    start_year = models.PositiveSmallIntegerField(
        _("first year"), null=True, blank=True, validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    end_year = models.PositiveSmallIntegerField(
        _("last year"), null=True, blank=True, validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    context = _term(Vocabulary.CONTEXT, _("context"))
    terms = ParentalManyToManyField("core.Term", blank=True, related_name="practices")
    students_reached = models.PositiveIntegerField(_("students reached"), null=True, blank=True)
    teachers_reached = models.PositiveIntegerField(_("teachers reached"), null=True, blank=True)
    evidence_kind = _term(Vocabulary.EVIDENCE_KIND, _("kind of evidence"))
    continuity_state = _term(Vocabulary.CONTINUITY_STATE, _("continuity"))
    cost_amount = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost_currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO code, for example USD."))
    cost_year = models.PositiveSmallIntegerField(_("year of the cost"), null=True, blank=True)
    licence = models.CharField(
        _("licence of the text"),
        max_length=20,
        choices=Licence.choices,
        blank=True,
        help_text=_("Empty where nobody has said it: the site then says “not stated”."),
    )
    mapping = models.CharField(_("mapping or award"), max_length=200, blank=True)
    editor_notes = models.TextField(_("notes for editors"), blank=True)
    checked_date = models.DateField(_("sources last read on"), null=True, blank=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="practice",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="practice",
        for_concrete_model=False,
    )

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year=None)
                | models.Q(start_year=None)
                | models.Q(end_year__gte=models.F("start_year")),
                name="practice_ends_after_it_starts",
                violation_error_message=_("The last year is before the first."),
            ),
        ]

    def __str__(self) -> str:
        row = self.text()
        return (row and row.title) or self.slug

    def clean(self) -> None:
        """Refuse addresses that the section needs for itself."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address is taken by the site. Choose another.")})

    def get_absolute_url(self) -> str:
        """The public address in the active language."""
        return f"/{site_language()}/evidence/{self.slug}/"

    def terms_of(self, vocabulary: str) -> list:
        """The practice's terms of one vocabulary, in the vocabulary's order. Reads ``terms``; prefetch it."""
        rows = [term for term in self.terms.all() if term.vocabulary == vocabulary]
        return sorted(rows, key=lambda term: (term.sort_order, term.code))

    def get_preview_template(self, request, mode_name: str) -> str:
        """The public page shows the draft."""
        return "evidence/practice.html"


class PracticeText(RecordText):
    """A practice told in one language, after the anatomy of the second mapping's report."""

    SECTIONS = (
        "context",
        "participants",
        "how_it_works",
        "results",
        "continuity_training",
        "continuity_infrastructure",
        "continuity_institutional_support",
        "how_to_adapt",
    )
    WORDS = ("title", "summary", *SECTIONS, "cost")

    practice = ParentalKey(Practice, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), help_text=_("Three or four sentences: who does what, for whom, where."))
    context = RichTextField(_("context diagnosed"), blank=True, features=PROSE)
    participants = RichTextField(_("who takes part"), blank=True, features=PROSE)
    how_it_works = RichTextField(_("how it works"), blank=True, features=PROSE)
    results = RichTextField(_("results"), blank=True, features=PROSE)
    continuity_training = RichTextField(_("continuous training"), blank=True, features=PROSE)
    continuity_infrastructure = RichTextField(_("infrastructure"), blank=True, features=PROSE)
    continuity_institutional_support = RichTextField(_("institutional support"), blank=True, features=PROSE)
    how_to_adapt = RichTextField(_("how to adapt it"), blank=True, features=PROSE)
    cost = models.CharField(_("cost in words"), max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "language"], name="one_practice_text_per_language")]


class PracticeSource(Orderable, SourceRow):
    """A page that a practice's facts were read from."""

    practice = ParentalKey(Practice, on_delete=models.CASCADE, related_name="sources")
    supports = models.JSONField(
        _("sections it supports"),
        default=list,
        blank=True,
        help_text=_("Names of the word fields that rest on this source."),
    )


class PracticeLineage(Orderable):
    """A practice came from another, or was taken up by one; the other need not be in the library."""

    practice = ParentalKey(Practice, on_delete=models.CASCADE, related_name="lineage")
    relation = models.CharField(_("relation"), max_length=12, choices=Lineage)
    other = models.ForeignKey(
        Practice,
        verbose_name=_("practice in the library"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Editors give one of the two; a row has neither once a practice that was never public is gone.
    name = models.CharField(_("name, where it is not in the library"), max_length=250, blank=True)


class PracticeVersion(models.Model):
    """A practice as it was published: numbered, kept for good, with an address of its own."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=32)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="one_practice_version_per_number")]

    def __str__(self) -> str:
        return f"{self.practice_id} v{self.number}"

    def as_practice(self) -> Practice:
        """Return the practice as it stood, unsaved; terms and countries deleted since are left out."""
        return Practice.from_serializable_data(self.content, check_fks=False, strict_fks=False)
