"""The people of the demo with their roles, seats, profiles and one network; what was changed in them since stays."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from alliance.core.audience import Audience
from alliance.core.cache import bump_content_version
from alliance.core.demo_accounts import ACCOUNTS, PASSWORD
from alliance.core.models import Country, Origin, Term, User, Vocabulary
from members.enums import MembershipState, Role
from members.models import Biography, Membership, Network, NetworkQuestion, NetworkText, Profile, Seat, SpokenLanguage
from members.services.profiles import ensure_profile
from members.services.roles import grant_role
from members.services.seats import appoint

PEOPLE = settings.BASE_DIR / "alliance" / "content" / "demo" / "people.json"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@transaction.atomic
def make_demo_people() -> int:
    """Each demo account exists with what the file says of it; one that exists already is left alone. How many were made."""
    content = json.loads(PEOPLE.read_text(encoding="utf-8"))
    present = set(User.objects.values_list("email", flat=True).filter(email__in=[each.email for each in ACCOUNTS]))
    emails = {account.name: account.email for account in ACCOUNTS}
    made = {
        each["account"]: _make_person(each, emails[each["account"]])
        for each in content["people"]
        if emails[each["account"]] not in present
    }
    if made:
        _make_network(content["network"], made)
        bump_content_version()
    return len(made)


def _make_person(told: dict[str, Any], email: str) -> User:
    country = Country.objects.get(code=told["country"])
    make = User.objects.create_superuser if told["account"] == "admin" else User.objects.create_user
    person = make(
        email,
        PASSWORD,
        first_name=told["first_name"],
        last_name=told["last_name"],
        language=told["language"],
        country=country,
        time_zone=country.time_zone or "America/Santiago",
        joined_at=None if told.get("roles") == [Role.APPLICANT] else timezone.now(),
    )
    for role in told.get("roles", []):
        grant_role(person=person, role=Role(role), by=None, reason="Demo")
    if told.get("seat"):
        seat, _made = Seat.objects.get_or_create(country=country, number=1)
        appoint(seat=seat, person=person, part=told["seat"], by=None)
    if person.joined_at:
        _fill_profile(ensure_profile(person), told)
    return person


def _fill_profile(profile: Profile, told: dict[str, Any]) -> None:
    profile.position, profile.unit = told["position"], told["unit"]
    profile.ask_me_about, profile.willing_to_help = told.get("ask", ""), told.get("help", False)
    if told.get("public"):
        profile.audience = Audience.PUBLIC
        for part in ("biography", "topics", "languages", "ask_me_about"):
            setattr(profile, f"{part}_audience", Audience.PUBLIC)
    profile.save()
    profile.topics.set(Term.objects.of(Vocabulary.TOPIC).filter(code__in=told["topics"]))
    languages = {term.code: term for term in Term.objects.of(Vocabulary.CONTENT_LANGUAGE)}
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(profile=profile, term=languages[code], level=level) for code, level in told["speaks"].items()
    )
    Biography.objects.bulk_create(
        Biography(profile=profile, language=language, text=text) for language, text in told.get("bio", {}).items()
    )


def _make_network(told: dict[str, Any], made: dict[str, User]) -> None:
    if Network.objects.filter(slug=told["slug"]).exists():
        return
    network = Network.objects.create(
        slug=told["slug"],
        join_policy=told["join_policy"],
        ends_on=date.fromisoformat(told["ends_on"]),
        live=True,
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
        editor_notes="An invented network of the demo.",
    )
    network.topics.set(Term.objects.of(Vocabulary.TOPIC).filter(code__in=told["topics"]))
    network.countries.set({made[name].country for name in told["members"] if name in made})
    network.save()
    for language, words in told["words"].items():
        origin = Origin.ORIGINAL if language == LANGUAGES[0] else Origin.HUMAN
        NetworkText.objects.create(network=network, language=language, origin=origin, **words)
    for order, words in enumerate(told["questions"]):
        texts = {f"text_{language}": words[language] for language in LANGUAGES}
        NetworkQuestion.objects.create(network=network, sort_order=order, **texts)
    for name, role in told["members"].items():
        if name in made:
            Membership.objects.create(network=network, person=made[name], role=role, since=timezone.now())
    for name, answers in told["asking"].items():
        if name in made:
            asked = [{"question": told["questions"][0]["fr"], "answer": answer} for answer in answers]
            Membership.objects.create(
                network=network, person=made[name], state=MembershipState.REQUESTED, answers=asked
            )
