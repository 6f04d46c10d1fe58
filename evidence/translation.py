"""Short labels with a column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from evidence.models import Edition, Indicator, ProgrammePhase


@register(ProgrammePhase)
class ProgrammePhaseTranslation(TranslationOptions):
    """A step of a programme's life in the reader's language."""

    fields = ("when", "what")


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    """What an indicator counts, in the reader's language."""

    fields = ("name", "unit")


@register(Edition)
class EditionTranslation(TranslationOptions):
    """An edition presents itself in the reader's language."""

    fields = ("title", "description", "note")
