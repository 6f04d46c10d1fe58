"""Thousands of practices at once, for tests and measurements of what must not grow with their number."""

from itertools import cycle, islice

from wagtail.models import Page

from alliance.core.cache import bump_content_version
from evidence.models import LibraryRow, Practice, PracticeText
from tests.factories.core import CountryFactory
from tests.factories.evidence import term
from tests.factories.pages import add

CODES = [
    ("context:rural", "technology:radio_tv", "purpose:inclusive_equitable", "level:primary", "target_group:indigenous"),
    ("context:urban", "technology:computer", "purpose:digital_skills", "level:secondary"),
    ("context:mixed", "technology:tablet", "purpose:enrich_content", "level:primary", "beneficiary:teachers"),
    ("context:urban", "technology:robotics", "purpose:digital_skills", "level:secondary", "target_group:girls_women"),
]


def many_practices(count: int) -> None:
    """Make ``count`` published practices with words in Spanish and English, terms, and rows in the library."""
    countries = [CountryFactory(code=code) for code in ("CL", "MX", "CO", "PE")]
    kinds = [[term(code) for code in codes] for codes in CODES]
    first = Practice.objects.count()
    practices = Practice.objects.bulk_create(
        Practice(slug=f"many-{first + at}", country=country, context=terms[0], start_year=2000 + at % 25, live=True)
        for at, (country, terms) in enumerate(islice(zip(cycle(countries), cycle(kinds)), count))
    )
    PracticeText.objects.bulk_create(
        PracticeText(practice=practice, language=language, origin=origin, title=f"{practice.slug}", summary="…")
        for practice in practices
        for language, origin in (("es", "original"), ("en", "machine"))
    )
    through = Practice.terms.through
    through.objects.bulk_create(
        through(practice=practice, term=each) for practice, terms in zip(practices, cycle(kinds)) for each in terms[1:]
    )
    change = bump_content_version()
    LibraryRow.objects.bulk_create(
        LibraryRow(
            practice=practice,
            codes=" ".join([f"country:{practice.country.code}", *(code.replace("_group", "") for code in codes)]),
            words=practice.slug,
            start_year=practice.start_year,
            change=change,
            **{f"title_{language}": practice.slug for language in ("es", "en", "pt", "fr")},
        )
        for practice, codes in zip(practices, cycle(CODES))
    )


def many_pages(section: Page, model: str, count: int, **fields) -> None:
    """Make ``count`` published pages below ``section``, each about a topic and a country, with sources and no translations."""
    countries = [CountryFactory(code=code) for code in ("CL", "MX", "CO", "PE")]
    topics = [term(f"topic:{code}") for code in ("ai", "teachers", "rural")]
    first = Page.objects.get(pk=section.pk).numchild
    for at in range(count):
        about = {"topics": [topics[at % 3]], "countries": [countries[at % 4]]}
        words = {"title": f"Page {at}", "slug": f"many-{first + at}", "lead": "A lead."}
        add(section, model, **{**words, **about, **fields})
    bump_content_version()
