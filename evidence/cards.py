"""What a link to a practice shows."""

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.cards import Card
from alliance.core.models import Origin
from evidence.models import Practice, PracticeText

_PRACTICE = re.compile(r"^/[a-z]{2}/evidence/([a-z0-9-]+)/$")


def practice_cards(paths: set[str]) -> dict[str, dict[str, Card]]:
    """Return the cards of practices that everybody may see (`alliance.core.cards.Resolver`). Five queries at most."""
    slugs = {path: match[1] for path in paths if (match := _PRACTICE.match(path))}
    if not slugs:
        return {}
    seen = Practice.objects.visible_to(AnonymousUser()).filter(slug__in=slugs.values())
    texts: dict[str, list[PracticeText]] = {}
    for text in PracticeText.objects.filter(practice__in=seen).select_related("practice__country"):
        texts.setdefault(text.practice.slug, []).append(text)
    countries = {code: reference.country_names(code) for code, _name in settings.LANGUAGES}
    return {path: _by_language(texts[slug], countries) for path, slug in slugs.items() if slug in texts}


def _by_language(texts: list[PracticeText], countries: dict[str, dict[str, str]]) -> dict[str, Card]:
    original = next((text for text in texts if text.origin == Origin.ORIGINAL), texts[0])
    by_language = {text.language: text for text in texts}
    practice, cards = original.practice, {}
    for code, _name in settings.LANGUAGES:
        text = by_language.get(code, original)
        with translation.override(code):
            place = countries[code].get(practice.country.code, "") if practice.country else ""
            about = " · ".join(filter(None, (_("Practice"), place)))
        cards[code] = Card(f"/{code}/evidence/{practice.slug}/", text.title, about, text.language)
    return cards
