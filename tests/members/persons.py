"""People as the pages of people need them: with terms, a picture, and many at once."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from alliance.core.cache import bump_content_version
from alliance.core.models import Term, User
from members.models import GUARDED, Profile, SpokenLanguage
from tests.factories.core import CountryFactory

EDIT = "/en/my/profile/"


def term(vocabulary: str, code: str, label: str) -> Term:
    """Return the term, made if it is missing."""
    return Term.objects.get_or_create(vocabulary=vocabulary, code=code, defaults={"label": label})[0]


def language(code: str, label: str) -> Term:
    return term("content_language", code, label)


def topic(code: str, label: str) -> Term:
    return term("topic", code, label)


def open_to_all(**fields) -> dict:
    """Return the fields of a profile that everybody may see, for `MemberFactory`."""
    columns = {f"{part}_audience": "public" for part in GUARDED} | {"audience": "public"} | fields
    return {f"profile__{name}": value for name, value in columns.items()}


def typed(person, **changes) -> dict:
    """Return what the form sends of an empty profile, with ``changes``."""
    profile = Profile.objects.get(person=person)
    return {
        "version": profile.version,
        "first_name": "Ana",
        "last_name": "Paz",
        "audience": "members",
        "time_zone": "America/Lima",
        **{f"{part}_audience": audience for part, audience in GUARDED.items()},
        "languages-TOTAL_FORMS": "2",
        "languages-INITIAL_FORMS": "0",
        "languages-0-level": "working",
        "languages-1-level": "working",
        "links-TOTAL_FORMS": "2",
        "links-INITIAL_FORMS": "0",
        **changes,
    }


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), name: str = "me.jpg", **options):
    """Return an upload of a picture that is red on its left half and blue on its right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    content = BytesIO()
    image.save(content, kind, **options)
    return SimpleUploadedFile(name, content.getvalue(), content_type=f"image/{kind.lower()}")


def many_people(count: int, *, audience: str = "public") -> None:
    """Make ``count`` members with languages and topics."""
    countries = [CountryFactory(code=code) for code in ("CL", "MX", "CO", "PE")]
    languages = [language("es", "Spanish"), language("pt", "Portuguese")]
    topics = [topic("ai", "AI"), topic("rural", "Rural")]
    first = User.objects.count()
    people = User.objects.bulk_create(
        User(
            email=f"many{first + at}@example.org",
            first_name="Ana",
            last_name=f"Many {first + at}",
            joined_at=timezone.now(),
            country=countries[at % 4],
        )
        for at in range(count)
    )
    columns = {f"{part}_audience": audience for part in GUARDED}
    profiles = Profile.objects.bulk_create(
        Profile(
            person=person,
            slug=f"many-{person.pk}",
            audience=audience,
            ask_me_about="Data",
            willing_to_help=True,
            **columns,
        )
        for person in people
    )
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(profile=profile, term=languages[at % 2], level="fluent") for at, profile in enumerate(profiles)
    )
    Profile.topics.through.objects.bulk_create(
        Profile.topics.through(profile=profile, term=topics[at % 2]) for at, profile in enumerate(profiles)
    )
    bump_content_version()
