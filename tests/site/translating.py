"""A news article and its translations, and people who work on them."""

from django.contrib.auth.models import Group

from alliance.site.pages import NewsPage
from alliance.site.roles import ensure_groups
from tests.admin import signed_in

# What `original` in the tests says, in English.
WORDS = {"Un encuentro": "A meeting", "Entrada.": "Lead.", "Uno.": "One.", "Dos.": "Two."}


def somebody(client, *groups, **options):
    """A client of its own for somebody in these groups."""
    ensure_groups()
    return signed_in(type(client)(), groups=Group.objects.filter(name__in=groups), **options)


def in_language(page, language: str) -> NewsPage:
    return NewsPage.objects.with_state_of_words().get(
        translation_key=page.translation_key, locale__language_code=language
    )


def change(page, **fields) -> None:
    page = NewsPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
