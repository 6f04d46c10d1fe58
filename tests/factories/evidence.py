"""Practices, programmes and editions, with their words."""

import factory
from django.utils import timezone

from alliance.core.models import Origin, Vocabulary
from evidence.models import (
    Edition,
    EditionRecord,
    Indicator,
    Practice,
    PracticeSource,
    PracticeText,
    Programme,
    ProgrammePhase,
    ProgrammeText,
)
from evidence.services.publishing import practice_published
from tests.factories.core import CountryFactory, TermFactory


class PracticeTextFactory(factory.django.DjangoModelFactory):
    """The words of a practice in Spanish, its original language."""

    class Meta:
        model = PracticeText

    practice = factory.SubFactory("tests.factories.evidence.PracticeFactory", original="")
    language = "es"
    origin = Origin.ORIGINAL
    title = factory.Sequence(lambda n: f"Práctica {n}")
    summary = "Docentes y estudiantes usan radios y teléfonos para aprender matemática."


class PracticeFactory(factory.django.DjangoModelFactory):
    """A practice, live and with one original text, but in no list or figure yet (see `published_practice`).

    ``original`` is the language of its words ("" for none), ``codes`` terms as ``"vocabulary:code"``.
    """

    class Meta:
        model = Practice
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"practice-{n}")
    country = factory.SubFactory(CountryFactory, code="CL")
    start_year = 2020
    live = True
    first_published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def original(self, create, extracted, **words):
        if extracted != "":
            PracticeTextFactory(practice=self, language=extracted or "es", **words)

    @factory.post_generation
    def codes(self, create, extracted, **kwargs):
        if extracted:
            self.terms.set([term(code) for code in extracted])
            self.save()


class PracticeSourceFactory(factory.django.DjangoModelFactory):
    """A page that a practice's facts were read from."""

    class Meta:
        model = PracticeSource

    practice = factory.SubFactory(PracticeFactory)
    url = factory.Sequence(lambda n: f"https://example.org/source-{n}")
    published = "2023-05"


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A published national programme with one original text."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"programme-{n}")
    country = factory.SubFactory(CountryFactory, code="CL")
    start_year = 2010
    live = True
    first_published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def original(self, create, extracted, **words):
        if extracted != "":
            ProgrammeTextFactory(programme=self, language=extracted or "es", **words)


class ProgrammeTextFactory(factory.django.DjangoModelFactory):
    """The words of a programme in Spanish."""

    class Meta:
        model = ProgrammeText

    programme = factory.SubFactory(ProgrammeFactory, original="")
    language = "es"
    origin = Origin.ORIGINAL
    name = factory.Sequence(lambda n: f"Programa {n}")
    summary = "<p>Lleva computadoras a las escuelas.</p>"


class ProgrammePhaseFactory(factory.django.DjangoModelFactory):
    """One step of a programme's life."""

    class Meta:
        model = ProgrammePhase

    programme = factory.SubFactory(ProgrammeFactory)
    when_es = "2010"
    first_year = 2010
    what_es = "Comienza en diez escuelas"


class IndicatorFactory(factory.django.DjangoModelFactory):
    """A figure about a programme."""

    class Meta:
        model = Indicator

    programme = factory.SubFactory(ProgrammeFactory)
    name_es = "Escuelas"
    unit_es = "escuelas"
    value = 120
    year = 2015


class EditionFactory(factory.django.DjangoModelFactory):
    """A mapping edition with real records."""

    class Meta:
        model = Edition
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"edition-{n}")
    title_es = "Mapeo de prueba"
    title_en = "Test mapping"
    title_pt = "Mapeamento de teste"
    title_fr = "Recensement d'essai"


class EditionRecordFactory(factory.django.DjangoModelFactory):
    """One application of an edition."""

    class Meta:
        model = EditionRecord

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda n: f"TEST-{n:03d}")
    codes = "country:CL context:rural"
    change = 1


def term(code: str):
    """The term named ``"vocabulary:code"``, for example ``"technology:radio_tv"``, made where it is missing."""
    vocabulary, _, name = code.partition(":")
    return TermFactory(vocabulary=Vocabulary(vocabulary), code=name)


def published_practice(**fields) -> Practice:
    """A practice that stands in lists and figures, with a first version. Takes what `PracticeFactory` takes."""
    if isinstance(context := fields.get("context"), str):
        fields["context"] = term(f"context:{context}")
    practice = PracticeFactory(**fields)
    practice_published(practice=practice)
    return practice
