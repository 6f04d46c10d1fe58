"""What the pages of networks show, prepared so that their templates only print."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import pinnable, reference
from alliance.core.audience import Audience, is_member, is_staff
from alliance.core.formatting import long_date, number, short_address
from alliance.core.markup import plain
from alliance.core.models import Vocabulary, site_language
from alliance.core.slots import sections_of
from alliance.core.wording import Wording
from members.enums import OPEN_STATES, JoinPolicy, MembershipRole, MembershipState
from members.models import Announcement, Membership, Network, NetworkFile, ShelfItem
from members.presenters.network_facts import POLICIES, name_of, section_url, tell, told_of

PEOPLE_SHOWN = 6
ANNOUNCEMENTS_SHOWN = 3


def act_url(network: Network, act: str) -> str:
    """Return the address where a member does something in the network."""
    return f"/{site_language()}/my/networks/{network.slug}/{act}/"


def line_of(network: Network, *, people: int, topics: Iterable[str], countries: int) -> dict:
    """Return a network as a line of a list, with the codes of its topics and how many countries it has. Reads texts."""
    wording = Wording.of(list(network.texts.all()), site_language())
    name, kind, purpose = wording.say("name"), wording.say("kind"), wording.say("purpose")
    labels = reference.labels(Vocabulary.TOPIC)
    notes = [POLICIES[JoinPolicy(network.join_policy)]()]
    if countries:
        notes.append(ngettext("%(n)s country", "%(n)s countries", countries) % {"n": number(countries)})
    if people:
        notes.append(ngettext("%(n)s person", "%(n)s people", people) % {"n": number(people)})
    return {
        "url": network.get_absolute_url(),
        "title": name.words or network.slug,
        "acronym": network.acronym if network.acronym and network.acronym not in name.words else "",
        "lang": name.language,
        "kind": kind.words,
        "kind_lang": kind.language,
        "since": network.founded_year,
        "summary": plain(purpose.words),
        "summary_lang": purpose.language,
        "origin": wording.origin,
        "wanted": wording.language != wording.wanted,
        "topics": [label for code, label in labels.items() if code in topics],
        "notes": notes,
        "is_archived": network.is_archived,
        "is_closed": network.audience != Audience.PUBLIC,
    }


def short_line(network: Network) -> dict:
    """Return a network as a line of a short list. Reads texts."""
    name, language = name_of(network)
    return {"url": network.get_absolute_url(), "title": name, "lang": language, "country": network.acronym}


def networks_by_country(user) -> list[tuple[str, dict]]:
    """Return pairs of a country's code and a line of a network that goes on there and that ``user`` may see, by name."""
    rows = Network.objects.visible_to(user).filter(archived_at=None).prefetch_related("texts", "countries")
    lines = [(short_line(network), network) for network in rows]
    lines.sort(key=lambda pair: reference.fold(pair[0]["title"]))
    return [(country.code, line) for line, network in lines for country in network.countries.all()]


def person_line(membership: Membership) -> dict:
    """Return a person of a network. Reads person, country and profile."""
    person = membership.person
    profile = person.profile
    coordinates = membership.role == MembershipRole.COORDINATOR
    return {
        "pk": membership.pk,
        "name": person.shown_name,
        "url": profile.get_absolute_url(),
        "country": reference.country_names().get(person.country.code, "") if person.country else "",
        "code": person.country.code if person.country else "",
        "position": profile.position,
        "lang": person.language,
        "role": "" if membership.role == MembershipRole.MEMBER else membership.get_role_display(),
        "since": long_date(membership.since.date()) if membership.since and coordinates else "",
    }


def people_of(network: Network, user):
    """Return the memberships of people whom ``user`` may see in the network: coordinators first, then who came last."""
    rows = Membership.objects.visible_to(user).active().filter(network=network, person__profile__isnull=False)
    # The codes of the roles happen to stand in that order: coordinator, member, observer.
    return rows.select_related("person__country", "person__profile").order_by("role", "-pk")


def counts_of(network: Network) -> dict[str, int]:
    """Return how many people and countries a network has. One query, none after `with_counts`."""
    if hasattr(network, "people_count"):
        return {"people": network.people_count or 0, "countries": network.countries_count or 0}
    return (
        Membership.objects.active()
        .filter(network=network)
        .aggregate(people=Count("person"), countries=Count("person__country", distinct=True))
    )


def shelf_lines(items: list[ShelfItem], user) -> list[dict]:
    """Return what of the shelf ``user`` may see. A fixed number of queries whatever the number of items."""
    keys: dict[int, list[int]] = {}
    for item in items:
        if item.content_type_id:
            keys.setdefault(item.content_type_id, []).append(item.object_id)
    found: dict[tuple[int, int], dict] = {}
    for kind in pinnable.kinds():
        type_id = ContentType.objects.get_for_model(kind.model).pk
        if type_id in keys:
            found |= {(type_id, pk): line for pk, line in kind.lines(keys[type_id], user).items()}
    lines = []
    for item in items:
        if item.content_type_id is None:
            host = short_address(item.url)
            line = {
                "url": item.url,
                "title": item.title or host,
                "kind": _("Page elsewhere"),
                "place": host,
                "out": True,
            }
        elif (line := found.get((item.content_type_id, item.object_id))) is None:
            continue
        lines.append(line | {"pk": item.pk, "why": item.note})
    return lines


