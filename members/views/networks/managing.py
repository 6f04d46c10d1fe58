"""What coordinators do about members: decide, invite, change roles, remove, add organisations and networks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alliance.core.models import site_language
from members.accounts import recently_authenticated
from members.enums import OPEN_STATES, MembershipRole, MembershipState
from members.forms.network_acts import AddMemberForm, PickPeopleForm, WordsForm
from members.models import Invitation, Membership, Network, Profile
from members.presenters.network_facts import name_of
from members.presenters.networks import act_url
from members.rules import coordinates
from members.services.networks import joining, people
from members.services.networks.holding import NotAllowed, Refused
from members.views.doors import for_members

from .shared import crumbs_of, do, managed_network, show_form

A_PAGE = 50
MOST_FOUND = 30


@for_members
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who asks to join, who is invited, who belongs to it: for those who may change that."""
    network = managed_network(request, slug)
    name, language = name_of(network)
    rows = Membership.objects.filter(network=network).select_related("person__country", "person__profile")
    active = rows.active().select_related("institution", "member_network").prefetch_related("member_network__texts")
    page_obj = Paginator(active.order_by("role", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "network": network,
        "name": name,
        "lang": language,
        "crumbs": crumbs_of(network),
        "base": f"/{site_language()}/my/networks/{network.slug}/",
        "waiting": rows.waiting().filter(person__isnull=False).order_by("created_at")[:A_PAGE],
        "invited": rows.filter(state=MembershipState.INVITED, person__isnull=False).order_by("-pk")[:A_PAGE],
        "newcomers": Invitation.objects.visible_to(request.user)
        .filter(network=network, accepted_at=None, revoked_at=None)
        .order_by("-sent_at", "-pk")[:A_PAGE],
        "asked_networks": Membership.objects.filter(network=network, state=MembershipState.INVITED, person=None)
        .select_related("member_network")
        .prefetch_related("member_network__texts"),
        "asks_us": Membership.objects.filter(member_network=network, state=MembershipState.INVITED)
        .select_related("network")
        .prefetch_related("network__texts"),
        "members": page_obj.object_list,
        "page_obj": page_obj,
        "roles": MembershipRole.choices,
        "i_coordinate": coordinates(request.user, network),
    }
    return render(request, "members/network_members.html", context)


def _membership(network: Network, pk: str) -> Membership:
    """Return an open membership of this network. Raises Http404 for those of others, whoever may see them."""
    rows = Membership.objects.select_related("person", "network")
    return get_object_or_404(rows, pk=pk, network=network, state__in=OPEN_STATES)


@for_members
@recently_authenticated
@require_POST
def accept(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Accept a request."""
    network = managed_network(request, slug)
    rows = Membership.objects.select_related("network")
    membership = get_object_or_404(rows, pk=pk, network=network, person__isnull=False)
    return do(
        request,
        lambda: joining.accept(membership=membership, by=request.user),
        _("%(name)s is a member now.") % {"name": membership.person.shown_name},
        back=act_url(network, "members"),
    )


@for_members
@recently_authenticated
def decline(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Decline a request with a text."""
    network = managed_network(request, slug)
    membership = _membership(network, pk)
    label = _("What you write to %(name)s") % {"name": membership.member}
    form = WordsForm(request.POST if request.method == "POST" else None, label=label, required=True)
    if form.is_valid():
        return do(
            request,
            lambda: joining.decline(membership=membership, by=request.user, note=form.cleaned_data["words"]),
            _("The answer is mailed."),
            back=act_url(network, "members"),
        )
    return show_form(
        request,
        network,
        form,
        title=_("Decline the request of %(name)s") % {"name": membership.member},
        button=_("Decline"),
        serious=True,
        answers=membership.answers,
    )


@for_members
@recently_authenticated
def remove(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """End a membership, or take an invitation back, with a reason."""
    network = managed_network(request, slug)
    membership = _membership(network, pk)
    is_member = membership.state == MembershipState.ACTIVE and membership.person is not None
    form = WordsForm(request.POST if request.method == "POST" else None, label=_("Reason"), required=is_member)
    if form.is_valid():
        return do(
            request,
            lambda: people.remove(membership=membership, by=request.user, reason=form.cleaned_data["words"]),
            _("The membership has ended."),
            back=act_url(network, "members"),
        )
    return show_form(
        request,
        network,
        form,
        title=_("End the membership of %(name)s") % {"name": membership.member},
        button=_("End membership"),
        serious=True,
    )


@for_members
@recently_authenticated
@require_POST
def change_role(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Give a member another role."""
    network = managed_network(request, slug)
    membership = _membership(network, pk)
    role = request.POST.get("role", "")
    if role not in MembershipRole.values:
        messages.error(request, _("Choose a role."))
        return redirect(act_url(network, "members"))
    return do(
        request,
        lambda: people.change_role(membership=membership, by=request.user, role=role),
        _("%(name)s: %(role)s.") % {"name": membership.member, "role": MembershipRole(role).label},
        back=act_url(network, "members"),
    )


@for_members
@recently_authenticated
@require_POST
def pass_on(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Pass one's coordination on to a member."""
    network = managed_network(request, slug)
    membership = _membership(network, pk)
    return do(
        request,
        lambda: people.pass_on(network=network, by=request.user, to=membership),
        _("%(name)s coordinates this network now.") % {"name": membership.member},
        back=network.get_absolute_url(),
    )


def _found_profiles(request: HttpRequest, network: Network, words: str):
    """Return the profiles that the reader may open, without those who stand in the network, by name or country."""
    there = Membership.objects.filter(network=network, state__in=OPEN_STATES, person__isnull=False)
    rows = Profile.objects.visible_to(request.user).exclude(person__in=there.values("person"))
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(person__first_name__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(**{f"person__country__name_{site_language()}__icontains": word})
        )
    return rows.select_related("person__country").order_by("person__last_name", "pk")


@for_members
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite people whom the reader finds in the directory."""
    network = managed_network(request, slug)
    words = request.GET.get("q", "").replace("\0", "")[:200]
    profiles = _found_profiles(request, network, words)
    if request.method == "POST":
        form = PickPeopleForm(request.POST, profiles=profiles)
        if form.is_valid():
            picked = [profile.person for profile in form.cleaned_data["people"]]
            role, note = form.cleaned_data["role"], form.cleaned_data["words"]

            def send() -> None:
                for person in picked:
                    joining.invite(network=network, person=person, by=request.user, role=role, message=note)

            sentence = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", len(picked))
            return do(request, send, sentence % {"n": len(picked)}, back=act_url(network, "members"))
    # A form that was sent is checked against all whom the reader may see; the page shows no more than a few.
    shown = profiles.filter(pk__in=list(profiles.values_list("pk", flat=True)[:MOST_FOUND]))
    form = PickPeopleForm(request.POST if request.method == "POST" else None, profiles=shown)
    return show_form(
        request,
        network,
        form,
        title=_("Invite people"),
        intro=_("Find people of the directory by name or country. Each gets a mail and answers on the network's page."),
        button=_("Invite"),
        search={"words": words, "label": _("Name or country"), "more": profiles.count() > MOST_FOUND},
    )


@for_members
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add an organisation or a network as a member."""
    network = managed_network(request, slug)
    words = request.GET.get("q", "").replace("\0", "")[:200]
    form = AddMemberForm(
        request.POST if request.method == "POST" else None, network=network, user=request.user, words=words
    )
    if form.is_valid():
        said = form.cleaned_data

        def take_in() -> None:
            if said["institution"]:
                people.add_organisation(network=network, institution=said["institution"], by=request.user)
            else:
                people.add_network(network=network, member=said["member_network"], by=request.user)

        done = _("It is a member, or its coordinators are asked.")
        return do(request, take_in, done, back=act_url(network, "members"))
    return show_form(
        request,
        network,
        form,
        title=_("Add an organisation or a network"),
        intro=_("Choose one of the two."),
        button=_("Add"),
        search={"words": words, "label": _("Name of the organisation"), "more": form.has_more},
    )


@for_members
@require_POST
def answer_for_network(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Accept or decline, for one's network, to be a member of another one."""
    network = managed_network(request, slug)
    rows = Membership.objects.select_related("network", "member_network")
    membership = get_object_or_404(rows, pk=pk, member_network=network)
    accepts = request.POST.get("act") == "accept"
    try:
        people.answer_for_network(membership=membership, by=request.user, accepts=accepts)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed:
        raise PermissionDenied from None
    else:
        messages.success(request, _("Your answer is noted."))
    return redirect(act_url(network, "members"))
