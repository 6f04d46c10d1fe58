"""Countries and territories of the alliance."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField

from .records import Record, RecordQuerySet, RecordText
from .validated import ValidatedByMinistry


class MembershipStatus(models.TextChoices):
    """How the country stands to UNESCO."""

    MEMBER_STATE = "member_state", _("Member state")
    ASSOCIATE_MEMBER = "associate_member", _("Associate member")


class Confidence(models.TextChoices):
    """How sure the editors are of a fact that changes with governments."""

    HIGH = "high", _("Confirmed")
    MEDIUM = "medium", _("To be checked")
    LOW = "low", _("Uncertain")


class Country(ValidatedByMinistry, Record):
    """A country or territory: names in four languages, ministry, place and time."""

    code = models.CharField(
        _("ISO 3166-1 code"),
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters."))],
    )
    code3 = models.CharField(_("three-letter code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=120)
    official_languages = models.CharField(
        _("official languages"), max_length=40, blank=True, help_text=_("Codes, with spaces.")
    )
    ministry_name = models.CharField(_("ministry"), max_length=250, blank=True)
    ministry_language = models.CharField(_("language of the ministry's name"), max_length=2, blank=True)
    ministry_acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    ministry_confidence = models.CharField(_("how sure"), max_length=6, choices=Confidence, blank=True)
    ministry_source_url = models.URLField(_("source"), max_length=600, blank=True)
    capital_name = models.CharField(_("capital"), max_length=120, blank=True)
    capital_latitude = models.FloatField(_("latitude"), null=True, blank=True)
    capital_longitude = models.FloatField(_("longitude"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    subregion = models.CharField(_("subregion"), max_length=60, blank=True)
    groups = models.CharField(_("regional groups"), max_length=200, blank=True, help_text=_("Acronyms, with commas."))
    membership = models.CharField(
        _("membership"), max_length=20, choices=MembershipStatus, default=MembershipStatus.MEMBER_STATE
    )
    aliases = models.CharField(_("other names"), max_length=400, blank=True, help_text=_("With commas."))
    editor_notes = models.TextField(_("notes for editors"), blank=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="country",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="country",
        for_concrete_model=False,
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name or self.code

    def get_preview_template(self, request, mode_name: str) -> str:
        """The public page shows the draft."""
        return "pages/country.html"


class CountryText(RecordText):
    """What a country page says in one language, beside what it counts by itself."""

    WORDS = ("introduction",)

    country = ParentalKey(Country, on_delete=models.CASCADE, related_name="texts")
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "language"], name="one_country_text_per_language")]
