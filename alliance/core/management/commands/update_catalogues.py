"""Brings the catalogues of the interface texts to what code and templates say now."""

from django.core.management.base import BaseCommand

from alliance.core.source_texts import source_texts, translated_languages, untranslated, write_catalogue


class Command(BaseCommand):
    help = "Add new interface texts to the catalogues (.po), drop those that are gone, and name what is untranslated."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        """Write each catalogue, then say how much of it waits for a translator."""
        texts = source_texts()
        for language in translated_languages():
            catalogue = write_catalogue(language, texts)
            self.stdout.write(f"{language}: {len(catalogue)} texts, {len(untranslated(catalogue))} to translate")
