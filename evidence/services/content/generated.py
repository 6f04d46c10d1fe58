"""Generated practices for measurements: as many as wanted, spread over all codes as real ones are."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from alliance.core import changes
from alliance.core.cache import bump_content_version
from alliance.core.models import Country, Institution, Origin, Term, Vocabulary
from alliance.core.prose import html_of
from evidence.models import LibraryRow, Practice, PracticeSource, PracticeText
from evidence.services.library import row_of

BATCH = 2_000
MARK = "Generated demo data"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PHRASES = json.loads(Path(__file__).with_name("phrases.json").read_text(encoding="utf-8"))

# Vocabulary -> how many terms a practice carries, with the chance of each number from 0.
HOW_MANY = {
    Vocabulary.LEVEL: (0, 70, 25, 5),
    Vocabulary.TECHNOLOGY: (1, 45, 34, 15, 5),
    Vocabulary.PURPOSE: (0, 30, 40, 22, 6, 2),
    Vocabulary.BENEFICIARY: (0, 42, 40, 18),
    Vocabulary.TARGET_GROUP: (29, 49, 19, 3),
}
# Of a hundred practices, how many state the fact.
STATED = {
    "context": 92,
    "organisation": 85,
    "start_year": 72,
    "students": 42,
    "teachers": 19,
    "evidence": 40,
    "continuity": 30,
    "translations": 80,
}


class NothingToDrawFrom(Exception):
    """There are no countries or no vocabulary terms yet."""


class Generator:
    """Makes practices; the same seed and number always give the same practice."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.countries = list(Country.objects.filter(live=True).order_by("code"))
        self.terms = {vocabulary: list(Term.objects.of(vocabulary).current()) for vocabulary in Vocabulary.values}
        if not (self.countries and all(self.terms.values())):
            raise NothingToDrawFrom
        # A few countries have most of the practices, the last ones very few; terms likewise.
        self._weights = {size: [1 / (rank + 1) for rank in range(size)] for size in range(1, 64)}
        Random(seed).shuffle(self.countries)  # noqa: S311 - measurements need no secrets
        self.institutions: list[Institution] = []

    def generate(self, count: int, on_batch: Callable[[int], None] = lambda made: None) -> int:
        """Practices 1 to ``count`` of this seed stand in lists and figures; returns how many of them were made now."""
        prefix = f"demo-{self.seed}-"
        present = set(Practice.objects.filter(slug__startswith=prefix).values_list("slug", flat=True))
        missing = [number for number in range(1, count + 1) if f"{prefix}{number}" not in present]
        for start in range(0, len(missing), BATCH):
            numbers = missing[start : start + BATCH]
            self._make(numbers)
            on_batch(len(numbers))
        return len(missing)

    @transaction.atomic
    def _make(self, numbers: list[int]) -> None:
        self.institutions = self.institutions or self._some_institutions()
        randoms = [Random(f"{self.seed}:{number}") for number in numbers]  # noqa: S311 - as above
        practices = [self._practice(number, random) for number, random in zip(numbers, randoms, strict=True)]
        Practice.objects.bulk_create(practices, batch_size=500)
        texts, sources, carried = [], [], []
        for practice, number, random in zip(practices, numbers, randoms, strict=True):
            practice.texts = self._texts(practice, number, random)
            practice.sources = [
                PracticeSource(practice=practice, url=f"https://demo.example/{practice.slug}", sort_order=0)
            ]
            practice.terms = self._terms_of(random)
            texts.extend(practice.texts.all())
            sources.extend(practice.sources.all())
            carried.extend((practice.pk, term.pk) for term in practice.terms.all())
        PracticeText.objects.bulk_create(texts, batch_size=500)
        PracticeSource.objects.bulk_create(sources, batch_size=500)
        through = Practice.terms.through
        through.objects.bulk_create(
            [through(practice_id=practice, term_id=term) for practice, term in carried], batch_size=500
        )
        changes.tell(Practice, [practice.pk for practice in practices])
        change = bump_content_version()
        LibraryRow.objects.bulk_create([row_of(practice, change) for practice in practices], batch_size=500)

    def _some_institutions(self) -> list[Institution]:
        """One institution of each type in each country."""
        now = timezone.now()
        wanted = [
            Institution(
                slug=f"demo-{kind.code.replace('_', '-')}-{country.code.lower()}",
                name=f"Demo {kind.label_es} {country.code}",
                kind=kind,
                country=country,
                first_published_at=now,
            )
            for kind in self.terms[Vocabulary.ORGANISATION_TYPE]
            for country in self.countries
        ]
        Institution.objects.bulk_create(wanted, ignore_conflicts=True)
        slugs = [institution.slug for institution in wanted]
        return list(Institution.objects.filter(slug__in=slugs).select_related("kind").order_by("slug"))

    def _practice(self, number: int, random: Random) -> Practice:
        def states(fact: str) -> bool:
            return random.random() * 100 < STATED[fact]

        country = self._one(self.countries, random)
        start = random.randint(2004, 2025) if states("start_year") else None
        now = timezone.now()
        return Practice(
            slug=f"demo-{self.seed}-{number}",
            country=country,
            institution=random.choice(self.institutions) if states("organisation") else None,
            start_year=start,
            end_year=random.randint(start, 2026) if start and random.random() < 0.15 else None,
            context=random.choice(self.terms[Vocabulary.CONTEXT]) if states("context") else None,
            students_reached=int(random.lognormvariate(6, 1.6)) + 1 if states("students") else None,
            teachers_reached=int(random.lognormvariate(4, 1.6)) + 1 if states("teachers") else None,
            evidence_kind=random.choice(self.terms[Vocabulary.EVIDENCE_KIND]) if states("evidence") else None,
            continuity_state=random.choice(self.terms[Vocabulary.CONTINUITY_STATE]) if states("continuity") else None,
            mapping=MARK,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )

    def _terms_of(self, random: Random) -> list[Term]:
        chosen: dict[Term, None] = {}
        for vocabulary, chances in HOW_MANY.items():
            terms = self.terms[vocabulary]
            for _each in range(min(random.choices(range(len(chances)), chances)[0], len(terms))):
                chosen[self._one(terms, random)] = None
        return list(chosen)

    def _texts(self, practice: Practice, number: int, random: Random) -> list[PracticeText]:
        spoken = practice.country.official_languages.split()
        own = next((language for language in spoken if language in LANGUAGES), "es")
        others = [
            language for language in LANGUAGES if language != own and random.random() * 100 < STATED["translations"]
        ]
        picks = {name: random.randrange(len(options)) for name, options in PHRASES[own].items()}
        original = self._text(practice, number, own, picks, Origin.ORIGINAL)
        digest = original.digest
        rows = [self._text(practice, number, language, picks, Origin.MACHINE) for language in others]
        for row in rows:
            row.made_from = digest
        return [original, *rows]

    @staticmethod
    def _text(practice: Practice, number: int, language: str, picks: dict[str, int], origin: str) -> PracticeText:
        said = {name: PHRASES[language][name][pick] for name, pick in picks.items()}
        return PracticeText(
            practice=practice,
            language=language,
            origin=origin,
            title=f"{said['topics']} {said['places']} (demo {number})",
            summary=f"{said['actions']} {said['aims']}",
            results=html_of(said["results"]),
        )

    def _one(self, options: list, random: Random):
        return random.choices(options, self._weights[len(options)])[0]
