"""Who may see people, seats and networks: the only place that knows. Every list, page, count, file and mail starts from here."""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Value
from django.utils import timezone

from alliance.core.audience import Audience, is_member, is_staff, open_to
from alliance.core.models import RecordQuerySet
from members.enums import MembershipRole, MembershipState, RequestState, SeatPart


def networks_of(user) -> models.QuerySet:
    """Return the keys of the networks that ``user`` belongs to now, as a subquery."""
    rows = apps.get_model("members", "Membership").objects
    if not is_member(user):
        return rows.none().values("network")
    return rows.filter(person=user.pk, state=MembershipState.ACTIVE).values("network")


def coordinated_by(user) -> models.QuerySet:
    """Return the keys of the networks that ``user`` coordinates now, as a subquery."""
    return networks_of(user).filter(role=MembershipRole.COORDINATOR)


def _shares_network(user, person: str) -> Exists:
    """Return the condition that the person of a row belongs to a network of ``user``'s."""
    rows = apps.get_model("members", "Membership").objects
    return Exists(rows.filter(person=OuterRef(person), state=MembershipState.ACTIVE, network__in=networks_of(user)))


def seen_by(user, column: str, person: str) -> Q:
    """Return the condition that ``user`` may see what ``column`` guards of the person that ``person`` leads to.

    People see everything of their own.
    """
    condition = Q(**{f"{column}__in": open_to(user)})
    if is_member(user):
        condition |= Q(**{person: user.pk})
        if not is_staff(user):
            condition |= Q(**{column: Audience.NETWORKS}) & Q(_shares_network(user, person))
    return condition


class ProfileQuerySet(models.QuerySet):
    """What members tell of themselves."""

    def visible_to(self, user) -> Self:
        """Profiles that ``user`` may open: of active members, as far as each allows. Parts are asked for by `showing`."""
        present = self.filter(person__is_active=True, person__joined_at__isnull=False)
        return present.filter(seen_by(user, "audience", "person"))

    def showing(self, part: str, user) -> Self:
        """Those of the profiles whose ``part`` (a key of `GUARDED`) ``user`` may see: where somebody filters by it."""
        return self.filter(seen_by(user, f"{part}_audience", "person"))

    def with_line(self) -> Self:
        """With what a line of the directory shows, in one query."""
        return self.select_related("person__country", "person__institution")

    def with_page(self) -> Self:
        """With what a person's page shows, in a fixed number of queries."""
        languages = apps.get_model("members", "SpokenLanguage").objects.select_related("term")
        return self.with_line().prefetch_related("topics", "biographies", Prefetch("languages", languages))

    def with_ties_to(self, user) -> Self:
        """With ``shares_network``: whether the person and ``user`` belong to one network. Staff see without ties."""
        tied = is_member(user) and not is_staff(user)
        return self.annotate(shares_network=_shares_network(user, "person") if tied else Value(False))


class MessageQuerySet(models.QuerySet):
    """What people wrote to each other."""

    def visible_to(self, user) -> Self:
        """Those that ``user`` wrote or received; nobody else reads them, not even staff."""
        return self.filter(Q(sender=user.pk) | Q(recipient=user.pk)) if is_member(user) else self.none()


def _away(profile: str, day: date | None) -> Q:
    """Return the condition that the profile that ``profile`` leads to says that its person is away on ``day`` (today)."""
    day = day or timezone.localdate()
    since = Q(**{f"{profile}absent_from__lte": day})
    return since & (Q(**{f"{profile}absent_until": None}) | Q(**{f"{profile}absent_until__gte": day}))


class SeatQuerySet(models.QuerySet):
    """Country seats."""

    def visible_to(self, user) -> Self:
        """All: that a country has a seat is public. Who holds it is told by `HoldingQuerySet`, its notes by the rules."""
        return self.all()

    def with_holdings(self) -> Self:
        """With everybody who holds or held it, the newest first, in ``all_holdings``. One further query."""
        rows = apps.get_model("members", "SeatHolding").objects.order_by("-since", "-pk")
        rows = rows.select_related("person__profile", "seat__country")
        return self.prefetch_related(models.Prefetch("holdings", queryset=rows, to_attr="all_holdings"))


class HoldingQuerySet(models.QuerySet):
    """Who holds or held a seat."""

    def current(self) -> Self:
        return self.filter(until=None)

    def acting(self, day: date | None = None) -> Self:
        """Those who answer for a seat on ``day``, one a seat: the holder, else, while the holder is away, the deputy.

        Where nobody else is there, somebody who is away stays the one to ask.
        """
        present = self.model.objects.current().exclude(_away("person__profile__", day))
        deputy = present.filter(seat=OuterRef("seat"), part=SeatPart.DEPUTY)
        holder = self.model.objects.current().filter(seat=OuterRef("seat"), part=SeatPart.HOLDER)
        away = Q(pk__in=self.model.objects.current().filter(_away("person__profile__", day)).values("pk"))
        is_holder, is_deputy = Q(part=SeatPart.HOLDER), Q(part=SeatPart.DEPUTY)
        holder_present = Exists(present.filter(seat=OuterRef("seat"), part=SeatPart.HOLDER))
        return self.current().filter(
            is_holder & (~away | ~Q(Exists(deputy))) | is_deputy & (~away & ~Q(holder_present) | ~Q(Exists(holder)))
        )

    def visible_to(self, user) -> Self:
        """Present holders whose profile ``user`` may see, whatever is ``user``'s own, and the history of the seats they hold."""
        if is_staff(user):
            return self.all()
        profiles = apps.get_model("members", "Profile").objects.visible_to(user)
        condition = Q(until=None) & Q(Exists(profiles.filter(person=OuterRef("person"))))
        if is_member(user):
            held = self.model.objects.current().filter(person=user.pk)
            condition |= Q(person=user.pk) | Q(seat__in=held.values("seat"))
        return self.filter(condition)


