"""What the pages of networks show, prepared so that their templates only print."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.core import pinnable, reference
from alliance.core.audience import Audience, is_member, is_staff
from alliance.core.formatting import long_date, number, short_address
from alliance.core.markup import html_of, plain
from alliance.core.models import Vocabulary, site_language
from alliance.core.page_facts import country_links, topic_links
from alliance.core.slots import sections_of
from alliance.core.wording import Wording
from members.enums import OPEN_STATES, JoinPolicy, MembershipRole, MembershipState
from members.models import Announcement, Membership, Network, NetworkFile, ShelfItem

PEOPLE_SHOWN = 6
ANNOUNCEMENTS_SHOWN = 3
POLICIES = {
    JoinPolicy.OPEN: lambda: _("Open"),
    JoinPolicy.REQUEST: lambda: _("On request"),
    JoinPolicy.INVITATION: lambda: _("By invitation"),
}


def section_url() -> str:
    """Return the address of the list of networks in the active language."""
    return f"/{site_language()}/networks/"


def act_url(network: Network, act: str) -> str:
    """Return the address where a member does something in the network."""
    return f"/{site_language()}/my/networks/{network.slug}/{act}/"


def name_of(network: Network) -> tuple[str, str]:
    """Return the network's name and the language that it is in. Reads the texts."""
    said = Wording.of(list(network.texts.all()), site_language()).say("name")
    return said.words or network.slug, said.language


def line_of(network: Network, people: int | None = None) -> dict:
    """Return a network as a line of a list. Reads texts, topics and countries."""
    wording = Wording.of(list(network.texts.all()), site_language())
    name, kind, purpose = wording.say("name"), wording.say("kind"), wording.say("purpose")
    labels = reference.labels(Vocabulary.TOPIC)
    countries = len(network.countries.all())
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
        "topics": [labels[term.code] for term in network.topics.all() if term.code in labels],
        "notes": notes,
        "is_archived": network.is_archived,
        "is_closed": network.audience != Audience.PUBLIC,
    }


def short_line(network: Network) -> dict:
    """Return a network as a line of a short list. Reads texts."""
    name, language = name_of(network)
    return {"url": network.get_absolute_url(), "title": name, "lang": language, "country": network.acronym}


def networks_of_country(code: str, user) -> list[dict]:
    """Return lines of the networks of a country that ``user`` may see."""
    rows = Network.objects.visible_to(user).filter(countries__code=code, archived_at=None).prefetch_related("texts")
    return sorted((short_line(network) for network in rows), key=lambda line: reference.fold(line["title"]))


def person_line(membership: Membership) -> dict:
    """Return a person of a network. Reads person, country and profile."""
    person = membership.person
    profile = person.profile
    coordinates = membership.role == MembershipRole.COORDINATOR
    return {
        "pk": membership.pk,
        "name": person.get_full_name(),
        "url": profile.get_absolute_url(),
        "country": reference.country_names().get(person.country.code, "") if person.country else "",
        "code": person.country.code if person.country else "",
        "position": profile.position,
        "role": "" if membership.role == MembershipRole.MEMBER else membership.get_role_display(),
        "since": long_date(membership.since.date()) if membership.since and coordinates else "",
    }


def people_of(network: Network, user):
    """Return the memberships of people whom ``user`` may see in the network: coordinators first, then who came last."""
    rows = Membership.objects.visible_to(user).active().filter(network=network, person__profile__isnull=False)
    # The codes of the roles happen to stand in that order: coordinator, member, observer.
    return rows.select_related("person__country", "person__profile").order_by("role", "-pk")


def counts_of(network: Network) -> dict[str, int]:
    """Return how many people and countries a network has. One query."""
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
            "author": row.author.get_full_name() if row.author else "",
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