def file_line(file: NetworkFile) -> dict:
    """Return a file of the shelf."""
    return {
        "pk": file.pk,
        "title": file.title,
        "name": file.name,
        "size": file.size,
        "url": f"/{site_language()}/networks/{file.network.slug}/files/{file.pk}/",
        "is_private": file.audience != Audience.PUBLIC,
    }


def announcement_lines(rows, people: int) -> list[dict]:
    """Return announcements, each with how many of the members have opened it. One query."""
    return [
        {
            "url": f"/{site_language()}/networks/{row.network.slug}/announcements/{row.pk}/",
            "title": row.title,
            "body": row.body,
            "lang": row.language,
            "author": str(row.author) if row.author else "",
            "when": long_date(row.sent_at.date()),
            "read": row.number_read,
            "of": people,
        }
        for row in rows
    ]


def announcements_of(network: Network, user):
    """Return the announcements that ``user`` may read, the newest first, each counting the members who have opened it."""
    members = Q(
        readings__person__memberships__network=network, readings__person__memberships__state=MembershipState.ACTIVE
    )
    rows = Announcement.objects.visible_to(user).filter(network=network).select_related("network", "author")
    return rows.annotate(number_read=Count("readings", filter=members, distinct=True)).order_by("-sent_at", "-pk")


def standing_of(network: Network, user) -> Membership | None:
    """Return the row that says how ``user`` stands to the network now. No query for strangers."""
    if not is_member(user):
        return None
    return Membership.objects.filter(network=network, person=user.pk, state__in=OPEN_STATES).first()


def network_context(network: Network, *, user, is_draft: bool = False) -> dict:
    """Return the template context of a network's page for ``user``; the same for the page and an editor's preview."""
    mine = standing_of(network, user)
    belongs = bool(mine and mine.state == MembershipState.ACTIVE)
    manages = is_staff(user) or (belongs and mine.role == MembershipRole.COORDINATOR)
    counts = counts_of(network)
    told = tell(network) if is_draft else told_of(network)
    around = _around(network, user)
    files = NetworkFile.objects.visible_to(user).filter(network=network).select_related("network").order_by("-pk")
    announced = list(announcements_of(network, user)[:ANNOUNCEMENTS_SHOWN]) if belongs or is_staff(user) else []
    shelf = ShelfItem.objects.visible_to(user).filter(network=network).order_by("position", "-pk")
    context = {
        **told,
        "network": network,
        "crumbs": [(_("Home"), f"/{site_language()}/"), (_("Networks"), section_url())],
        "figures": [*told["figures"], *_figure_of_people(counts)],
        "people": [person_line(row) for row in people_of(network, user)[:PEOPLE_SHOWN]],
        "counts": counts,
        **around,
        "shelf": shelf_lines(list(shelf), user),
        "files": [file_line(file) for file in files],
        "announcements": announcement_lines(announced, counts["people"]),
        "sections": sections_of("network", network, user),
        "mine": mine,
        "belongs": belongs,
        "manages": manages,
        "is_member": is_member(user),
        "base": f"/{site_language()}/my/networks/{network.slug}/",
        "here": network.get_absolute_url(),
    }
    if manages:
        context["waiting"] = Membership.objects.waiting().filter(network=network).count()
    return context


def _figure_of_people(counts: dict[str, int]) -> list[dict]:
    """Return how many people there are; a network whose people are elsewhere has no zero here."""
    if not counts["people"]:
        return []
    base = ngettext("from %(n)s country", "from %(n)s countries", counts["countries"])
    return [
        {
            "value": counts["people"],
            "label": ngettext("person on this platform", "people on this platform", counts["people"]),
            "base": base % {"n": number(counts["countries"])} if counts["countries"] else "",
        }
    ]


def _around(network: Network, user) -> dict[str, list]:
    """Return the organisations and networks that belong to this one, and those that it belongs to. One query, and one of texts."""
    rows = list(
        Membership.objects.visible_to(user)
        .active()
        .filter(Q(network=network, person=None) | Q(member_network=network))
        .select_related("institution", "member_network", "network")
        .order_by("institution__name", "pk")
    )
    inner = [row.member_network for row in rows if row.network_id == network.pk and row.member_network]
    outer = [row.network for row in rows if row.network_id != network.pk]
    prefetch_related_objects([*inner, *outer], "texts")
    return {
        "organisations": [row.institution for row in rows if row.institution],
        "member_networks": [short_line(each) for each in inner],
        "part_of": [short_line(each) for each in outer],
    }
