"""Starting a network and changing what it says: drafts, the check before it appears, and two editors at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from alliance.core import audit
from alliance.core.models import Origin, User, plain_words
from members.enums import MembershipRole, MembershipState
from members.models import Membership, Network, NetworkLink, NetworkQuestion, NetworkText
from members.rules import can_start_network

from .holding import NotAllowed, Refused, coordinators_of, has_moved, hold, must_manage, tell

LONGEST_SLUG = 70
SENT_TWICE = timedelta(minutes=5)


class ChangedMeanwhile(Refused):
    """Somebody else has saved since the editor opened the form."""


@dataclass
class Content:
    """What a form says of a network: facts, words per language, the original's language, questions, links."""

    facts: dict[str, Any]
    topics: list
    countries: list
    original: str
    words: dict[str, dict[str, str]]
    questions: list[tuple[str, bool]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def start(*, by: User, content: Content) -> Network:
    """Return a new network that ``by`` coordinates and that waits for staff's check; nobody else sees it before.

    The same form sent twice makes one network.
    """
    if not can_start_network(by):
        raise NotAllowed
    User.objects.select_for_update().get(pk=by.pk)
    own = Network.objects.filter(live=False, merged_into=None, memberships__person=by, active_at__gt=_a_moment_ago())
    if sent := own.filter(texts__name=content.words[content.original]["name"]).first():
        return sent
    network = Network(slug=_free_slug(content), live=False)
    _fill(network, content, by)
    network.save()
    Membership.objects.create(
        network=network,
        person=by,
        role=MembershipRole.COORDINATOR,
        state=MembershipState.ACTIVE,
        since=timezone.now(),
    )
    network.save_revision(user=by)
    _send_to_check(network, by)
    audit.record("network.started", actor=by, subject=network)
    return network


@transaction.atomic
def change(*, network: Network, by: User, content: Content, seen: int | None, publish: bool = True) -> Network:
    """The network says what ``content`` says: at once where it is published already, as a draft without ``publish``.

    ``seen`` is the revision that the editor's form was made from. Raises ChangedMeanwhile where it is not the newest.
    """
    network = hold(network)
    must_manage(by, network)
    if network.latest_revision_id != seen:
        raise ChangedMeanwhile(_("Somebody else has saved this network since you opened it. Compare before you save."))
    draft = network.get_latest_revision_as_object()
    _fill(draft, content, by)
    revision = draft.save_revision(user=by)
    if network.live and publish:
        # Coordinators answer for what their network says; that it exists at all was checked when it was started.
        revision.publish(user=by, skip_permission_checks=True)
    elif not network.live:
        _send_to_check(Network.objects.get(pk=network.pk), by)
    audit.record("network.changed", actor=by, subject=network, revision=revision.pk, published=network.live and publish)
    has_moved(network, shown=network.live and publish)
    return network


def _a_moment_ago() -> datetime:
    return timezone.now() - SENT_TWICE


@transaction.atomic
def published(*, network: Network, by: User | None) -> None:
    """Staff have published it, for the first time or again: it is noted, and the first time its coordinators are told."""
    audit.record("network.published", actor=by, subject=network)
    if network.first_published_at == network.last_published_at:
        tell("network_published", network, coordinators_of(network))


def _send_to_check(network: Network, by: User) -> None:
    """The newest draft stands before staff. A check that is under way goes on with it; nothing waits where staff need none."""
    state = network.current_workflow_state
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    elif state:
        TaskState.objects.filter(pk=state.current_task_state_id).update(revision=network.latest_revision)
    elif workflow := network.get_workflow():
        workflow.start(network, by)


def _fill(network: Network, content: Content, by: User) -> None:
    for name, value in content.facts.items():
        setattr(network, name, value)
    network.topics, network.countries = content.topics, content.countries
    network.texts = _texts(network, content, by)
    network.questions = _questions(network, content)
    network.links = [
        NetworkLink(sort_order=number, url=url, label=label) for number, (url, label) in enumerate(content.links)
    ]


def _texts(network: Network, content: Content, by: User) -> list[NetworkText]:
    """Return the words: a language that somebody rewrote is a person's, and remembers which original it was made from."""
    present = {row.language: row for row in network.texts.all()} if network.pk else {}
    rows, changed = [], set()
    for language in [content.original, *(code for code in content.words if code != content.original)]:
        words = content.words[language]
        row = present.get(language) or NetworkText(language=language, origin=Origin.HUMAN)
        before = row.digest if row.pk else ""
        for name, text in words.items():
            setattr(row, name, text)
        if row.digest != before:
            changed.add(language)
        if any(plain_words(text) for text in words.values()):
            rows.append(row)
    original = rows[0]
    original.origin, original.made_from = Origin.ORIGINAL, ""
    for row in rows[1:]:
        if row.origin == Origin.ORIGINAL:
            row.origin, row.made_from = Origin.HUMAN, original.digest
        elif row.language in changed:
            row.origin, row.made_from = Origin.HUMAN, original.digest
            row.reviewed_by, row.reviewed_at = by, timezone.now()
    kept = [row for language, row in present.items() if language not in content.words]
    return [*rows, *kept]


def _questions(network: Network, content: Content) -> list[NetworkQuestion]:
    """Return the questions in the original's language; one whose words stay keeps its translations."""
    column = f"text_{content.original}"
    present = {getattr(each, column): each for each in network.questions.all()} if network.pk else {}
    found = []
    for number, (text, is_required) in enumerate(content.questions):
        question = present.get(text) or NetworkQuestion(**{column: text})
        question.sort_order, question.is_required = number, is_required
        found.append(question)
    return found


def _free_slug(content: Content) -> str:
    """Return an address that no network has, made of its acronym or name."""
    name = content.facts.get("acronym") or content.words[content.original]["name"]
    base = slugify(name)[:LONGEST_SLUG].strip("-") or "network"
    if base == "new":
        base = "network-new"
    taken = set(Network.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
