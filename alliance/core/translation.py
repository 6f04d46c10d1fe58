"""Short labels with a column per language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from alliance.core.models import Country, SiteIdentity, Term


@register(Term)
class TermTranslation(TranslationOptions):
    """A term is shown in the reader's language."""

    fields = ("label", "description")


@register(Country)
class CountryTranslation(TranslationOptions):
    """A country is named in the reader's language."""

    fields = ("name",)


@register(SiteIdentity)
class SiteIdentityTranslation(TranslationOptions):
    """The alliance introduces itself in the reader's language."""

    fields = ("full_name", "tagline", "footer_text")
