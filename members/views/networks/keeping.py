"""What coordinators put on the shelf, keep as files and announce."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.core.models import site_language
from members.forms.network_acts import AnnouncementForm, FileForm, PinForm
from members.services.networks import announcing, shelf
from members.views.doors import for_members

from .shared import do, managed_network, show_form


@for_members
def pin(request: HttpRequest, slug: str) -> HttpResponse:
    """Pin a record of the site or a page elsewhere."""
    network = managed_network(request, slug)
    form = PinForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        return do(
            request,
            lambda: shelf.pin(network=network, by=request.user, **form.pinned()),
            _("It stands on the shelf."),
            back=f"{network.get_absolute_url()}#h-shelf",
        )
    return show_form(
        request,
        network,
        form,
        title=_("Put something on the shelf"),
        intro=_("What the network recommends, with a word on why."),
        button=_("Put on the shelf"),
    )


@for_members
@require_POST
def unpin(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Take an item off the shelf."""
    network = managed_network(request, slug)
    return do(
        request,
        lambda: shelf.unpin(network=network, by=request.user, item=int(pk)),
        _("It is off the shelf."),
        back=f"{network.get_absolute_url()}#h-shelf",
    )


@for_members
def add_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a file."""
    network = managed_network(request, slug)
    form = FileForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    if form.is_valid():
        return do(
            request,
            lambda: shelf.add_file(network=network, by=request.user, **form.cleaned_data),
            _("The file is there."),
            back=f"{network.get_absolute_url()}#h-shelf",
        )
    return show_form(request, network, form, title=_("Add a file"), button=_("Add the file"), with_file=True)


@for_members
@require_POST
def remove_file(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Remove a file."""
    network = managed_network(request, slug)
    return do(
        request,
        lambda: shelf.remove_file(network=network, by=request.user, file=int(pk)),
        _("The file is gone."),
        back=f"{network.get_absolute_url()}#h-shelf",
    )


@for_members
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell every member something."""
    network = managed_network(request, slug)
    initial = {"language": site_language(), "token": uuid4()}
    form = AnnouncementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        return do(
            request,
            lambda: announcing.announce(network=network, by=request.user, **form.cleaned_data),
            _("Every member gets one mail."),
            back=network.get_absolute_url(),
        )
    return show_form(
        request,
        network,
        form,
        title=_("Write an announcement"),
        intro=_("It stands on the network's page, for members only, and every member gets it by mail, once."),
        button=_("Send to all members"),
    )
