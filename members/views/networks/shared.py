"""What all acts in networks share on the web: which network, and what became of the act."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from alliance.core.models import site_language
from members.models import Network
from members.presenters.network_facts import name_of, section_url
from members.presenters.networks import act_url
from members.services.networks.holding import NotAllowed, Refused


def seen_network(request: HttpRequest, slug: str) -> Network:
    """Return a network that the reader may see. Raises Http404 for all others, as if there were none."""
    networks = Network.objects.visible_to(request.user).prefetch_related("texts", "questions")
    return get_object_or_404(networks, slug=slug)


def managed_network(request: HttpRequest, slug: str) -> Network:
    """Return a network that the reader may change, published or not.

    Raises Http404 for one that they may not even see, PermissionDenied for one that they may only see.
    """
    found = Network.objects.managed_by(request.user).prefetch_related("texts", "questions").filter(slug=slug).first()
    if found is None:
        seen_network(request, slug)
        raise PermissionDenied
    return found


def do(request: HttpRequest, act: Callable[[], object], done: str, *, back: str) -> HttpResponse:
    """Do the act and lead ``back`` with what became of it. Raises PermissionDenied where the service does not allow it."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed:
        raise PermissionDenied from None
    else:
        messages.success(request, done)
    return redirect(back)


def crumbs_of(network: Network) -> list[tuple[str, str, str]]:
    """Return the way from home to the network's page."""
    name, language = name_of(network)
    here = network.get_absolute_url() if network.live else act_url(network, "edit")
    return [
        (_("Home"), f"/{site_language()}/", ""),
        (_("Networks"), section_url(), ""),
        (network.acronym or name, here, language),
    ]


def show_form(request: HttpRequest, network: Network, form, **context) -> HttpResponse:
    """Show a form about the network: title, introduction and the word on its button stand in ``context``."""
    name, language = name_of(network)
    known = {"network": network, "name": name, "lang": language, "crumbs": crumbs_of(network), "form": form}
    status = 400 if form is not None and form.is_bound and form.errors else 200
    return render(request, "members/network_act.html", {**known, **context}, status=status)
