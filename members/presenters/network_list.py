"""The list of networks: its filters, and the words that people look for."""

from django.db.models import Case, Count, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.core import wordsearch
from alliance.core.audience import is_member
from alliance.core.markup import plain
from alliance.core.models import site_language
from alliance.core.page_lists import COUNTRIES, TOPICS, Facet, PageList
from alliance.core.reference import fold
from members.enums import JoinPolicy, MembershipState
from members.models import Membership, Network, NetworkText
from members.querysets import networks_of

LONGEST_SEARCH = 200
_MINE = Facet.of_choices("mine", _("Mine"), "is_mine", [("yes", _("My networks"))])
_POLICY = Facet.of_choices(
    "join",
    _("How people join"),
    "join_policy",
    [
        (JoinPolicy.OPEN, pgettext_lazy("way of joining", "Open")),
        (JoinPolicy.REQUEST, _("On request")),
        (JoinPolicy.INVITATION, _("By invitation")),
    ],
)
_STATE = Facet.of_choices("state", _("State"), "standing", [("going", _("Goes on")), ("archived", _("Archived"))])


def facets_for(user) -> tuple[Facet, ...]:
    """Return the filters; one's own networks are no filter for strangers."""
    common = (TOPICS, COUNTRIES, _POLICY, _STATE)
    return (_MINE, *common) if is_member(user) else common


class NetworkList(PageList):
    """What an address finds among the networks that its reader may see: by filters, and by words in any language."""

    def __init__(self, query: QueryDict, user, address: str) -> None:
        self.words = query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        networks = Network.objects.visible_to(user)
        if self.words:
            numbers = wordsearch.numbers("network", self.words, user=user, language=site_language())
            self.is_reduced = wordsearch.is_reduced(self.words, numbers)
            networks = networks.filter(pk__in=_holding(networks, self.words) if numbers is None else numbers)
        super().__init__(_in_order(networks, user), facets_for(user), query, address)

    def query(self, choice: dict[str, tuple[str, ...]] | None = None) -> str:
        """As the list's, with the words that were looked for."""
        stated = super().query(choice)
        if not self.words:
            return stated
        found = QueryDict(stated.removeprefix("?"), mutable=True)
        found["q"] = self.words
        return f"?{found.urlencode()}"


def _in_order(networks: QuerySet, user) -> QuerySet:
    """Return the networks, those that go on first, with what they are filtered by."""
    return networks.annotate(
        is_mine=Case(When(pk__in=networks_of(user), then=Value("yes")), default=Value("")),
        standing=Case(When(archived_at=None, then=Value("going")), default=Value("archived")),
    ).order_by("-standing", "slug")


def _holding(networks: QuerySet, words: str) -> list[int]:
    """Return the keys of the networks in whose words, of whatever language, each of ``words`` begins some word."""
    said: dict[int, str] = {}
    texts = NetworkText.objects.filter(network__in=networks.values("pk"))
    for pk, acronym, *parts in texts.values_list("network", "network__acronym", "name", "kind", "purpose", "goal"):
        said[pk] = f"{said.get(pk, '')} {acronym} {' '.join(plain(part) for part in parts)}"
    wanted = fold(words).split()
    return [pk for pk, text in said.items() if all(f" {word}" in f" {_apart(text)}" for word in wanted)]


def _apart(text: str) -> str:
    """Return folded words with a space between them, whatever stood there."""
    return "".join(letter if letter.isalnum() else " " for letter in fold(text))


def people_in(networks: list[int]) -> dict[int, int]:
    """Return how many people belong to each network. One query."""
    rows = Membership.objects.filter(network__in=networks, state=MembershipState.ACTIVE, person__isnull=False)
    return dict(rows.order_by().values_list("network").annotate(Count("pk")))
