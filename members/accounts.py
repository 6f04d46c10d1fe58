"""What other parts need of accounts: to sign in somebody who has just joined, and to ask again before grave acts.

return sign_in_new_member(request, user)          # after an invitation was accepted

@recently_authenticated                            # on a view: exports, roles, hand-over, decisions
def hand_over(request): ...
"""

import time
from collections.abc import Callable

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from alliance.core.models import User


def sign_in_new_member(request: HttpRequest, user: User, *, redirect_url: str = "") -> HttpResponse:
    """``user``, who proved that the address is theirs, is signed in, or is asked for the second factor that they have.

    All that follows a sign-in follows: another session key, the list of sessions, the log. Somebody else who was signed in on
    this device is signed out. The answer leads to ``redirect_url``, or to the person's own page.
    """
    if request.user.is_authenticated and request.user != user:
        request.session.flush()
    # The link is a proof of this moment. Untold, the recovery codes of a second factor that is set up a minute later would stand
    # behind a question for its code, which was used to set it up and is good only once.
    record_authentication(request, user, method="invitation", reauthenticated=True)
    return perform_login(request, user, redirect_url=redirect_url or f"/{user.language}/my/", email=user.email)


def _came_in_lately(request: HttpRequest) -> bool:
    """Whether the reader proved who they are a moment ago. allauth by itself counts what was asked again, not the sign-in."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def recently_authenticated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Have ``view`` ask its reader to prove again who they are, unless they did so, or signed in, in the last five minutes.

    What was sent by a form is kept meanwhile and goes through afterwards. Visitors are sent to sign in.
    """
    return login_required(reauthentication_required(view, enabled=lambda request: not _came_in_lately(request)))
