"""What views of signed-in people share: who comes in, and how an answer is kept from others."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from alliance.core.audience import is_member


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Serve the view to members, each answer for its reader alone. Strangers are asked to sign in, accounts without
    membership get a 404: the page is not for them.
    """

    @wraps(view)
    @never_cache
    def served(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_member(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return served