class NetworkQuerySet(RecordQuerySet):
    """Networks."""

    def visible_to(self, user) -> Self:
        """Published networks: public ones, and those that ``user`` belongs to or is invited to. Merged ones are nobody's."""
        published = self.filter(live=True, merged_into=None)
        if is_staff(user):
            return published
        condition = Q(audience=Audience.PUBLIC)
        if is_member(user):
            rows = apps.get_model("members", "Membership").objects.filter(
                network=OuterRef("pk"),
                person=user.pk,
                state__in=[MembershipState.ACTIVE, MembershipState.INVITED],
            )
            condition |= Q(Exists(rows))
        return published.filter(condition)

    def managed_by(self, user) -> Self:
        """Networks that ``user`` may change, published or not: those they coordinate, for staff all. Merged ones are nobody's."""
        present = self.filter(merged_into=None)
        return present if is_staff(user) else present.filter(pk__in=coordinated_by(user))

    def with_words(self) -> Self:
        """With what a line of a list shows, in a fixed number of queries."""
        return self.prefetch_related("texts", "topics", "countries")

    def with_counts(self) -> Self:
        """With how many people belong to each, and from how many countries they are."""
        rows = apps.get_model("members", "Membership").objects.filter(
            network=OuterRef("pk"), state=MembershipState.ACTIVE, person__isnull=False
        )
        of_each = rows.order_by().values("network")
        return self.annotate(
            people_count=Subquery(of_each.annotate(n=Count("pk")).values("n")),
            countries_count=Subquery(of_each.annotate(n=Count("person__country", distinct=True)).values("n")),
        )


class _OfNetwork(models.QuerySet):
    """Rows that belong to a network."""

    def _in_visible_network(self, user) -> Self:
        networks = apps.get_model("members", "Network").objects.visible_to(user)
        return self.filter(Exists(networks.filter(pk=OuterRef("network"))))


class MembershipQuerySet(_OfNetwork):
    """Who belongs to which network."""

    def active(self) -> Self:
        return self.filter(state=MembershipState.ACTIVE)

    def waiting(self) -> Self:
        return self.filter(state=MembershipState.REQUESTED)

    def visible_to(self, user) -> Self:
        """Of networks that ``user`` may see: organisations and networks, and people who let ``user`` see their networks.

        Who coordinates sees every row of the network, who asks or is invited their own.
        """
        rows = self._in_visible_network(user)
        if is_staff(user):
            return rows
        profiles = apps.get_model("members", "Profile").objects.visible_to(user).showing("networks", user)
        seen = Q(person=None) | Q(Exists(profiles.filter(person=OuterRef("person"))))
        networks = apps.get_model("members", "Network").objects.visible_to(user)
        seen &= Q(member_network=None) | Q(member_network__in=networks.values("pk"))
        condition = Q(state=MembershipState.ACTIVE) & seen
        if is_member(user):
            condition |= Q(person=user.pk) | Q(network__in=coordinated_by(user))
        return rows.filter(condition)


class ShelfQuerySet(_OfNetwork):
    """What networks have pinned."""

    def visible_to(self, user) -> Self:
        """Items of networks that ``user`` may see. Whether the pinned record may be seen is that record's own rule."""
        return self._in_visible_network(user)


class NetworkFileQuerySet(_OfNetwork):
    """Files of networks."""

    def visible_to(self, user) -> Self:
        """Public files of networks that ``user`` may see, and every file of the networks that ``user`` belongs to."""
        rows = self._in_visible_network(user)
        if is_staff(user):
            return rows
        return rows.filter(Q(audience=Audience.PUBLIC) | Q(network__in=networks_of(user)))


class AnnouncementQuerySet(_OfNetwork):
    """Announcements of networks."""

    def visible_to(self, user) -> Self:
        """Those of the networks that ``user`` belongs to."""
        rows = self._in_visible_network(user)
        return rows if is_staff(user) else rows.filter(network__in=networks_of(user))


class InvitationQuerySet(models.QuerySet):
    """Invitations to the alliance."""

    def visible_to(self, user) -> Self:
        """All for staff, for others those they sent, and those into a network and nothing else that they coordinate too."""
        if is_staff(user):
            return self.all()
        if not is_member(user):
            return self.none()
        into_theirs = Q(network__in=coordinated_by(user), country=None, seat=None)
        return self.filter(Q(created_by=user.pk) | into_theirs)

    def open(self) -> Self:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class JoinRequestQuerySet(models.QuerySet):
    """Requests to join the alliance."""

    def visible_to(self, user) -> Self:
        """All for staff; for those who hold a country's seat that country's, once the address is confirmed."""
        if is_staff(user):
            return self.all()
        if not is_member(user):
            return self.none()
        held = apps.get_model("members", "SeatHolding").objects.current().filter(person=user.pk)
        return self.exclude(state=RequestState.UNCONFIRMED).filter(country__in=held.values("seat__country"))

    def to_decide(self) -> Self:
        """Those that wait for somebody's answer."""
        return self.filter(state__in=[RequestState.WAITING, RequestState.ASKED])
