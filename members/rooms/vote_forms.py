"""The forms of votes: making one, sharing out dots, entering them for somebody, actions and their progress."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.core import reference
from alliance.core.formatting import language_name
from alliance.core.models import Country, User, site_language
from members.rooms.models import Room, Vote
from members.rooms.models.votes import MOST_DOTS
from members.rooms.querysets import people_who_read
from members.rooms.services.voting import Content

MOST_OPTIONS = 12


class VoteForm(forms.Form):
    """A question and its options in up to four languages. One language must be whole; the others may lack words."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    dots = forms.IntegerField(label=gettext_lazy("Dots per person"), min_value=1, max_value=MOST_DOTS, initial=5)
    is_hidden = forms.BooleanField(
        label=gettext_lazy("Hide results until the vote is closed"), required=False, initial=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The reader's own language first.
        self.languages = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != site_language())
        for language in self.languages:
            named = {"language": language_name(language)}
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Question, in %(language)s") % named, max_length=200, required=False
            )
            self.fields[f"options_{language}"] = forms.CharField(
                label=_("Options, in %(language)s") % named,
                required=False,
                help_text=_("One a line, in the same order in each language; an empty line for one that is missing."),
                widget=forms.Textarea(attrs={"rows": 8}),
            )

    @classmethod
    def of(cls, vote: Vote) -> "VoteForm":
        """Return the form of a draft."""
        initial = {"token": vote.token, "dots": vote.dots, "is_hidden": vote.is_hidden}
        options = list(vote.options.all())
        for language, _name in settings.LANGUAGES:
            initial[f"title_{language}"] = getattr(vote, f"title_{language}") or ""
            words = [getattr(option, f"text_{language}") or "" for option in options]
            initial[f"options_{language}"] = "\n".join(words) if any(words) else ""
        return cls(initial=initial)

    def clean(self) -> dict:
        """The options of all languages, side by side."""
        super().clean()
        lines = {language: self._lines(language) for language in self.languages}
        whole = [
            language
            for language in self.languages
            if self.cleaned_data.get(f"title_{language}") and lines[language] and all(lines[language])
        ]
        if not whole:
            first = self.languages[0]
            if not self.cleaned_data.get(f"title_{first}"):
                self.add_error(f"title_{first}", _("Write the question in one language at least."))
            if not lines[first] or not all(lines[first]):
                self.add_error(f"options_{first}", _("Write all options in one language at least, one a line."))
            return self.cleaned_data
        count = len(lines[whole[0]])
        if not 2 <= count <= MOST_OPTIONS:
            text = _("Write between 2 and %(most)s options.") % {"most": MOST_OPTIONS}
            self.add_error(f"options_{whole[0]}", text)
        for language, words in lines.items():
            if len(words) > count:
                self.add_error(f"options_{language}", _("There are more options here than in the other languages."))
            if any(len(word) > 200 for word in words):
                self.add_error(f"options_{language}", _("An option has 200 characters at most."))
        self.whole, self.lines, self.count = whole[0], lines, count
        return self.cleaned_data

    def _lines(self, language: str) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data.get(f"options_{language}", "").splitlines()]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def content(self) -> Content:
        """Return what a valid form says; the whole language comes first."""
        order = sorted(self.languages, key=lambda code: code != self.whole)
        title = {code: self.cleaned_data[f"title_{code}"] for code in order if self.cleaned_data[f"title_{code}"]}
        options = [
            {code: self.lines[code][number] for code in order if number < len(self.lines[code])}
            for number in range(self.count)
        ]
        return Content(
            title=title,
            options=[{code: word for code, word in words.items() if word} for words in options],
            dots=self.cleaned_data["dots"],
            is_hidden=self.cleaned_data["is_hidden"],
            token=self.cleaned_data["token"],
        )


class BallotForm(forms.Form):
    """Dots for each option."""

    def __init__(self, vote: Vote, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.vote = vote
        self.options = list(vote.options.all())
        for option in self.options:
            self.fields[f"dots_{option.pk}"] = forms.IntegerField(
                label=option.text, min_value=0, max_value=vote.dots, required=False
            )

    def rows(self) -> list:
        """Return the bound fields of the options, in their order."""
        return [self[f"dots_{option.pk}"] for option in self.options]

    def dots(self) -> dict[int, int]:
        """Return the dots of a valid form, by option."""
        found = {option.pk: self.cleaned_data.get(f"dots_{option.pk}") or 0 for option in self.options}
        return {option: count for option, count in found.items() if count}


class ProxyForm(BallotForm):
    """The dots of somebody in the hall: a member of the room, or a guest with name and country."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Member of the room"), required=False, empty_label="—"
    )
    guest = forms.CharField(label=gettext_lazy("Or the name of a guest"), max_length=120, required=False)
    country = forms.ModelChoiceField(
        Country.objects.none(), label=gettext_lazy("Country of the guest"), required=False, to_field_name="code"
    )

    def __init__(self, vote: Vote, *args, **kwargs):
        super().__init__(vote, *args, **kwargs)
        alone = vote.ballots.filter(by=None, person__isnull=False).values("person")
        people = people_who_read(vote.room).exclude(pk__in=alone).order_by("last_name", "first_name", "pk")
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = lambda person: person.shown_name
        self.fields["country"].queryset = Country.objects.filter(code__in=reference.country_names())

    def clean(self) -> dict:
        """Either of the two."""
        super().clean()
        person, guest = self.cleaned_data.get("person"), (self.cleaned_data.get("guest") or "").strip()
        if bool(person) == bool(guest):
            raise ValidationError(_("Choose a member, or write the name of a guest."))
        if guest and not self.cleaned_data.get("country") and "country" not in self.errors:
            self.add_error("country", _("Choose the country of the guest."))
        self.cleaned_data["guest"] = guest
        return self.cleaned_data


class ActionForm(forms.Form):
    """What is done, by whom, until when."""

    text = forms.CharField(label=gettext_lazy("What is done"), max_length=300)
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who does it"), empty_label="—")
    due = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, room: Room, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_who_read(room).order_by("last_name", "first_name", "pk")
        self.fields["owner"].label_from_instance = lambda person: person.shown_name


class ProgressForm(forms.Form):
    """How far an action is."""

    progress = forms.IntegerField(label=gettext_lazy("Done, in percent"), min_value=0, max_value=100)
    note = forms.CharField(label=gettext_lazy("How it stands"), max_length=400, required=False)
