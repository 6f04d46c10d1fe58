"""The directory: who is found by an address, as far as the reader may see what each filter asks.

A filter by language finds only people who show their languages to this reader, and so its number counts no others. All codes
are read with two queries, whatever the number of people.
"""

from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.core import charts, reference, wordsearch
from alliance.core.formatting import long_date
from alliance.core.models import Vocabulary, site_language
from alliance.core.page_lists import COUNTRIES, Facet, Memo, PageList
from members.enums import Role, SeatPart
from members.models import STALE_AFTER, Profile, SeatHolding
from members.presenters.person import PersonPage, initials, organisation_of
from members.presenters.roles import SHOWN_ROLES, role_rows
from members.querysets import seen_by
from members.readers import Reader

SIZES = (20, 50, 100)
SORTS = ("country", "name", "confirmed")
LONGEST_WORDS = 100
HELPS = "yes"

ROLES = Facet.of_choices("role", gettext_lazy("Role"), "", [(role, role.label) for role in Role if role in SHOWN_ROLES])
HELP = Facet.of_choices("help", gettext_lazy("Help"), "", [(HELPS, gettext_lazy("Willing to help other teams"))])
LANGUAGES = Facet.of_terms("language", gettext_lazy("Language"), "", Vocabulary.CONTENT_LANGUAGE)
TOPICS = Facet.of_terms("topic", gettext_lazy("Topic"), "", Vocabulary.TOPIC)
FACETS = (ROLES, HELP, LANGUAGES, COUNTRIES, TOPICS)


