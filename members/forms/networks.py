"""The form of what a network is and says."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.core.audience import Audience
from alliance.core.formatting import language_name
from alliance.core.markup import blocks_of
from alliance.core.models import Country, Term, Vocabulary, site_language
from alliance.core.personal_names import tidy
from alliance.core.prose import html_of
from members.enums import JoinPolicy
from members.models import Network
from members.services.networks.editing import Content

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST_QUESTIONS = 3
MOST_LINKS = 3
WORDS = ("name", "purpose", "goal", "members_note")
_BREAKS = re.compile(r"\r\n?")


class LineField(forms.CharField):
    """One line of text without characters that nobody sees; only spaces is nothing."""

    def to_python(self, value) -> str:
        """Return the line as it is stored."""
        return tidy(super().to_python(value) or "")


class NameOfNetwork(LineField):
    """What a network is called: a letter or a digit at least, and no markup."""

    def validate(self, value: str) -> None:
        """Raises ValidationError."""
        super().validate(value)
        if value and not any(each.isalnum() for each in value):
            raise ValidationError(_("A name has at least one letter."), code="no_letter")
        if "<" in value or ">" in value:
            raise ValidationError(_("Write a name without the signs < and >."), code="markup")


def text_field(label, *, longest: int, required: bool = False, rows: int = 4, hint="") -> forms.CharField:
    """Return a field for some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, help_text=hint)


def as_typed(words: str) -> str:
    """Return rich text as somebody would type it: paragraphs apart, items of lists behind their marks."""
    lines = [f"- {each.text}" if each.mark == "•" else f"{each.mark} {each.text}".strip() for each in blocks_of(words)]
    return "\n".join(lines)


