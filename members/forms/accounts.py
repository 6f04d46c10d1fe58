"""The forms of signing in."""

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.core import context as current
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

SHARED_DEVICE = "shared_device"
"""In the session, from the form until the person is signed in: that it ends with the browser."""


class _OnThisDevice(forms.Form):
    """With the question whether others use this computer too."""

    shared = forms.BooleanField(label=_("This is a shared computer: keep nothing after I leave"), required=False)

    def clean_shared(self) -> bool:
        """What was ticked is known until the person is signed in, which may take another step."""
        current.request.session[SHARED_DEVICE] = self.cleaned_data["shared"]
        return self.cleaned_data["shared"]


class CodeForm(_OnThisDevice, RequestLoginCodeForm):
    """Asks for a code by mail."""

    field_order = ("email", "shared")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("Work e-mail")
        email.help_text = _("We send you a code of six digits, valid for 10 minutes.")
        email.widget.attrs |= {"autocomplete": "username", "placeholder": ""}


class SignInForm(_OnThisDevice, LoginForm):
    """Address and password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(("login", "password", "shared"))
        self.fields["login"].label = _("Work e-mail")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "placeholder": ""}
        self.fields["password"].widget.attrs["placeholder"] = ""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in. On a shared computer the session ends with the browser: allauth has just given it weeks."""
        response = super().login(request, redirect_url)
        if self.cleaned_data["shared"]:
            request.session.set_expiry(0)
        return response


class AddKeyForm(AddWebAuthnForm):
    """A passkey: it signs in alone unless somebody wants it as second step only."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs["initial"] = {"passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].max_length = 80
        self.fields["name"].widget.attrs["maxlength"] = 80
        self.fields["passwordless"].label = _("Sign in with this key alone")
        self.fields["passwordless"].help_text = _("Needs a device that asks for a fingerprint, a face or a PIN.")


class SessionsForm(ManageUserSessionsForm):
    """Ends one session of the person's own, or all but this one."""

    session = forms.ModelChoiceField(UserSession.objects.none(), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = UserSession.objects.filter(user=self.request.user)

    def save(self, request: HttpRequest) -> None:
        """The session that was named is over; where none was, all others are."""
        if chosen := self.cleaned_data["session"]:
            flows.sessions.end_sessions(request, [chosen])
        else:
            super().save(request)
