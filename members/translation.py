"""Short labels with a column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from members.models import NetworkQuestion


@register(NetworkQuestion)
class NetworkQuestionTranslation(TranslationOptions):
    """A question is read in the reader's language."""

    fields = ("text",)
