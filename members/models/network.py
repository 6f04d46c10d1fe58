"""Networks: records with words per language, and the one row that says who belongs to them."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from alliance.core.audience import Audience
from alliance.core.models import Record, RecordText, SourceRow, Vocabulary, site_language
from members.enums import OPEN_STATES, JoinPolicy, MembershipRole, MembershipState
from members.querysets import MembershipQuerySet, NetworkQuerySet


class Network(Record):
    """People, organisations and other networks that work together on something."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    audience = models.CharField(
        _("who may see this network"),
        max_length=8,
        choices=[(Audience.PUBLIC, _("Everybody")), (Audience.NETWORKS, _("Its members only"))],
        default=Audience.PUBLIC,
    )
    join_policy = models.CharField(_("how people join"), max_length=10, choices=JoinPolicy, default=JoinPolicy.REQUEST)
    founded_year = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("Empty where no end is foreseen."))
    topics = ParentalManyToManyField(
        "core.Term",
        verbose_name=_("topics"),
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary": Vocabulary.TOPIC, "merged_into": None},
    )
    countries = ParentalManyToManyField(
        "core.Country", verbose_name=_("countries"), blank=True, related_name="networks"
    )
    cover = models.ForeignKey(
        "core.Picture", verbose_name=_("cover"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_email = models.EmailField(
        _("contact"), blank=True, help_text=_("Never shown: a form writes to this address.")
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        editable=False,
    )
    active_at = models.DateTimeField(_("last activity"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked whether it goes on"), null=True, blank=True, editable=False)
    editor_notes = models.TextField(_("notes for editors"), blank=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="network",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="network",
        for_concrete_model=False,
    )

    objects = NetworkQuerySet.as_manager()

    RUNNING: ClassVar[tuple[str, ...]] = ("archived_at", "merged_into_id", "active_at", "asked_at")

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        row = self.text()
        return (row and row.name) or self.slug

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return f"/{site_language()}/networks/{self.slug}/"

    @property
    def is_archived(self) -> bool:
        """Whether it takes nobody and nothing in any more."""
        return self.archived_at is not None

    def with_content_json(self, content: dict) -> Self:
        """Return the network as a revision tells it. What its members do meanwhile is no matter of words: it stays as it is."""
        found = super().with_content_json(content)
        for name in self.RUNNING:
            setattr(found, name, getattr(self, name))
        return found

    def get_preview_template(self, request, mode_name: str) -> str:
        """The public page shows the draft."""
        return "members/network.html"


class NetworkText(RecordText):
    """A network told in one language."""

    WORDS = ("name", "kind", "purpose", "goal", "members_note")

    network = ParentalKey(Network, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=120, blank=True, help_text=_("As in “network of national portals”."))
    purpose = RichTextField(_("purpose"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    goal = models.CharField(_("goal"), max_length=300, blank=True)
    members_note = models.CharField(_("who belongs to it"), max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "language"], name="one_network_text_per_language")]


class NetworkQuestion(Orderable):
    """What coordinators ask of those who want to join."""

    network = ParentalKey(Network, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=300)
    is_required = models.BooleanField(_("must be answered"), default=True)


class NetworkLink(Orderable):
    """A page of the network elsewhere."""

    network = ParentalKey(Network, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=120)
    url = models.URLField(_("address"), max_length=600)


class NetworkSource(Orderable, SourceRow):
    """A page that the network's facts were read from."""

    network = ParentalKey(Network, on_delete=models.CASCADE, related_name="sources")


class Membership(models.Model):
    """Somebody, an organisation or a network belongs to a network, or asks to, or did.

    The one membership concept: this row answers who may read a room, see a cohort's material, and gets the mails.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    institution = models.ForeignKey(
        "core.Institution",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    member_network = models.ForeignKey(
        Network,
        verbose_name=_("member network"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships_elsewhere",
    )
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole, default=MembershipRole.MEMBER)
    state = models.CharField(_("state"), max_length=10, choices=MembershipState, default=MembershipState.ACTIVE)
    answers = models.JSONField(_("answers"), default=list, blank=True)
    message = models.TextField(_("message"), blank=True, max_length=2000)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision_note = models.TextField(_("reason"), blank=True, max_length=2000)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    since = models.DateTimeField(_("member since"), null=True, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, institution=None, member_network=None)
                | Q(person=None, institution__isnull=False, member_network=None)
                | Q(person=None, institution=None, member_network__isnull=False),
                name="a_membership_has_one_member",
            ),
            models.CheckConstraint(
                condition=Q(role=MembershipRole.MEMBER) | Q(role=MembershipRole.OBSERVER) | Q(person__isnull=False),
                name="people_alone_coordinate",
            ),
            models.CheckConstraint(
                condition=Q(member_network=None) | ~Q(member_network=models.F("network")),
                name="no_network_is_its_own_member",
            ),
            *(
                models.UniqueConstraint(
                    fields=["network", member],
                    condition=Q(state__in=OPEN_STATES) & Q(**{f"{member}__isnull": False}),
                    name=f"one_open_membership_per_{member}",
                )
                for member in ("person", "institution", "member_network")
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="membership_of_person"),
            models.Index(fields=["network", "state", "role"], name="membership_of_network"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.network}"

    @property
    def member(self):
        """The person, organisation or network that belongs to it."""
        return self.person or self.institution or self.member_network

    def clean(self) -> None:
        """Refuse a network that would come to contain itself. Raises ValidationError."""
        if self.member_network_id and self.network_id in networks_within(self.member_network_id):
            raise ValidationError({"member_network": _("That network has this one as a member already.")})


def networks_within(network: int) -> set[int]:
    """Return the keys of ``network`` and of all networks that are members of it, of these, and so on. A query a level."""
    found, newest = {network}, {network}
    while newest:
        rows = Membership.objects.filter(
            network__in=newest, state=MembershipState.ACTIVE, member_network__isnull=False
        ).values_list("member_network", flat=True)
        newest = set(rows) - found
        found |= newest
    return found
