"""Generated people for measurements: they cannot sign in."""

from random import Random

from django.contrib.auth.hashers import make_password

from alliance.core.models import Country, User

BATCH = 2_000
FIRST_NAMES = ("Ana", "Beatriz", "Carlos", "Delphine", "Esther", "Francisco", "Grace", "Hugo", "Inés", "Jean", "Keisha")
LAST_NAMES = ("Álvarez", "Baptiste", "Cárdenas", "da Silva", "Edwards", "Flores", "Guzmán", "Huanca", "Joseph", "Lima")


def make_generated_people(count: int, *, seed: int) -> int:
    """People 1 to ``count`` of this seed exist, without a password that works; returns how many were made now."""
    countries = list(Country.objects.order_by("code"))
    present = set(User.objects.filter(email__startswith=f"demo-{seed}-").values_list("email", flat=True))
    people = (_person(number, seed, countries) for number in range(1, count + 1))
    missing = [person for person in people if person.email not in present]
    User.objects.bulk_create(missing, batch_size=BATCH)
    return len(missing)


def _person(number: int, seed: int, countries: list[Country]) -> User:
    random = Random(f"{seed}:{number}")  # noqa: S311 - measurements need no secrets
    country = random.choice(countries) if countries else None
    spoken = (country.official_languages if country else "").split()
    return User(
        email=f"demo-{seed}-{number}@demo.example",
        first_name=random.choice(FIRST_NAMES),
        last_name=random.choice(LAST_NAMES),
        language=next((language for language in spoken if language in {"es", "en", "pt", "fr"}), "es"),
        country=country,
        time_zone=(country.time_zone if country else "") or "America/Santiago",
        password=make_password(None),
    )
