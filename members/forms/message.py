"""Writing to somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.core.typed import TextField


class MessageForm(forms.Form):
    """A text, with a key by which pressing twice sends once."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = TextField(
        label=_("Your message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("It arrives by mail, with your name and a link to answer. Your address is not shown."),
    )