class NetworkForm(forms.Form):
    """What a network is, in the languages that its coordinators write. One language is the original."""

    acronym = LineField(label=_("Acronym"), max_length=40, required=False)
    original = forms.ChoiceField(label=_("Language of the original"), choices=settings.LANGUAGES)
    join_policy = forms.ChoiceField(label=_("How people join"), choices=JoinPolicy, initial=JoinPolicy.REQUEST)
    audience = forms.ChoiceField(
        label=_("Who may see this network"),
        choices=[(Audience.PUBLIC, _("Everybody")), (Audience.NETWORKS, _("Its members only"))],
        initial=Audience.PUBLIC,
        help_text=_("Of a network that its members alone may see, others do not even learn that it exists."),
    )
    ends_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty where no end is foreseen."),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Term.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.ModelMultipleChoiceField(
        label=_("Countries"), queryset=Country.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact_email = forms.EmailField(
        label=_("Address for messages"),
        required=False,
        max_length=254,
        help_text=_("Never shown: a form writes to it. Without one, messages go to the coordinators."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, network: Network | None = None, **kwargs) -> None:
        self.network = network
        self.rich: dict[str, str] = {}
        kwargs.setdefault("initial", self._initial(network))
        super().__init__(data, **kwargs)
        self.fields["topics"].queryset = Term.objects.current().of(Vocabulary.TOPIC)
        self.fields["countries"].queryset = Country.objects.visible_to(None).order_by("name")
        for language in LANGUAGES:
            self._add_words(language)
        for number in range(1, MOST_QUESTIONS + 1):
            label = gettext("Question %(number)s for those who want to join") % {"number": number}
            self.fields[f"question_{number}"] = LineField(label=label, max_length=300, required=False)
            self.fields[f"required_{number}"] = forms.BooleanField(
                label=gettext("Question %(number)s must be answered") % {"number": number}, required=False
            )
        for number in range(1, MOST_LINKS + 1):
            self.fields[f"link_{number}"] = forms.URLField(
                label=gettext("Address of page %(number)s") % {"number": number},
                max_length=600,
                required=False,
                assume_scheme="https",
            )
            self.fields[f"label_{number}"] = LineField(
                label=gettext("What page %(number)s is") % {"number": number}, max_length=120, required=False
            )

    def _add_words(self, language: str) -> None:
        where = {"language": language_name(language)}
        self.fields |= {
            f"name_{language}": NameOfNetwork(
                label=gettext("Name (%(language)s)") % where, max_length=200, required=False
            ),
            f"purpose_{language}": text_field(
                gettext("Purpose (%(language)s)") % where,
                longest=4000,
                rows=5,
                hint=_("What you do together and for whom. Lines that begin with a hyphen become a list."),
            ),
            f"goal_{language}": LineField(
                label=gettext("Goal (%(language)s)") % where,
                max_length=300,
                required=False,
                help_text=_("What will be there at the end that is not there today."),
            ),
            f"members_note_{language}": LineField(
                label=gettext("Who belongs to it (%(language)s)") % where, max_length=400, required=False
            ),
        }
        for name in WORDS:
            self.fields[f"{name}_{language}"].widget.attrs["lang"] = language

    def _initial(self, network: Network | None) -> dict[str, Any]:
        if network is None:
            return {"original": site_language(), "join_policy": JoinPolicy.REQUEST, "required_1": True}
        original = network.original_text
        column = f"text_{original.language if original else site_language()}"
        initial: dict[str, Any] = {
            name: getattr(network, name) for name in ("acronym", "join_policy", "audience", "ends_on", "contact_email")
        }
        initial |= {
            "original": original.language if original else site_language(),
            "topics": [term.pk for term in network.topics.all()],
            "countries": [country.pk for country in network.countries.all()],
            "seen": network.latest_revision_id,
        }
        for row in network.texts.all():
            self.rich[row.language] = row.purpose
            initial |= {f"{name}_{row.language}": getattr(row, name) for name in WORDS}
            initial[f"purpose_{row.language}"] = as_typed(row.purpose)
        for number, question in enumerate(network.questions.all()[:MOST_QUESTIONS], start=1):
            initial |= {f"question_{number}": getattr(question, column) or question.text}
            initial |= {f"required_{number}": question.is_required}
        for number, link in enumerate(network.links.all()[:MOST_LINKS], start=1):
            initial |= {f"link_{number}": link.url, f"label_{number}": link.label}
        return initial

    def clean(self) -> dict:
        """The original has a name, and so has every language in which something is said. Raises ValidationError."""
        cleaned = super().clean()
        original = cleaned.get("original")
        for language in LANGUAGES:
            says = any(cleaned.get(f"{name}_{language}") for name in WORDS)
            field = f"name_{language}"
            if (says or language == original) and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, _("Write the name in this language too."))
        for number in range(1, MOST_LINKS + 1):
            if cleaned.get(f"label_{number}") and not cleaned.get(f"link_{number}"):
                self.add_error(f"link_{number}", _("Write the address of this page."))
        return cleaned

    def _purpose(self, language: str) -> str:
        """Return the purpose as it is stored: what nobody changed keeps its formatting."""
        typed = _BREAKS.sub("\n", self.cleaned_data[f"purpose_{language}"]).strip()
        kept = self.rich.get(language, "")
        return kept if kept and as_typed(kept) == typed else html_of(typed)

    def content(self) -> Content:
        """Return what the form says."""
        said = self.cleaned_data
        facts = ("acronym", "join_policy", "audience", "ends_on", "contact_email")
        return Content(
            facts={name: said[name] for name in facts},
            topics=list(said["topics"]),
            countries=list(said["countries"]),
            original=said["original"],
            words={
                language: {
                    "name": said[f"name_{language}"],
                    "purpose": self._purpose(language),
                    "goal": said[f"goal_{language}"],
                    "members_note": said[f"members_note_{language}"],
                }
                for language in LANGUAGES
            },
            questions=[
                (said[f"question_{number}"], said[f"required_{number}"])
                for number in range(1, MOST_QUESTIONS + 1)
                if said[f"question_{number}"]
            ],
            links=[
                (said[f"link_{number}"], said[f"label_{number}"] or said[f"link_{number}"][:120])
                for number in range(1, MOST_LINKS + 1)
                if said[f"link_{number}"]
            ],
        )

    def groups(self) -> list[dict]:
        """Return the fields in the order in which a founder thinks, each group with its heading."""
        original = self["original"].value()
        languages = sorted(LANGUAGES, key=lambda language: language != original)
        words = {language: [self[f"{name}_{language}"] for name in WORDS] for language in languages}
        questions = [self[f"{name}_{n}"] for n in range(1, MOST_QUESTIONS + 1) for name in ("question", "required")]
        links = [self[f"{name}_{n}"] for n in range(1, MOST_LINKS + 1) for name in ("link", "label")]
        main = languages[0]
        return [
            {"title": _("In words"), "fields": [self["original"], *words[main], self["acronym"]]},
            *(
                {
                    "title": gettext("Also in: %(language)s") % {"language": language_name(language)},
                    "fields": words[language],
                    "folded": not any(field.errors for field in words[language]),
                }
                for language in languages[1:]
            ),
            {"title": _("About what and until when"), "fields": [self[n] for n in ("topics", "countries", "ends_on")]},
            {"title": _("Who comes in"), "fields": [self["join_policy"], *questions, self["audience"]]},
            {
                "title": _("Contact and pages elsewhere"),
                "fields": [self["contact_email"], *links],
                "folded": not any(field.errors for field in links),
            },
        ]
