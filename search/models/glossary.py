"""The glossary: what the same thing is called in each language, and by whom else it is called differently."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from search.models.curation import one_a_line


class Category(models.TextChoices):
    """What a concept speaks of."""

    PEOPLE = "people", _("People")
    INSTITUTIONS = "institutions", _("Institutions")
    LEVELS = "levels", _("Levels")
    CONTEXT = "context", _("Context")
    PRIORITY_GROUPS = "priority_groups", _("Priority groups")
    TECHNOLOGIES = "technologies", _("Technologies")
    CONCEPTS = "concepts", _("Ideas")
    COOPERATION = "cooperation", _("Cooperation")
    PLATFORM = "platform", _("This platform")


class ConceptQuerySet(models.QuerySet):
    """Concepts of the glossary."""

    def with_words(self) -> Self:
        """The concepts with their terms in all languages, in two queries."""
        return self.prefetch_related("terms")


class Concept(ClusterableModel):
    """One thing, whatever it is called."""

    code = models.CharField(
        _("code"),
        max_length=48,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and single hyphens."))],
        help_text=_("Names the concept in content files. It does not change."),
    )
    category = models.CharField(_("category"), max_length=24, choices=Category.choices)
    related = models.ManyToManyField(
        "self",
        verbose_name=_("related"),
        blank=True,
        symmetrical=False,
        related_name="related_from",
        help_text=_("Not the same, but of interest to the same people."),
    )

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("glossary concept")
        verbose_name_plural = _("glossary")

    def __str__(self) -> str:
        return self.code

    def words_by_language(self) -> dict[str, list[str]]:
        """Return language -> what it is called there, the usual word first. No query `with_words`."""
        return {row.language: [row.term, *row.synonyms] for row in self.terms.all()}


class GlossaryTermQuerySet(models.QuerySet):
    """Terms of the glossary."""

    def with_concepts(self) -> Self:
        """The terms in the order of their concepts, each with its concept."""
        return self.select_related("concept").order_by("concept__code", "language")


class GlossaryTerm(models.Model):
    """What a concept is called in one language."""

    concept = ParentalKey(Concept, verbose_name=_("concept"), on_delete=models.CASCADE, related_name="terms")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    term = models.CharField(_("term"), max_length=80)
    other_words = models.TextField(
        _("other words"),
        blank=True,
        help_text=_("One a line: what else it is called. Searches find them too, after the words that were typed."),
    )

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        constraints = [models.UniqueConstraint(fields=["concept", "language"], name="one_term_per_language")]

    def __str__(self) -> str:
        return self.term

    @property
    def synonyms(self) -> list[str]:
        """What else it is called, without the term itself."""
        return [line for line in one_a_line(self.other_words) if line != self.term]
