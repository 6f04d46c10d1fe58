"""What people write in rooms without a socket."""

from datetime import MAXYEAR, MINYEAR
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rooms.enums import MuteFor, ReportReason, Slow
from members.rooms.minutes_presenter import Span
from members.rooms.models.message import LONGEST
from members.rooms.services.files import LARGEST, too_large
from members.rooms.services.refusals import TooManyFiles
from members.rooms.services.talking import MOST_FILES


class SeveralFilesInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, none of them looked into yet (`members.rooms.services.files`)."""

    def __init__(self, **kwargs) -> None:
        super().__init__(widget=SeveralFilesInput(attrs={"class": "input"}), **kwargs)

    def clean(self, data, initial=None) -> list:
        """The files that hold something."""
        return [super(FilesField, self).clean(each, initial) for each in data or [] if each]


class NumbersField(forms.CharField):
    """Numbers in one hidden field, as ``3,14``."""

    widget = forms.HiddenInput

    def clean(self, value) -> list[int]:
        """Return the numbers; what is none is left out."""
        parts = (value or "").split(",")[:20]
        return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 16]


class MessageForm(forms.Form):
    """One message. ``client_id`` makes the second press of a button harmless; ``uploaded`` are files sent before."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input", "data-most": LONGEST}),
        error_messages={"required": _("Write something first.")},
        required=False,
    )
    files = FilesField(label=_("Files and pictures"), required=False)
    uploaded = NumbersField(required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # The script looks before anything is sent, and says what the server would.
        self.fields["files"].widget.attrs |= {
            "data-most": MOST_FILES,
            "data-largest": LARGEST,
            "data-too-many": str(TooManyFiles(MOST_FILES)),
            "data-too-large": too_large("{name}", "{size}"),
        }

    def clean(self) -> dict:
        """Words or files."""
        cleaned = super().clean()
        if not (cleaned.get("body") or cleaned.get("files") or cleaned.get("uploaded") or "files" in self.errors):
            self.add_error("body", self.fields["body"].error_messages["required"])
        return cleaned


class SpanForm(forms.Form):
    """The days of minutes, both of them left open or not."""

    first = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict:
        """Days in their order, of years that a calendar has room around."""
        cleaned = super().clean()
        for name in ("first", "last"):
            day = cleaned.get(name)
            if day and not MINYEAR < day.year < MAXYEAR:
                self.add_error(name, self.fields[name].error_messages["invalid"])
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        return cleaned

    def span(self) -> Span:
        """The days of a form that is valid."""
        return Span(self.cleaned_data["first"], self.cleaned_data["last"])

    def query(self) -> str:
        """The same days as part of an address, with its question mark; nothing for all days."""
        given = {name: day.isoformat() for name, day in self.cleaned_data.items() if day}
        return f"?{urlencode(given)}" if given else ""


class EditForm(forms.Form):
    """What a message says from now on."""

    body = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input", "data-most": LONGEST}),
        error_messages={"required": _("Write something first.")},
    )


class ReportForm(forms.Form):
    """Why moderators should look at a message."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=ReportReason, widget=forms.RadioSelect, initial=None
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        help_text=_("You may leave this empty. Moderators read it; they do not see who wrote it."),
    )


class ReasonForm(forms.Form):
    """A word to the person whom it concerns."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        help_text=_("The person reads it. You may leave this empty."),
    )


class MuteForm(ReasonForm):
    """For how long somebody does not write here, and why."""

    hours = forms.TypedChoiceField(
        label=_("For how long"), choices=MuteFor, coerce=int, widget=forms.RadioSelect, initial=MuteFor.HOUR
    )
    field_order = ["hours", "reason"]


class SlowForm(forms.Form):
    """The pause between two messages of one person."""

    seconds = forms.TypedChoiceField(
        label=_("Pause between two messages of one person"),
        choices=Slow,
        coerce=int,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args, now: int, **kwargs) -> None:
        super().__init__(*args, initial={"seconds": now}, **kwargs)
        if now not in Slow.values:
            self.fields["seconds"].choices = [*Slow.choices, (now, _("%(seconds)s seconds") % {"seconds": now})]
