"""Forms of the country's seat: its notes, its hand-over, its deputy."""

from django import forms
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliance.core.models import User
from members.enums import Role, SeatPart
from members.models import Profile, RoleGrant, Seat, SeatHolding

INVITE, NOBODY = "invite", "nobody"


def ministry_members(seat: Seat, user) -> list[User]:
    """Return the people of the seat's country whom ``user`` may see and who could hold it, the deputy first."""
    profiles = Profile.objects.visible_to(user).filter(person=OuterRef("pk"))
    grants = RoleGrant.objects.filter(person=OuterRef("pk"), ended_at=None)
    elsewhere = grants.filter(role__in=[Role.PARTNER, Role.APPLICANT])
    deputy = SeatHolding.objects.current().filter(seat=seat, part=SeatPart.DEPUTY, person=OuterRef("pk"))
    people = User.objects.filter(Exists(profiles), country=seat.country_id).exclude(
        Exists(elsewhere) & ~Exists(grants.filter(role=Role.MINISTRY_MEMBER))
    )
    people = people.annotate(is_deputy=Exists(deputy)).select_related("profile")
    first = Case(When(is_deputy=True, then=Value(0)), default=Value(1))
    return list(people.order_by(first, F("last_name"), "first_name", "pk")[:200])


class NotesForm(forms.Form):
    """What stays with the seat."""

    note = forms.CharField(
        label=_("Note for whoever comes next"),
        help_text=_(
            "What is half done, whom to call, what should not be forgotten. Only those who hold the seat and staff see it."
        ),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    contacts = forms.CharField(
        label=_("Contacts"),
        help_text=_("One a line: who, for what, how to reach them. Only those who hold the seat and staff see them."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @classmethod
    def initial_of(cls, seat: Seat) -> dict:
        """Return what the seat holds now."""
        return {"note": seat.start_note, "contacts": seat.contacts}


class HandOverForm(NotesForm):
    """Who receives the seat, and what is left for them. ``seen`` is the holding that the reader decides about."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    who = forms.ChoiceField(
        label=_("Who receives it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who receives the seat.")},
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES, required=False)
    field_order = ("seen", "who", "email", "language", "note", "contacts")

    def __init__(self, *args, seat: Seat, user, holder: User | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in ministry_members(seat, user) if person != holder}
        self.fields["language"].initial = get_language()
        choices = [(key, str(person)) for key, person in self.people.items()]
        choices.append((INVITE, _("Somebody who has no account yet")))
        if holder:
            choices.append((NOBODY, _("It is not known yet")))
        self.fields["who"].choices = choices

    def clean(self) -> dict:
        """Whoever is invited has an address."""
        cleaned = super().clean()
        if cleaned.get("who") == INVITE and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address to which the invitation goes."))
        return cleaned

    @property
    def receiver(self) -> User | None:
        """The member who was chosen, if one was."""
        return self.people.get(self.cleaned_data["who"])


class DeputyForm(forms.Form):
    """Who is the deputy."""

    who = forms.ChoiceField(label=_("Deputy focal point"), required=False)

    def __init__(self, *args, seat: Seat, user, holder: User | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in ministry_members(seat, user) if person != holder}
        names = [(key, str(person)) for key, person in self.people.items()]
        self.fields["who"].choices = [("", _("Nobody")), *names]

    @property
    def receiver(self) -> User | None:
        """The member who was chosen, if one was."""
        return self.people.get(self.cleaned_data["who"])
