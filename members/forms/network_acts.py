"""Forms of what members do in a network: ask to join, invite, keep, announce, merge, write."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.core import pinnable
from alliance.core.audience import Audience
from alliance.core.models import Institution
from alliance.core.uploads import check_content, extension_of
from members.enums import MembershipRole
from members.forms.networks import LineField, text_field
from members.models import Membership, Network, Profile

LARGEST_FILE = 20 * 1024 * 1024


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