def network_context(network: Network, *, user) -> dict:
    """Return the template context of a network's page for ``user``; the same for the page and an editor's preview."""
    wording = Wording.of(list(network.texts.all()), site_language())
    name, purpose = wording.say("name"), wording.say("purpose")
    mine = standing_of(network, user)
    belongs = bool(mine and mine.state == MembershipState.ACTIVE)
    manages = is_staff(user) or (belongs and mine.role == MembershipRole.COORDINATOR)
    counts = counts_of(network)
    others = list(
        Membership.objects.visible_to(user)
        .active()
        .filter(network=network, person=None)
        .select_related("institution", "member_network")
        .prefetch_related("member_network__texts")
        .order_by("institution__name", "pk")
    )
    files = NetworkFile.objects.visible_to(user).filter(network=network).select_related("network").order_by("-pk")
    told = list(announcements_of(network, user)[:ANNOUNCEMENTS_SHOWN]) if belongs or is_staff(user) else []
    context = {
        "network": network,
        "name": name.words or network.slug,
        "crumbs": [(_("Home"), f"/{site_language()}/"), (_("Networks"), section_url())],
        "lang": name.language,
        "kind": wording.say("kind"),
        "goal": wording.say("goal"),
        "purpose_html": html_of(purpose.words),
        "purpose_lang": purpose.language,
        "label": label_of(wording),
        "other_languages": [
            {"code": row.language, "url": f"/{row.language}/networks/{network.slug}/", "origin": wording.origin_of(row)}
            for row in wording.others
        ],
        "facts": _facts(network, wording),
        "figures": _figures(network, counts),
        "people": [person_line(row) for row in people_of(network, user)[:PEOPLE_SHOWN]],
        "counts": counts,
        "organisations": [row.institution for row in others if row.institution],
        "member_networks": [short_line(row.member_network) for row in others if row.member_network],
        "part_of": _part_of(network, user),
        "shelf": shelf_lines(
            list(ShelfItem.objects.visible_to(user).filter(network=network).order_by("position", "-pk")), user
        ),
        "files": [file_line(file) for file in files],
        "announcements": announcement_lines(told, counts["people"]),
        "sections": sections_of("network", network, user),
        "sources": _sources(network),
        "mine": mine,
        "belongs": belongs,
        "manages": manages,
        "is_member": is_member(user),
        "base": f"/{site_language()}/my/networks/{network.slug}/",
        "here": network.get_absolute_url() if network.slug else section_url(),
        "questions": list(network.questions.all()) if is_member(user) and not mine else [],
    }
    if manages:
        context["waiting"] = Membership.objects.waiting().filter(network=network).count()
    return context


def label_of(wording: Wording) -> dict | None:
    """Return what the language label says of the words; None where they are the reader's own."""
    if wording.row is None or (wording.row is wording.original and wording.language == wording.wanted):
        return None
    return {
        "origin": wording.origin,
        "language": wording.language,
        "wanted": wording.wanted if wording.language != wording.wanted else "",
    }


def _figures(network: Network, counts: dict[str, int]) -> list[dict]:
    """Return the figures of the head: only what is known; a network whose people are elsewhere has no zero here."""
    figures = []
    if network.founded_year:
        figures.append({"value": str(network.founded_year), "label": _("founded")})
    if countries := len(network.countries.all()):
        figures.append({"value": countries, "label": ngettext("country", "countries", countries)})
    if counts["people"]:
        base = ngettext("from %(n)s country", "from %(n)s countries", counts["countries"])
        figures.append(
            {
                "value": counts["people"],
                "label": ngettext("person on this platform", "people on this platform", counts["people"]),
                "base": base % {"n": number(counts["countries"])},
            }
        )
    return figures


def _facts(network: Network, wording: Wording) -> list[dict]:
    note = wording.say("members_note")
    goal = wording.say("goal")
    facts = [{"label": _("Goal"), "value": goal.words, "lang": goal.language, "wide": True}] if goal else []
    if note:
        facts.append({"label": _("Who belongs to it"), "value": note.words, "lang": note.language, "wide": True})
    facts += [
        {"label": _("Joining"), "value": POLICIES[JoinPolicy(network.join_policy)]()},
        {"label": _("Ends"), "value": long_date(network.ends_on) if network.ends_on else _("no date")},
        {
            "label": _("Seen by"),
            "value": _("Everybody") if network.audience == Audience.PUBLIC else _("Its members only"),
        },
    ]
    if topics := topic_links(network.topics.all(), section_url()):
        facts.append({"label": _("Topics"), "links": topics, "wide": True})
    if countries := country_links(network.countries.all()):
        facts.append({"label": _("Countries"), "links": countries, "wide": True})
    if links := network.links.all():
        facts.append(
            {"label": _("Elsewhere"), "links": [{"text": each.label, "url": each.url} for each in links], "wide": True}
        )
    return facts


def _part_of(network: Network, user) -> list[dict]:
    """Return the networks of which this one is a member and that ``user`` may see."""
    rows = Membership.objects.active().filter(
        member_network=network, network__in=Network.objects.visible_to(user).values("pk")
    )
    return [short_line(row.network) for row in rows.select_related("network").prefetch_related("network__texts")]


def _sources(network: Network) -> list[dict]:
    return [
        {
            "url": source.url,
            "title": source.title,
            "published": source.published,
            "accessed": source.accessed_date,
            "to_check": source.is_mirror,
        }
        for source in network.sources.all()
    ]
