"""People, as they are found: no part of a profile is indexed that one of the document's readers may not see.

E-mail address, telephone, photo, absence and time zone are in no document, whoever may see them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alliance.core import reference
from alliance.core.audience import Audience
from alliance.core.models import User
from members.enums import MembershipState, SeatPart
from members.models import Membership, Network, Profile, SeatHolding
from members.presenters.person import organisation_of
from members.readers import Reader
from search import readers
from search.kinds import Kind, Shown
from search.sources.networks import STAFF
from search.sources.records import VISITOR, all_with, day_of, numbers_of, owner, pks_of, saying
from search.sources.words import LANGUAGES, codes, country_names, joined, names
from search.sources.worth import share, worth
from search.types import Document, Words

# From the widest audience to the narrowest: each reader of the later ones is one of the earlier ones'.
_WIDEST_FIRST = (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS, Audience.STAFF)


@dataclass
class _Ties:
    """Where somebody belongs: keys of all networks, slugs and names of those that everybody may see, parts of seats held."""

    networks: list[int] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)


def readers_of(profile: Profile, networks: Sequence[int]) -> tuple[str, ...]:
    """Return who may open the profile of somebody who belongs to these networks, as `ProfileQuerySet.visible_to` says."""
    own = readers.person(profile.person_id)
    if profile.audience == Audience.PUBLIC:
        return (readers.PUBLIC,)
    if profile.audience == Audience.MEMBERS:
        return (readers.MEMBERS, own)
    if profile.audience == Audience.NETWORKS:
        return (readers.STAFF, *(readers.network(pk) for pk in sorted(networks)), own)
    return (readers.STAFF, own)


def is_indexed(profile: Profile, part: str) -> bool:
    """Whether everybody who may open the profile may see this part of it."""
    audience = getattr(profile, f"{part}_audience")
    return _WIDEST_FIRST.index(audience) <= _WIDEST_FIRST.index(profile.audience)


def _numbers() -> list[str]:
    return numbers_of(Profile.objects.visible_to(STAFF))


def _documents(numbers: Sequence[str]) -> list[Document]:
    rows = list(Profile.objects.visible_to(STAFF).with_page().filter(pk__in=pks_of(numbers)))
    ties = _ties_of([row.person_id for row in rows])
    countries = country_names()
    return [_document(row, ties.get(row.person_id, _Ties()), countries) for row in rows]


def _ties_of(people: list[int]) -> dict[int, _Ties]:
    """Return where these people belong, in three queries."""
    found: dict[int, _Ties] = {}
    public = {row.pk: row for row in Network.objects.visible_to(VISITOR).prefetch_related("texts")}
    rows = Membership.objects.filter(person__in=people, state=MembershipState.ACTIVE).order_by("network")
    for person, network in rows.values_list("person", "network"):
        ties = found.setdefault(person, _Ties())
        ties.networks.append(network)
        if network in public:
            ties.slugs.append(public[network].slug)
            ties.names += [public[network].acronym, *(text.name for text in public[network].texts.all())]
    for person, part in SeatHolding.objects.current().filter(person__in=people).values_list("person", "part"):
        found.setdefault(person, _Ties()).parts.add(part)
    return found


def _document(row: Profile, ties: _Ties, countries: dict[str, list[str]]) -> Document:
    person, dated = row.person, day_of(row.person.joined_at)
    shows_networks = is_indexed(row, "networks")
    country = person.country.code if person.country_id else ""
    topics = [term.code for term in row.topics.all()] if is_indexed(row, "topics") else []
    languages = [each.term.code for each in row.languages.all()] if is_indexed(row, "languages") else []
    biographies = list(row.biographies.all()) if is_indexed(row, "biography") else []
    stated = (row.position, country, organisation_of(person)[0], topics, languages, biographies)
    return Document(
        key=f"person:{row.pk}",
        kind="person",
        slug=row.slug,
        words=_words(row, biographies),
        names=names(
            person.get_full_name(),
            organisation_of(person)[0],
            person.country.ministry_acronym if country else "",
            *countries.get(country, ()),
            *_parts_in_words(ties.parts),
            *(sorted(ties.names) if shows_networks else ()),
        ),
        codes=codes(country=country, topic=topics, language=languages, network=ties.slugs if shows_networks else ()),
        readers=readers_of(row, ties.networks),
        dated=dated,
        quality=worth(dated=None, completeness=share(*stated)),
    )


def _words(row: Profile, biographies: list) -> dict[str, Words]:
    """Return what somebody says of themselves in each language; name and position at least in the one of their account."""
    told = {each.language: each.text for each in biographies if each.language in LANGUAGES and each.text}
    own = row.person.language if row.person.language in LANGUAGES else settings.LANGUAGE_CODE
    told = told if own in told else {own: "", **told}
    ask = row.ask_me_about if is_indexed(row, "ask_me_about") else ""
    found = {}
    for language in sorted(told):
        # The short entries have no language of their own: they count as written in the account's.
        lead, more = (joined(row.position, row.unit), ask) if language == own else ("", "")
        found[language] = Words(row.person.get_full_name(), lead, joined(told[language], more))
    return found


def _parts_in_words(parts: set[str]) -> list[str]:
    """Return what somebody is to their country, in every language of the site."""
    found = []
    for part in sorted(parts):
        for language in LANGUAGES:
            with translation.override(language):
                found.append(str(SeatPart(part).label))
    return found


def _shown(numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
    countries, found = reference.country_names(language), {}
    rows = Profile.objects.visible_to(user).with_line().prefetch_related("biographies").with_ties_to(user)
    for row in rows.filter(pk__in=pks_of(numbers)):
        reader = Reader.of(user, row)
        told = {}
        if reader.sees_part(row, "biography"):
            told = {each.language: each.text for each in row.biographies.all()}
        written = language if language in told or not told else min(told)
        country = countries.get(row.person.country.code, "") if row.person.country_id else ""
        with translation.override(language):
            url = row.get_absolute_url()
        found[str(row.pk)] = Shown(
            title=row.person.shown_name,
            url=url,
            language=written,
            lead=joined(row.position, row.unit),
            body=partial(joined, told.get(written), row.ask_me_about if reader.sees_part(row, "ask_me_about") else ""),
            facts=tuple(filter(None, (country, organisation_of(row.person)[0]))),
            slug=row.slug,
        )
    return found


def _in_database(words: Sequence[str], user, language: str, limit: int) -> list[str]:
    people = saying(User.objects.all(), words, "first_name", "last_name", "profile__position")
    return numbers_of(Profile.objects.visible_to(user).filter(person__in=people.values("pk")))[:limit]


def _of_person(person: int | None) -> list[str]:
    return numbers_of(Profile.objects.filter(person=person)) if person else []


def _in_network(network: int) -> list[str]:
    rows = Membership.objects.filter(network=network, state=MembershipState.ACTIVE)
    return numbers_of(Profile.objects.filter(person__in=rows.values("person")))


def _with_term(term) -> list[str]:
    return numbers_of(Profile.objects.filter(Q(topics=term) | Q(languages__term=term)).distinct())


PEOPLE = Kind(
    name="person",
    label=_("Person"),
    plural=_("People"),
    numbers=_numbers,
    documents=_documents,
    shown=_shown,
    in_database=_in_database,
    concerned={
        "members.Profile": lambda row: [str(row.pk)],
        "members.Profile_topics": lambda row: [str(row.pk)],
        "members.Biography": owner("profile_id"),
        "members.SpokenLanguage": owner("profile_id"),
        "core.User": lambda row: _of_person(row.pk),
        "members.Membership": lambda row: _of_person(row.person_id),
        "members.SeatHolding": lambda row: _of_person(row.person_id),
        "members.Network": lambda row: _in_network(row.pk),
        "members.NetworkText": lambda row: _in_network(row.network_id),
        "core.Country": all_with(Profile, "person__country"),
        "core.Institution": all_with(Profile, "person__institution"),
        "core.Term": _with_term,
    },
)