class PeopleList(PageList):
    """The people whom an address finds for ``user``."""

    def __init__(self, user, query: QueryDict, address: str):
        self.user = user
        self.visible = Profile.objects.visible_to(user)
        self.words = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_WORDS]
        self.sort = query.get("sort") if query.get("sort") in SORTS else SORTS[0]
        size = query.get("size", "")
        self.size = int(size) if size in map(str, SIZES) else SIZES[0]
        super().__init__(self.visible, FACETS, query, address)

    @cached_property
    def _everyone(self) -> dict[int, dict[str, frozenset[str]]]:
        """Return for each visible person, in the list's order, the codes that the reader may know. Two queries."""
        columns = ("pk", "person__country__code", "person__last_name", "person__first_name", "confirmed_at", "helps")
        helps = Case(When(seen_by(self.user, "ask_me_about_audience", "person") & Q(willing_to_help=True), then=True))
        rows = sorted(self.visible.annotate(helps=helps).values_list(*columns), key=self._order())
        names = reference.country_names()
        found: dict[int, dict[str, set[str]]] = {}
        for pk, country, *_names, helping in rows:
            found[pk] = {facet.key: set() for facet in FACETS}
            found[pk]["country"].update({country} & names.keys())
            found[pk]["help"].update([HELPS] if helping else [])
        in_use = {facet.key: Memo(facet.canonical) for facet in (LANGUAGES, TOPICS, ROLES)}
        for key, pk, code in self._coded():
            if pk in found and (current := in_use[key][code]):
                found[pk][key].add(current)
        return {pk: {key: frozenset(codes) for key, codes in each.items()} for pk, each in found.items()}

    def _coded(self):
        """Return rows (filter, profile, code) of what leads through a table of its own, in one query."""
        spoken = self.visible.showing("languages", self.user).filter(languages__isnull=False)
        chosen = self.visible.showing("topics", self.user).filter(topics__isnull=False)
        return (spoken.annotate(key=Value(LANGUAGES.key)).values_list("key", "pk", "languages__term__code")).union(
            chosen.annotate(key=Value(TOPICS.key)).values_list("key", "pk", "topics__code"),
            *role_rows(self.user, ROLES.key),
            all=True,
        )

    def _order(self):
        places = {code: at for at, code in enumerate(reference.country_names())}
        fold = reference.fold

        def by_name(row):
            return (fold(row[2]), fold(row[3]), row[0])

        orders = {
            "country": lambda row: (places.get(row[1], len(places)), *by_name(row)),
            "name": by_name,
            "confirmed": lambda row: (-row[4].timestamp(), *by_name(row)),
        }
        return orders[self.sort]

    @cached_property
    def _codes(self) -> dict[int, dict[str, frozenset[str]]]:
        if not self.words:
            return self._everyone
        numbers = wordsearch.numbers("person", self.words, user=self.user, language=site_language())
        self.is_reduced = wordsearch.is_reduced(self.words, numbers)
        met = self._holding(self.words) if numbers is None else set(map(int, numbers))
        return {pk: codes for pk, codes in self._everyone.items() if pk in met}

    def _holding(self, words: str) -> set[int]:
        """Return the people in whose name, position, organisation and country each of ``words`` stands. One query."""
        columns = ("person__first_name", "person__last_name", "position", "unit", "person__institution__name")
        columns += ("person__country__ministry_name", "person__country__code")
        asked, names, met = reference.fold(words).split(), reference.country_names(), set()
        for pk, *texts, country in self.visible.values_list("pk", *columns):
            said = reference.fold(" ".join(filter(None, [*texts, names.get(country)])))
            if all(word in said for word in asked):
                met.add(pk)
        return met

    def by_country(self) -> Counter[str]:
        """Return country code -> how many people the reader may see, whatever is chosen."""
        return Counter(code for codes in self._everyone.values() for code in codes["country"])

    def page(self, number: str | None) -> Page:
        """Return one page of the list, of primary keys. Raises InvalidPage where the list has no such page."""
        return Paginator(self.ids, self.size).page(number or 1)

    def beside(self, *, without: str = "") -> list[tuple[str, str]]:
        """Return what the address states beside the filters, but the parameter ``without``."""
        stated = [("q", self.words, ""), ("sort", self.sort, SORTS[0]), ("size", str(self.size), str(SIZES[0]))]
        return [(key, value) for key, value, usual in stated if value != usual and key != without]

    def filters(self) -> list[tuple[str, str]]:
        """Return the chosen filters as pairs of an address."""
        return [(facet.key, code) for facet in self.facets for code in self.choice.get(facet.key, ())]

    def query(self, choice: dict[str, tuple[str, ...]] | None = None) -> str:
        """Return the query string that states a choice (default: this one), with words, order and page size."""
        chosen = self.choice if choice is None else choice
        filters = [(facet.key, code) for facet in self.facets for code in chosen.get(facet.key, ())]
        return self.stated([*filters, *self.beside()])

    @staticmethod
    def stated(pairs: list[tuple[str, str]]) -> str:
        """Return pairs as a query string with its question mark, or nothing."""
        return f"?{urlencode(pairs)}" if pairs else ""

    def codes_of(self, pk: int) -> dict[str, frozenset[str]]:
        """Return the codes of one person in each filter."""
        return self._everyone[pk]

    def chips(self) -> list[dict]:
        """Return the chosen values, the typed words first."""
        words = []
        if self.words:
            text = _("%(name)s: %(value)s") % {"name": _("Words searched for"), "value": f"“{self.words}”"}
            words = [{"text": text, "url": self.without_words()}]
        return words + super().chips()

    def without_words(self) -> str:
        """Return the address of the list with its filters only."""
        return self.address + self.stated([*self.filters(), *self.beside(without="q")])

    def nothing_found(self, title: str) -> dict:
        """As for pages; dropping the words is offered first."""
        empty = super().nothing_found(title)
        if self.words:
            text = _("Remove “%(filter)s”") % {"filter": self.words}
            empty = {**empty, "offers": [{"text": text, "url": self.without_words()}, *empty["offers"]][:3]}
            if not self.choice:
                empty["title"] = _("Nobody is called “%(words)s”.") % {"words": self.words}
        return empty

    def lines(self, ids: list[int]) -> list[dict]:
        """Return the people of ``ids`` in this order, each with what the reader may see. One query."""
        found = Profile.objects.with_line().with_ties_to(self.user).in_bulk(ids)
        spoken, roles = LANGUAGES.labels(), ROLES.labels()
        return [
            self._line(PersonPage(found[pk], Reader.of(self.user, found[pk])), self._everyone[pk], spoken, roles)
            for pk in ids
            if pk in found
        ]

    def _line(self, page: PersonPage, codes: dict, spoken: dict[str, str], roles: dict[str, str]) -> dict:
        profile, person, sees = page.profile, page.person, page.reader.sees_part
        organisation, language = organisation_of(person)
        stale = timezone.now() - profile.confirmed_at > STALE_AFTER
        return {
            "name": person.shown_name,
            "url": profile.get_absolute_url(),
            "initials": initials(person),
            "photo_url": page.photo_url(),
            "country": reference.country_names().get(person.country.code, "") if person.country_id else "",
            "roles": [label for code, label in roles.items() if code in codes["role"]],
            "organisation": organisation,
            "organisation_lang": language,
            "typed_lang": person.language,
            "languages": [label for code, label in spoken.items() if code in codes["language"]],
            "ask_me_about": profile.ask_me_about if sees(profile, "ask_me_about") else "",
            "helps": profile.willing_to_help and sees(profile, "ask_me_about"),
            "absent_until": self._absence(page),
            "stale_since": long_date(profile.confirmed_at.date()) if stale else "",
        }

    @staticmethod
    def _absence(page: PersonPage) -> str:
        profile = page.profile
        if not page.reader.sees_part(profile, "absence") or not profile.is_absent():
            return ""
        until = long_date(profile.absent_until)
        return _("Absent until %(day)s") % {"day": until} if until else _("Absent at the moment")


def fresh_countries(user) -> tuple[int, int]:
    """Return how many countries have a focal point whom ``user`` sees, confirmed this year, and how many have a seat to fill."""
    fresh = Profile.objects.visible_to(user).filter(confirmed_at__gte=timezone.now() - STALE_AFTER)
    holders = SeatHolding.objects.current().filter(part=SeatPart.HOLDER, person__profile__in=fresh)
    members = [facts for facts in reference.countries().values() if facts.membership == "member_state"]
    return holders.values("seat__country").distinct().count(), len(members)


def map_of(people: PeopleList):
    """Return the map of the people by country; a square leads to the list of its people."""
    return charts.tile_map(
        people.by_country(),
        names=reference.country_names(),
        url=lambda code: f"{people.address}?country={code}",
    )
