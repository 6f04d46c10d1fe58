"""Generated people for measurements become members whom everybody sees: with languages, topics, something to ask, a network."""

from itertools import cycle

from django.utils import timezone

from alliance.core import changes
from alliance.core.audience import Audience
from alliance.core.cache import bump_content_version
from alliance.core.models import Term, User, Vocabulary
from members.enums import LanguageLevel
from members.models import GUARDED, Membership, Network, NetworkText, Profile, SpokenLanguage

BATCH = 2_000
CLOSED = ("email", "phone")


def make_generated_profiles(*, seed: int) -> int:
    """Each generated person of this seed has a profile and belongs to one network; returns how many were made now."""
    people = list(User.objects.filter(email__startswith=f"demo-{seed}-", profile=None).order_by("pk"))
    User.objects.filter(pk__in=[person.pk for person in people]).update(joined_at=timezone.now())
    columns = {f"{part}_audience": Audience.PUBLIC for part in GUARDED if part not in CLOSED}
    profiles = Profile.objects.bulk_create(
        (
            Profile(
                person=person,
                slug=person.email.partition("@")[0],
                audience=Audience.PUBLIC,
                position="Generated",
                ask_me_about="Generated",
                willing_to_help=at % 2 == 0,
                **columns,
            )
            for at, person in enumerate(people)
        ),
        batch_size=BATCH,
    )
    terms = Term.objects.current()
    languages = list(terms.of(Vocabulary.CONTENT_LANGUAGE)[:6])
    topics = list(terms.of(Vocabulary.TOPIC))
    if languages:
        rows = zip(profiles, cycle(languages))
        SpokenLanguage.objects.bulk_create(
            (SpokenLanguage(profile=profile, term=term, level=LanguageLevel.FLUENT) for profile, term in rows),
            batch_size=BATCH,
        )
    if topics:
        through = Profile.topics.through
        through.objects.bulk_create(
            (through(profile=profile, term=term) for profile, term in zip(profiles, cycle(topics))), batch_size=BATCH
        )
    _fill_network(people, seed)
    changes.tell(Profile, [profile.pk for profile in profiles])
    bump_content_version()
    return len(profiles)


def _fill_network(people: list[User], seed: int) -> None:
    """The network of this seed exists, marked as generated, and the people belong to it."""
    network, is_new = Network.objects.get_or_create(slug=f"demo-{seed}", defaults={"live": True})
    if is_new:
        NetworkText.objects.create(network=network, language="en", name="Generated", origin="original")
    now = timezone.now()
    Membership.objects.bulk_create(
        (Membership(network=network, person=person, since=now) for person in people), batch_size=BATCH
    )
    changes.tell(Network, [network.pk])
