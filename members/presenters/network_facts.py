"""What a network says of itself: the same for every reader who may see it, so it is read once per state of the content."""

from collections.abc import Hashable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from alliance.core.audience import Audience
from alliance.core.cache import content_version
from alliance.core.formatting import long_date
from alliance.core.markup import html_of
from alliance.core.models import site_language
from alliance.core.page_facts import country_links, topic_links
from alliance.core.wording import Wording
from members.enums import JoinPolicy
from members.models import Network

MOST_KEPT = 1000
POLICIES = {
    JoinPolicy.OPEN: lambda: pgettext("way of joining", "Open"),
    JoinPolicy.REQUEST: lambda: _("On request"),
    JoinPolicy.INVITATION: lambda: _("By invitation"),
}


def section_url() -> str:
    """Return the address of the list of networks in the active language."""
    return f"/{site_language()}/networks/"


def name_of(network: Network) -> tuple[str, str]:
    """Return the network's name and the language that it is in. Reads the texts."""
    said = Wording.of(list(network.texts.all()), site_language()).say("name")
    return said.words or network.slug, said.language


_READ = ("texts", "topics", "countries", "questions", "links", "sources")
_kept: tuple[str, dict[Hashable, dict[str, Any]]] = ("", {})


def forget() -> None:
    """Drop what this process holds; the next question reads the tables again."""
    global _kept  # noqa: PLW0603 - the one process-wide memo; replaced whole, so a reader in another thread sees old or new
    _kept = ("", {})


def told_of(network: Network) -> dict[str, Any]:
    """Return what a stored network says of itself in the active language. No query until something is published."""
    global _kept  # noqa: PLW0603 - as above
    version = content_version()
    if _kept[0] != version or len(_kept[1]) > MOST_KEPT:
        _kept = (version, {})
    kept, key = _kept[1], (site_language(), network.pk)
    if key not in kept:
        prefetch_related_objects([network], *_READ)
        kept[key] = tell(network)
    return kept[key]


def tell(network: Network) -> dict[str, Any]:
    """Return what a network says of itself, or a draft of one. Reads all its rows."""
    wording = Wording.of(list(network.texts.all()), site_language())
    name, purpose = wording.say("name"), wording.say("purpose")
    return {
        "name": name.words or network.slug,
        "acronym": network.acronym if network.acronym not in name.words else "",
        "lang": name.language,
        "kind": wording.say("kind"),
        "purpose_html": html_of(purpose.words),
        "purpose_lang": purpose.language,
        "label": label_of(wording),
        "other_languages": [
            {"code": row.language, "url": f"/{row.language}/networks/{network.slug}/", "origin": wording.origin_of(row)}
            for row in wording.others
        ],
        "facts": _facts(network, wording),
        "figures": _figures(network),
        "questions": list(network.questions.all()),
        "sources": _sources(network),
    }


def label_of(wording: Wording) -> dict | None:
    """Return what the language label says of the words; None where they are the reader's own."""
    if wording.row is None or (wording.row is wording.original and wording.language == wording.wanted):
        return None
    return {
        "origin": wording.origin,
        "language": wording.language,
        "wanted": wording.wanted if wording.language != wording.wanted else "",
    }


def _figures(network: Network) -> list[dict]:
    """Return the figures of the head that the network states: only what is known."""
    figures = []
    if network.founded_year:
        figures.append({"value": str(network.founded_year), "label": _("founded")})
    if countries := len(network.countries.all()):
        figures.append({"value": countries, "label": ngettext("country", "countries", countries)})
    return figures


def _facts(network: Network, wording: Wording) -> list[dict]:
    note = wording.say("members_note")
    goal = wording.say("goal")
    facts = [{"label": _("Goal"), "value": goal.words, "lang": goal.language, "wide": True}] if goal else []
    if note:
        facts.append({"label": _("Who belongs to it"), "value": note.words, "lang": note.language, "wide": True})
    if network.founded_year:
        facts.append({"label": _("Founded"), "value": str(network.founded_year)})
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
