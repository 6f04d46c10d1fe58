"""Schools, organisations, universities and public bodies that practices and programmes name."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField

from .records import Record, RecordQuerySet, RecordText
from .vocabulary import Vocabulary


class Institution(Record):
    """An organisation under the name it uses itself; names are not translated."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.ForeignKey(
        "core.Term",
        verbose_name=_("type of organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary": Vocabulary.ORGANISATION_TYPE, "merged_into": None},
    )
    country = models.ForeignKey(
        "core.Country",
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="institutions",
    )
    url = models.URLField(_("web site"), max_length=600, blank=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="institution",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="institution",
        for_concrete_model=False,
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request, mode_name: str) -> str:
        """A plain card; an institution has no page of its own."""
        return "pages/institution_preview.html"


class InstitutionText(RecordText):
    """What an institution is, in one language."""

    WORDS = ("description",)

    institution = ParentalKey(Institution, on_delete=models.CASCADE, related_name="texts")
    description = RichTextField(_("description"), blank=True, features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "language"], name="one_institution_text_per_language")
        ]
