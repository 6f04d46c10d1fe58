"""One's own data: to take along, and to have forgotten."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from alliance.core.personal_data import CannotForgetError, parts
from members.accounts import recently_authenticated
from members.forms.joining import ForgetForm
from members.services.my_data import as_zip, forget
from members.views.doors import for_members


@for_members
def overview(request: HttpRequest) -> HttpResponse:
    """What is held of the reader, what stays and why, and the two buttons."""
    return render(request, "members/my_data.html", {"parts": parts(), "form": ForgetForm()})


@for_members
@recently_authenticated
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """All of it as a ZIP."""
    response = HttpResponse(as_zip(request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.zip"'
    return response


@for_members
@recently_authenticated
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The reader is forgotten and signed out everywhere, or learns what must be passed on first."""
    form = ForgetForm(request.POST)
    if form.is_valid():
        try:
            forget(request.user)
        except CannotForgetError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            return redirect(f"/{get_language()}/my/data/forgotten/")
    return render(request, "members/my_data.html", {"parts": parts(), "form": form}, status=400)


def forgotten(request: HttpRequest) -> HttpResponse:
    """Goodbye."""
    return render(request, "members/forgotten.html")
