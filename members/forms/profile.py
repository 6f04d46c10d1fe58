"""One's own profile as a form: grouped, with who sees each part beside it."""

import re
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliance.core import drafts
from alliance.core.audience import Audience
from alliance.core.models import Term, User, Vocabulary
from alliance.core.portraits import PortraitField, square
from alliance.core.typed import LineField, NameField, TextField
from members.enums import LanguageLevel
from members.models import GUARDED, Profile
from members.services.profile import Entries

LANGUAGES = [code for code, _name in settings.LANGUAGES]
CONTACT_PARTS = ("email", "phone")
"""Parts that are never public: an address on a public page is collected within days."""
MOST_LANGUAGES = 8
MOST_LINKS = 5
MOST_TOPICS = 8
REGIONS = ("America", "Atlantic", "Europe", "Pacific")
LONGEST_TOLD = {"biography": 2000, "ask_me_about": 300}
ACCOUNT = ("first_name", "last_name", "time_zone")
OWN = (
    "audience",
    "position",
    "unit",
    "ask_me_about",
    "willing_to_help",
    "phone",
    "absent_from",
    "absent_until",
    "substitute",
)


def time_zones() -> list[tuple[str, str]]:
    """Return the zones of the region and of those who work with it, with names that people can read."""
    names = (name for name in available_timezones() if name.split("/")[0] in REGIONS and "/" in name)
    zones = sorted(names, key=lambda name: name.replace("_", " "))
    return [("UTC", "UTC"), *((name, name.replace("_", " ").replace("/", " / ")) for name in zones)]


def audience_field(part: str) -> forms.ChoiceField:
    """Return the field of who sees ``part``."""
    choices = [choice for choice in Audience.choices if part not in CONTACT_PARTS or choice[0] != Audience.PUBLIC]
    return forms.ChoiceField(label=_("Who sees it"), choices=choices, initial=GUARDED[part])


