"""Forms for those who come in, and for those who let them in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alliance.core.audience import is_staff
from alliance.core.models import Country
from alliance.core.personal_names import NameField
from members.enums import MembershipRole, Role, SeatPart
from members.models import Network, Seat
from members.querysets import coordinated_by
from members.services.joining import OTHERS_MAY_GIVE, may_give
from members.services.roles import NEVER_GRANTED

ABOUT_THE_SEAT = _("Whoever holds the seat now hands it over when the invitation is accepted.")


class PersonForm(forms.Form):
    """What an invitation still has to learn of somebody."""

    first_name = NameField(label=_("First name"), max_length=150)
    last_name = NameField(label=_("Last name"), max_length=150)


class JoinRequestForm(forms.Form):
    """Somebody asks to join."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("Best the address that your work gave you.")
    )
    first_name = NameField(label=_("First name"), max_length=150)
    last_name = NameField(label=_("Last name"), max_length=150)
    country = forms.ModelChoiceField(
        label=_("Country"), queryset=Country.objects.none(), empty_label=_("Choose a country")
    )
    organisation = forms.CharField(label=_("Ministry, school or organisation"), max_length=200)
    position = forms.CharField(label=_("Position"), max_length=160, required=False)
    reason = forms.CharField(
        label=_("Why do you want to join?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Two or three sentences are enough."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = Country.objects.visible_to(None).order_by("name")


class SeatField(forms.ChoiceField):
    """A seat and the part of it that somebody would hold, in one choice: a part alone means nothing. None where none is chosen."""

    def clean(self, value: str) -> tuple[Seat, SeatPart] | None:
        """The seat and the part. Raises ValidationError for what was not offered."""
        chosen = super().clean(value)
        return self._seats[chosen] if chosen else None

    def offer(self, seats, user) -> bool:
        """Offer the parts of these seats that ``user`` may give away; return whether there is one."""
        self._seats = {
            f"{seat.pk}-{part}": (seat, part) for seat in seats for part in SeatPart if may_give(user, seat, part)
        }
        named = [(key, f"{seat.country} ({seat.code}): {part.label}") for key, (seat, part) in self._seats.items()]
        self.choices = [("", _("No seat")), *named]
        return bool(named)


class InvitationForm(forms.Form):
    """A member invites somebody; who may give what is decided by the service, the form offers no more than that."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    country = forms.ModelChoiceField(
        label=_("Country"), queryset=Country.objects.none(), required=False, empty_label=_("No country")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=(), widget=forms.CheckboxSelectMultiple, initial=[Role.MINISTRY_MEMBER]
    )
    seat = SeatField(label=_("Seat"), required=False, help_text=ABOUT_THE_SEAT)
    network = forms.ModelChoiceField(
        label=_("Network"), queryset=Network.objects.none(), required=False, empty_label=_("No network")
    )
    note = forms.CharField(
        label=_("Personal note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands in the mail as you write it."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        countries = Country.objects.visible_to(None).order_by("name")
        networks = Network.objects.visible_to(user).filter(archived_at=None).prefetch_related("texts")
        seats = Seat.objects.visible_to(user).select_related("country").with_holdings()
        roles = [role for role in Role if role not in NEVER_GRANTED]
        if not is_staff(user):
            held = user.holdings.filter(until=None)
            countries = countries.filter(pk__in=held.values("seat__country"))
            seats = seats.filter(country__in=countries)
            networks = networks.filter(pk__in=coordinated_by(user))
            roles = OTHERS_MAY_GIVE
        self.fields["country"].queryset = countries
        self.fields["network"].queryset = networks
        self.fields["roles"].choices = [(role.value, role.label) for role in roles]
        for name in ("network", "country"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]
        if not self.fields["seat"].offer(seats.order_by("country__name", "number"), user):
            del self.fields["seat"]

    def clean(self) -> dict:
        """The seat and its part, which were chosen in one."""
        cleaned = super().clean()
        if chosen := cleaned.get("seat"):
            cleaned["seat"], cleaned["seat_part"] = chosen
        return cleaned


class NewcomerForm(forms.Form):
    """A coordinator invites somebody who has no account yet, into the alliance and the network at once."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    network_role = forms.ChoiceField(
        label=_("Role in the network"), choices=MembershipRole, initial=MembershipRole.MEMBER
    )
    role = forms.ChoiceField(
        label=_("Role in the alliance"),
        choices=[(role.value, role.label) for role in OTHERS_MAY_GIVE],
        initial=Role.MINISTRY_MEMBER,
    )
    note = forms.CharField(
        label=_("Personal note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands in the mail as you write it."),
    )


class ReasonForm(forms.Form):
    """Why somebody is declined; it is mailed."""

    words = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is mailed.")
    )


class QuestionForm(ReasonForm):
    """What is asked before a decision; it is mailed."""

    words = forms.CharField(
        label=_("Question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is mailed.")
    )


class AnswerForm(forms.Form):
    """What somebody answers who asked to join."""

    words = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class ForgetForm(forms.Form):
    """A person wants to be forgotten, and means it."""

    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Tick this if you mean it.")},
    )
