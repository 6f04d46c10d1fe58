"""Forms of networks: what one is, who joins, what it keeps, what it says."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.core import pinnable
from alliance.core.audience import Audience
from alliance.core.formatting import language_name
from alliance.core.markup import blocks_of
from alliance.core.models import Country, Institution, Term, Vocabulary, site_language
from alliance.core.personal_names import tidy
from alliance.core.prose import html_of
from alliance.core.uploads import check_content, extension_of
from members.enums import JoinPolicy, MembershipRole
from members.models import Membership, Network, Profile
from members.services.networks.editing import Content

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST_QUESTIONS = 3
MOST_LINKS = 3
LARGEST_FILE = 20 * 1024 * 1024
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


class RequestForm(forms.Form):
    """The coordinators' questions, and a word of one's own."""

    def __init__(self, data=None, *, network: Network, membership: Membership | None = None) -> None:
        super().__init__(data)
        given = {each["question"]: each["answer"] for each in membership.answers} if membership else {}
        self.questions = list(network.questions.all())
        for question in self.questions:
            self.fields[f"answer_{question.pk}"] = forms.CharField(
                label=question.text,
                required=question.is_required,
                max_length=2000,
                initial=given.get(question.text, ""),
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text="" if question.is_required else _("You may leave this empty."),
            )
        self.fields["message"] = text_field(
            _("Anything else that the coordinators should know"),
            longest=2000,
            rows=3,
            hint=_("You may leave this empty."),
        )
        self.fields["message"].initial = membership.message if membership else ""

    @property
    def answers(self) -> list[dict[str, str]]:
        """The answers beside their questions, as they were put."""
        return [
            {"question": question.text, "answer": self.cleaned_data[f"answer_{question.pk}"]}
            for question in self.questions
        ]


class WordsForm(forms.Form):
    """A text that goes to somebody."""

    words = text_field(_("Text"), longest=2000, hint=_("It is mailed."))

    def __init__(self, *args, label="", hint="", required: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.label, field.help_text, field.required = label or field.label, hint or field.help_text, required


class PickPeopleForm(forms.Form):
    """People of the directory who are invited, at most ten at once."""

    MOST = 10
    people = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Profile.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label=_("Role"), choices=MembershipRole, initial=MembershipRole.MEMBER)
    words = text_field(_("A word to them"), longest=1000, hint=_("It stands in the invitation."))

    def __init__(self, *args, profiles: QuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = profiles

    def clean_people(self) -> list[Profile]:
        """The people. Raises ValidationError for more than ten."""
        people = list(self.cleaned_data["people"])
        if len(people) > self.MOST:
            raise ValidationError(_("Invite at most ten people at once."), code="too_many")
        return people


class AddMemberForm(forms.Form):
    """An organisation or a network that becomes a member."""

    institution = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Institution.objects.none(), required=False, empty_label=_("None")
    )
    member_network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Its coordinators are asked first, unless you are one of them."),
    )

    MOST = 50

    def __init__(self, *args, network: Network, user, words: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = Institution.objects.visible_to(user)
        for word in words.split()[:5]:
            found = found.filter(name__icontains=word)
        # A form that was sent is checked against all that the reader may see; the page offers no more than a few.
        keys = list(found.order_by("name").values_list("pk", flat=True)[: self.MOST + 1])
        self.has_more = len(keys) > self.MOST
        offered = found if self.is_bound else found.filter(pk__in=keys[: self.MOST])
        self.fields["institution"].queryset = offered.order_by("name")
        others = Network.objects.visible_to(user).filter(archived_at=None).exclude(pk=network.pk)
        self.fields["member_network"].queryset = others.prefetch_related("texts").order_by("slug")

    def clean(self) -> dict:
        """One of both. Raises ValidationError."""
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("institution")) == bool(cleaned.get("member_network")):
            raise ValidationError(_("Choose an organisation or a network."), code="one")
        return cleaned


class PinForm(forms.Form):
    """A page of this site or of another one, and why it stands on the shelf."""

    url = forms.URLField(
        label=_("Address"),
        max_length=600,
        assume_scheme="https",
        help_text=_("Of a practice or a programme of this site, or of a page elsewhere."),
    )
    title = LineField(
        label=_("Title"), max_length=200, required=False, help_text=_("For pages elsewhere: what it is called.")
    )
    note = LineField(label=_("Why it is here"), max_length=400, required=False)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_url(self) -> str:
        """The address; only pages of the web can be opened by everybody. Raises ValidationError."""
        url = self.cleaned_data["url"]
        if not url.startswith(("http://", "https://")):
            raise ValidationError(_("Write an address that begins with https:// or http://."), code="scheme")
        return url

    def pinned(self) -> dict[str, Any]:
        """Return the record that the address leads to, else the address and its title."""
        said = self.cleaned_data
        if record := pinnable.find(said["url"], self.user):
            return {"record": record, "note": said["note"]}
        return {"url": said["url"], "title": said["title"], "note": said["note"]}


class FileForm(forms.Form):
    """A file of the network, checked by what it holds."""

    file = forms.FileField(label=_("File"), max_length=160)
    title = LineField(label=_("What it is"), max_length=200)
    audience = forms.ChoiceField(
        label=_("Who may have it"),
        choices=[(Audience.NETWORKS, _("Members of the network")), (Audience.PUBLIC, _("Everybody"))],
        initial=Audience.NETWORKS,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = ", ".join(settings.WAGTAILDOCS_EXTENSIONS)
        self.fields["file"].help_text = gettext("At most %(size)s MB: %(kinds)s.") % {
            "size": LARGEST_FILE // 1024 // 1024,
            "kinds": kinds,
        }

    def clean_file(self):
        """The file. Raises ValidationError for one that is too large, of another kind, or not what its name says."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(
                gettext("This file has %(size)s MB; it may have %(most)s.")
                % {"size": round(file.size / 1024 / 1024, 1), "most": LARGEST_FILE // 1024 // 1024},
                code="too_large",
            )
        if extension_of(file.name) not in settings.WAGTAILDOCS_EXTENSIONS:
            raise ValidationError(
                gettext("Files of this kind cannot be kept. Possible are: %(kinds)s.")
                % {"kinds": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
                code="wrong_kind",
            )
        check_content(file)
        return file


class AnnouncementForm(forms.Form):
    """What every member is told. The token names the attempt: a form sent twice is one announcement."""

    title = LineField(label=_("Title"), max_length=160)
    body = text_field(_("Text"), longest=8000, required=True, rows=10)
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    token = forms.UUIDField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """The network that goes on."""

    into = forms.ModelChoiceField(
        label=_("Merge into"), queryset=Network.objects.none(), empty_label=_("Choose a network")
    )
    sure = forms.BooleanField(label=_("I understand that this cannot be undone"))

    def __init__(self, *args, network: Network, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        heirs = Network.objects.managed_by(user).filter(live=True, archived_at=None).exclude(pk=network.pk)
        self.fields["into"].queryset = heirs.prefetch_related("texts").order_by("slug")


class MessageForm(forms.Form):
    """A message to the coordinators; neither side sees the other's address unless the writer wants an answer by mail."""

    message = text_field(_("Message"), longest=4000, required=True, rows=8)
    may_answer = forms.BooleanField(
        label=_("They may answer to my e-mail address"),
        required=False,
        help_text=_("Otherwise they find you by your profile."),
    )
