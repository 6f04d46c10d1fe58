"""Members, seats and networks."""

import time

import factory
from django.utils import timezone
from django.utils.text import slugify

from alliance.core.models import User
from members.enums import MembershipRole, MembershipState, SeatPart
from members.models import Membership, Network, NetworkText, Profile, Seat, SeatHolding
from members.rooms.services.guidelines import accept
from tests.factories.core import CountryFactory, UserFactory


class MemberFactory(UserFactory):
    """Somebody who belongs to the alliance, with a profile that members may see."""

    joined_at = factory.LazyFunction(timezone.now)
    country = factory.SubFactory(CountryFactory)

    @factory.post_generation
    def profile(person, create, extracted, **fields):
        """``profile__audience="public"`` and the like; ``profile=False`` makes none."""
        if create and extracted is not False:
            Profile.objects.create(person=person, slug=slugify(f"{person.last_name} {person.pk}"), **fields)

    @factory.post_generation
    def guidelines(person, create, extracted, **_):
        """Has accepted those of the rooms; ``guidelines=False`` has not."""
        if create and extracted is not False:
            accept(person=person)


class StaffFactory(MemberFactory):
    """Somebody of the secretariat."""

    is_staff = True


class SeatFactory(factory.django.DjangoModelFactory):
    """The first seat of a country."""

    class Meta:
        model = Seat
        django_get_or_create = ("country", "number")

    country = factory.SubFactory(CountryFactory)
    number = 1


class NetworkFactory(factory.django.DjangoModelFactory):
    """A published network with its name in Spanish and English."""

    class Meta:
        model = Network
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"network-{n}")
    live = True

    @factory.post_generation
    def texts(network, create, extracted, **_):
        """The words in two languages."""
        if create:
            NetworkText.objects.create(network=network, language="es", name=f"Red {network.slug}", origin="original")
            NetworkText.objects.create(network=network, language="en", name=f"Network {network.slug}", origin="human")


def join(
    network: Network, person, role: str = MembershipRole.MEMBER, state: str = MembershipState.ACTIVE
) -> Membership:
    """The person stands in the network in this role and state."""
    return Membership.objects.create(network=network, person=person, role=role, state=state, since=timezone.now())


def sign_in(client, person) -> None:
    """The client's visitor is ``person``, who proved it a moment ago: nothing asks again."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def hold(seat: Seat, person, part: str = SeatPart.HOLDER) -> SeatHolding:
    """The person holds the seat from now on."""
    return SeatHolding.objects.create(seat=seat, person=person, part=part)


def many_members(network: Network, count: int) -> None:
    """Have ``count`` people with profiles that everybody may see belong to the network, from a few countries."""
    countries = [CountryFactory(code=code) for code in ("CL", "MX", "CO", "PE")]
    first, now = User.objects.count(), timezone.now()
    people = User.objects.bulk_create(
        User(
            email=f"many{first + at}@example.org",
            first_name="Ana",
            last_name=f"Quispe {first + at}",
            country=countries[at % 4],
            joined_at=now,
        )
        for at in range(count)
    )
    Profile.objects.bulk_create(
        Profile(person=person, slug=f"many-{person.pk}", audience="public", networks_audience="public")
        for person in people
    )
    Membership.objects.bulk_create(Membership(network=network, person=person, since=now) for person in people)