class ProfileForm(forms.Form):
    """Everything that somebody tells of themselves, but languages and links, which are small lists."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    first_name = NameField(label=_("First name"), max_length=150)
    last_name = NameField(label=_("Last name"), max_length=150)
    position = LineField(label=_("Position"), max_length=160, required=False)
    unit = LineField(label=_("Unit or department"), max_length=160, required=False)
    audience = forms.ChoiceField(
        label=_("Who may open your profile"),
        choices=Audience.choices,
        help_text=_("Name, position, unit, country and organisation go with it. Every other part has its own rule."),
    )
    ask_me_about = LineField(
        label=_("Ask me about"),
        max_length=LONGEST_TOLD["ask_me_about"],
        required=False,
        help_text=_("Two or three things, in your own words."),
    )
    willing_to_help = forms.BooleanField(label=_("I am willing to help other teams"), required=False)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    phone = LineField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Not needed. It never stands on a public page."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        validators=[RegexValidator(r"^\+?[0-9 ()./-]{5,}( ?(ext|x)\.? ?[0-9]+)?$", _("Write it as +56 2 1234 5678."))],
    )
    photo = PortraitField(
        label=_("Photo"),
        required=False,
        help_text=_("JPG, PNG or WebP of up to 10 MB. It is cut to a square; the place and date in it are removed."),
    )
    photo_across = forms.IntegerField(label=_("Middle of the square, from the left"), min_value=0, max_value=100)
    photo_down = forms.IntegerField(label=_("Middle of the square, from the top"), min_value=0, max_value=100)
    drops_photo = forms.BooleanField(label=_("Remove the photo"), required=False)
    absent_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    absent_until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    substitute = forms.ModelChoiceField(
        label=_("Who answers meanwhile"), queryset=None, required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args, person: User, substitute: int | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for part in GUARDED:
            self.fields[f"{part}_audience"] = audience_field(part)
        for code, name in settings.LANGUAGES:
            self.fields[f"biography_{code}"] = TextField(
                label=name,
                max_length=LONGEST_TOLD["biography"],
                required=False,
                widget=forms.Textarea(attrs={"lang": code, "rows": 6}),
            )
        for name in ("photo_across", "photo_down"):
            self.fields[name].required = False
            self.fields[name].widget = forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
        self.fields["topics"].queryset = Term.objects.current().of(Vocabulary.TOPIC)
        # Who stands there already stays, whatever became of what the two have in common.
        near = Q(country__isnull=False, country=person.country_id, profile__in=Profile.objects.visible_to(person))
        present = User.objects.filter(is_active=True, joined_at__isnull=False).filter(near | Q(pk=substitute))
        self.fields["substitute"].queryset = present.exclude(pk=person.pk).order_by("last_name", "first_name")
        if person.time_zone not in dict(time_zones()):
            self.fields["time_zone"].choices = [(person.time_zone, person.time_zone), *time_zones()]

    def clean_topics(self):
        """At most eight: who answers for everything is asked about nothing."""
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise ValidationError(_("Choose at most %(most)s topics."), code="too_many", params={"most": MOST_TOPICS})
        return topics

    def clean(self) -> dict:
        """Dates in order, and the photo cut."""
        cleaned = super().clean()
        first, last = cleaned.get("absent_from"), cleaned.get("absent_until")
        if last and not first and "absent_from" not in self.errors:
            self.add_error("absent_from", _("Say from when."))
        if first and last and last < first:
            self.add_error("absent_until", _("The absence ends before it starts."))
        if photo := cleaned.get("photo"):
            try:
                across, down = cleaned.get("photo_across"), cleaned.get("photo_down")
                cleaned["portrait"] = square(
                    photo, across=50 if across is None else across, down=40 if down is None else down
                )
            except ValidationError as error:
                self.add_error("photo", error)
        return cleaned


class LanguageForm(forms.Form):
    """A language and how well it is spoken."""

    term = forms.ModelChoiceField(
        label=_("Language"), queryset=None, required=False, empty_label=_("Choose a language")
    )
    level = forms.ChoiceField(label=_("Level"), choices=LanguageLevel.choices, initial=LanguageLevel.WORKING)

    def __init__(self, *args, terms=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = Term.objects.current().of(Vocabulary.CONTENT_LANGUAGE)
        if terms is not None:
            # The same list in every row, read once.
            self.fields["term"].choices = terms

    def has_changed(self) -> bool:
        return bool(self["term"].data)


class LinkForm(forms.Form):
    """A page elsewhere, with what it is called."""

    label = LineField(label=_("What it is"), max_length=80, required=False)
    url = forms.URLField(
        label=_("Address"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
    )

    def clean(self) -> dict:
        """Both or neither; a link without a name is called by its site."""
        cleaned = super().clean()
        if cleaned.get("label") and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _("Write the address, or leave both empty."))
        if cleaned.get("url") and not cleaned.get("label"):
            cleaned["label"] = re.sub(r"^https?://(www\.)?([^/]+).*$", r"\2", cleaned["url"])[:80]
        return cleaned


class LanguageRows(BaseFormSet):
    """Each language once."""

    def clean(self) -> None:
        chosen = [form.cleaned_data.get("term") for form in self.forms if form.is_valid()]
        given = [term for term in chosen if term]
        if len(given) != len(set(given)):
            raise ValidationError(_("A language stands here twice."), code="twice")


def rows_of(kind: type[forms.Form], base: type[BaseFormSet], filled: int, most: int, least_free: int = 2):
    """Return the class of a small list with some empty rows at its end, which need no script."""
    free = max(0, min(least_free, most - filled))
    return formset_factory(kind, formset=base, extra=free, max_num=most, absolute_max=most, validate_max=True)


class ProfileForms:
    """The form and its two lists as one: valid together, or not at all."""

    def __init__(self, person: User, profile: Profile, data=None, files=None, initial: dict | None = None):
        told = initial or entries_of(person, profile)
        self.main = ProfileForm(data, files, person=person, substitute=profile.substitute_id, initial=told["main"])
        choices = [("", _("Choose a language")), *terms()]
        self.languages = rows_of(LanguageForm, LanguageRows, len(told["languages"]), MOST_LANGUAGES)(
            data, prefix="languages", initial=told["languages"], form_kwargs={"terms": choices}
        )
        self.links = rows_of(LinkForm, BaseFormSet, len(told["links"]), MOST_LINKS)(
            data, prefix="links", initial=told["links"]
        )

    @property
    def parts(self):
        """Every form, for the list of what was refused."""
        return [self.main, *self.languages.forms, *self.links.forms]

    def is_valid(self) -> bool:
        """Whether all of it may be saved; each part is asked, so that every error is told at once."""
        return all([self.main.is_valid(), self.languages.is_valid(), self.links.is_valid()])

    def entries(self) -> Entries:
        """Return what is to be saved. Only after `is_valid`."""
        cleaned = self.main.cleaned_data
        audiences = {f"{part}_audience": cleaned[f"{part}_audience"] for part in GUARDED}
        return Entries(
            account={name: cleaned[name] for name in ACCOUNT},
            fields={name: cleaned[name] for name in OWN} | audiences,
            topics=list(cleaned["topics"]),
            biographies={code: cleaned[f"biography_{code}"] for code in LANGUAGES},
            languages=[
                (form.cleaned_data["term"], form.cleaned_data["level"])
                for form in self.languages.forms
                if form.cleaned_data.get("term")
            ],
            links=[
                (form.cleaned_data["label"], form.cleaned_data["url"])
                for form in self.links.forms
                if form.cleaned_data.get("url")
            ],
            photo=cleaned.get("portrait"),
            drops_photo=cleaned["drops_photo"] and not cleaned.get("portrait"),
        )


def terms() -> list[tuple[int, str]]:
    """Return the languages that people work in, as choices. One query."""
    return [(term.pk, str(term)) for term in Term.objects.current().of(Vocabulary.CONTENT_LANGUAGE)]


def entries_of(person: User, profile: Profile) -> dict:
    """Return what the profile says now, as initial values of the three forms."""
    main = {name: getattr(person, name) for name in ACCOUNT}
    main |= {name: getattr(profile, name) for name in OWN if name != "substitute"}
    main |= {f"{part}_audience": getattr(profile, f"{part}_audience") for part in GUARDED}
    main |= {f"biography_{row.language}": row.text for row in profile.biographies.all()}
    main |= {
        "version": profile.version,
        "substitute": profile.substitute_id,
        "topics": [term.pk for term in profile.topics.all()],
        "photo_across": 50,
        "photo_down": 40,
    }
    return {
        "main": main,
        "languages": [{"term": row.term_id, "level": row.level} for row in profile.languages.order_by("pk")],
        "links": [{"label": row.label, "url": row.url} for row in profile.links.order_by("pk")],
    }


def typed_of(person: User, profile: Profile, typed: QueryDict) -> dict:
    """Return what a draft holds, as initial values of the three forms: shown as typed, with the version it began from."""
    empty = entries_of(person, profile)
    told = {"main": {**empty["main"], **drafts.initial_of(ProfileForm(person=person), typed)}}
    for prefix, kind, most in (("languages", LanguageForm, MOST_LANGUAGES), ("links", LinkForm, MOST_LINKS)):
        rows = [drafts.initial_of(kind(prefix=f"{prefix}-{at}"), typed) for at in range(most)]
        told[prefix] = [row for row in rows if any(value for name, value in row.items() if name != "level")]
    return told
