"""What anybody does about their own place in a network: joining, asking, answering, leaving, writing to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.enums import JoinPolicy, MembershipState
from members.forms.network_acts import MessageForm, RequestForm
from members.presenters.networks import standing_of
from members.services.networks import contact, joining, people
from members.views.doors import for_members

from .shared import do, seen_network, show_form


@for_members
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join an open network, or ask to; a request can be changed here until it is decided."""
    network = seen_network(request, slug)
    back = network.get_absolute_url()
    if network.join_policy == JoinPolicy.OPEN and request.method == "POST":
        return do(
            request,
            lambda: joining.join(network=network, person=request.user),
            _("You are a member of this network."),
            back=back,
        )
    mine = standing_of(network, request.user)
    asked = mine if mine and mine.state == MembershipState.REQUESTED else None
    if (mine and not asked) or network.join_policy != JoinPolicy.REQUEST or network.is_archived:
        return redirect(back)
    form = RequestForm(request.POST if request.method == "POST" else None, network=network, membership=asked)
    if form.is_valid():
        said = {"answers": form.answers, "message": form.cleaned_data["message"]}
        save = joining.change_request if asked else joining.ask
        done = _("Your request is changed.") if asked else _("Your request is with the coordinators.")
        return do(request, lambda: save(network=network, person=request.user, **said), done, back=back)
    return show_form(
        request,
        network,
        form,
        title=_("Change your request") if asked else _("Ask to join"),
        intro=_("The coordinators read your answers. You can change them until they decide."),
        button=_("Save") if asked else _("Send the request"),
    )


@for_members
@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept or decline one's invitation."""
    network = seen_network(request, slug)
    accepts = request.POST.get("act") == "accept"
    return do(
        request,
        lambda: joining.answer_invitation(network=network, person=request.user, accepts=accepts),
        _("You are a member of this network.") if accepts else _("You have declined."),
        back=network.get_absolute_url() if accepts or network.audience == "public" else "/",
    )


@for_members
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave, or withdraw one's request; asked once more before."""
    network = seen_network(request, slug)
    mine = standing_of(network, request.user)
    back = network.get_absolute_url() if network.audience == "public" else f"{network.get_absolute_url()}../"
    if request.method == "POST":
        return do(
            request,
            lambda: people.leave(network=network, person=request.user),
            _("You have left this network.") if mine and mine.since else _("Your request is withdrawn."),
            back=back,
        )
    if mine is None:
        return redirect(back)
    return show_form(
        request,
        network,
        None,
        title=_("Leave this network") if mine.since else _("Withdraw your request"),
        intro=_("What you have written here stays. You can come back as others come in."),
        button=_("Leave") if mine.since else _("Withdraw"),
        serious=True,
    )


@for_members
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """A message to the coordinators; neither side sees the other's address."""
    network = seen_network(request, slug)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            contact.write(network=network, by=request.user, **form.cleaned_data)
        except contact.TooMany:
            form.add_error(None, _("You have written to networks often today. Try again tomorrow."))
        else:
            messages.success(request, _("Your message is on its way."))
            return redirect(network.get_absolute_url())
    return show_form(
        request,
        network,
        form,
        title=_("Write to this network"),
        intro=_("The coordinators get your message with your name. No address is shown to anybody."),
        button=_("Send"),
    )
