"""People, countries, institutions and vocabulary terms."""

import factory

from alliance.core.models import Country, Institution, Term, User, Vocabulary

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody without rights; the password is ``password``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Ana"
    last_name = factory.Sequence(lambda n: f"Quispe {n}")
    language = "es"
    password = factory.django.Password("password")


class CountryFactory(factory.django.DjangoModelFactory):
    """A published country; the same code gives the same row."""

    class Meta:
        model = Country
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: LETTERS[23 + n // 26 % 3] + LETTERS[n % 26])  # XA, XB …: reserved for private use
    code3 = factory.LazyAttribute(lambda country: f"{country.code}X")
    name_es = factory.LazyAttribute(lambda country: f"País {country.code}")
    name_en = factory.LazyAttribute(lambda country: f"Country {country.code}")
    name_pt = factory.LazyAttribute(lambda country: f"País {country.code}")
    name_fr = factory.LazyAttribute(lambda country: f"Pays {country.code}")
    time_zone = "America/Santiago"
    subregion = "South America"
    live = True


class TermFactory(factory.django.DjangoModelFactory):
    """A term in use; the same vocabulary and code give the same row."""

    class Meta:
        model = Term
        django_get_or_create = ("vocabulary", "code")

    vocabulary = Vocabulary.TECHNOLOGY
    code = factory.Sequence(lambda n: f"term_{n}")
    label_es = factory.LazyAttribute(lambda term: f"{term.code} es")
    label_en = factory.LazyAttribute(lambda term: f"{term.code} en")
    label_pt = factory.LazyAttribute(lambda term: f"{term.code} pt")
    label_fr = factory.LazyAttribute(lambda term: f"{term.code} fr")
    sort_order = factory.Sequence(lambda n: n)


class InstitutionFactory(factory.django.DjangoModelFactory):
    """A published institution without type or country."""

    class Meta:
        model = Institution

    slug = factory.Sequence(lambda n: f"institution-{n}")
    name = factory.Sequence(lambda n: f"Escuela {n}")
    live = True
