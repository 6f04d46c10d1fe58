"""What people write in rooms without a socket."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rooms.models.message import LONGEST


class MessageForm(forms.Form):
    """One message. ``client_id`` makes the second press of a button harmless."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input", "data-most": LONGEST}),
        error_messages={"required": _("Write something first.")},
    )


class EditForm(forms.Form):
    """What a message says from now on."""

    body = forms.CharField(
        label=_("Your message"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input", "data-most": LONGEST}),
        error_messages={"required": _("Write something first.")},
    )
