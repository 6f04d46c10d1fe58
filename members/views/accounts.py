"""What the accounts have beyond allauth: all ways to sign in on one page, the admin's door, sessions one by one."""

import logging

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect.views import login as openid_connect_login
from allauth.usersessions.views import ListUserSessionsView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from requests import RequestException

from alliance.core.zones import moment_in
from members.forms.accounts import CodeForm, SessionsForm

log = logging.getLogger(__name__)


@never_cache
def admin_door(request: HttpRequest) -> HttpResponse:
    """Send visitors of the admin to the sign-in and back. Raises PermissionDenied for people whom the admin is not for."""
    target = get_next_redirect_url(request) or reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return HttpResponseRedirect(target)


def begin_at_ministry(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the ministry's server; where that does not answer, say so."""
    try:
        return openid_connect_login(request, provider_id)
    except RequestException:
        log.warning("The ministry's sign-in does not answer", exc_info=True)
        return render(request, "socialaccount/authentication_error.html", status=502)


class SignInView(LoginView):
    """The sign-in: a code by mail first, then the other ways."""

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "code_form": CodeForm(auto_id="code_%s")}


class SessionsView(ListUserSessionsView):
    """Where somebody is signed in, newest first; each of them can be ended from here."""

    form_class = SessionsForm

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["sessions"].sort(key=lambda session: (not session.is_current(), -session.created_at.timestamp()))
        for session in context["sessions"]:
            session.began, session.zone = moment_in(self.request.user.time_zone, session.created_at)
        return context
