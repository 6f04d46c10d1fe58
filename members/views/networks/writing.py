"""Starting a network, changing what it says, and how it goes on or ends."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliance.core.models import site_language
from members.accounts import recently_authenticated
from members.forms.network_acts import MergeForm
from members.forms.networks import NetworkForm
from members.models import Network
from members.presenters.network_facts import name_of, section_url
from members.presenters.networks import act_url
from members.services.networks import editing, life
from members.services.networks.editing import ChangedMeanwhile
from members.services.networks.holding import NotAllowed, Refused
from members.views.doors import for_members

from .shared import crumbs_of, do, managed_network


@for_members
def start(request: HttpRequest) -> HttpResponse:
    """A new network, which staff check before others see it."""
    form = NetworkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            network = editing.start(by=request.user, content=form.content())
        except NotAllowed:
            raise PermissionDenied from None
        messages.success(request, _("Your network is with the secretariat, who check it before others see it."))
        return redirect(act_url(network, "edit"))
    context = {
        "form": form,
        "crumbs": [(_("Home"), f"/{site_language()}/"), (_("Networks"), section_url())],
        "title": _("Start a network"),
        "is_new": True,
    }
    return render(request, "members/network_form.html", context, status=400 if form.errors else 200)


@for_members
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What the network says. Who saves second is shown what the first one wrote, beside their own words."""
    network = managed_network(request, slug)
    draft = network.get_latest_revision_as_object()
    if request.method == "POST":
        form = NetworkForm(request.POST, network=draft)
        if form.is_valid():
            try:
                editing.change(
                    network=network,
                    by=request.user,
                    content=form.content(),
                    seen=form.cleaned_data["seen"],
                    publish=request.POST.get("act") != "draft",
                )
            except ChangedMeanwhile as conflict:
                return _show_conflict(request, network, str(conflict))
            except NotAllowed:
                raise PermissionDenied from None
            messages.success(request, _saved(network, request.POST.get("act")))
            return redirect(act_url(network, "edit"))
    else:
        form = NetworkForm(network=draft)
    return _show_form(request, network, form)


def _saved(network: Network, act: str | None) -> str:
    if not network.live:
        return _("It is saved, and with the secretariat.")
    return _("Your draft is saved; readers see what was there before.") if act == "draft" else _("It is published.")


def _show_conflict(request: HttpRequest, network: Network, why: str) -> HttpResponse:
    """Show the editor's own words, with what stands there now beside each field that differs; saving again replaces it."""
    present = Network.objects.get(pk=network.pk).get_latest_revision_as_object()
    theirs = NetworkForm(network=present)
    data = request.POST.copy()
    data["seen"] = present.latest_revision_id or ""
    form = NetworkForm(data, network=present)
    form.is_valid()
    form.add_error(None, why)
    differing = [
        {"label": field.label, "theirs": theirs.initial.get(field.name, "")}
        for field in form
        if isinstance(theirs.initial.get(field.name, ""), str)
        and field.name != "seen"
        and (field.value() or "").replace("\r\n", "\n") != theirs.initial.get(field.name, "")
    ]
    return _show_form(request, network, form, differing=differing, status=409)


def _show_form(request: HttpRequest, network: Network, form: NetworkForm, *, status: int = 0, **context):
    name, language = name_of(network)
    shown = {
        "form": form,
        "network": network,
        "name": name,
        "lang": language,
        "crumbs": crumbs_of(network),
        "title": _("Edit the network"),
        "base": f"/{site_language()}/my/networks/{network.slug}/",
        **context,
    }
    return render(request, "members/network_form.html", shown, status=status or (400 if form.errors else 200))


@for_members
@recently_authenticated
def life_cycle(request: HttpRequest, slug: str) -> HttpResponse:
    """Revive, merge or archive: the three ways of a network that has gone quiet."""
    network = managed_network(request, slug)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    back = act_url(network, "life")
    if act == "revive":
        return do(
            request,
            lambda: life.revive(network=network, by=request.user),
            _("The network goes on."),
            back=network.get_absolute_url(),
        )
    if act == "archive":
        return do(
            request, lambda: life.archive(network=network, by=request.user), _("The network is archived."), back=back
        )
    form = MergeForm(request.POST if act == "merge" else None, network=network, user=request.user)
    if form.is_valid():
        heir = form.cleaned_data["into"]
        try:
            life.merge(network=network, into=heir, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        except NotAllowed:
            raise PermissionDenied from None
        messages.success(request, _("The networks are one now."))
        return redirect(heir.get_absolute_url())
    name, language = name_of(network)
    context = {
        "network": network,
        "name": name,
        "lang": language,
        "crumbs": crumbs_of(network),
        "form": form,
        "may_merge": form.fields["into"].queryset.exists(),
    }
    return render(request, "members/network_life.html", context, status=400 if form.errors else 200)
