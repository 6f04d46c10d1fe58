"""Letting others in: invitations that somebody has sent, and requests that they decide."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.accounts import recently_authenticated
from members.forms.joining import InvitationForm, QuestionForm, ReasonForm
from members.models import Invitation, JoinRequest
from members.presenters.networks import act_url
from members.rules import can_decide_request
from members.services import requesting
from members.services.joining import JoiningError, invite, resend, revoke
from members.services.requesting import RequestError
from members.views.doors import for_members

WHY = {
    "not_allowed": gettext_lazy("You may not give this role, seat or network, or invite for this country."),
    "too_many": gettext_lazy(
        "That is enough for today: invitations are limited so that no list of addresses is mailed."
    ),
    "is_member": gettext_lazy("Whoever has this address belongs to the alliance already."),
    "used": gettext_lazy("This invitation was accepted already."),
    "revoked": gettext_lazy("This invitation was withdrawn."),
    "decided": gettext_lazy("Somebody else has decided in the meantime."),
}
ADDRESS = "/{}/my/invitations/"


@for_members
def invitations(request: HttpRequest) -> HttpResponse:
    """The invitations that the reader has sent, each with its state, and the form for a new one."""
    initial = {"language": get_language(), "country": request.user.country_id}
    form = InvitationForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sent = invite(by=request.user, **form.cleaned_data)
        except JoiningError as error:
            form.add_error("email" if error.code == "is_member" else None, WHY[error.code])
        else:
            messages.success(request, _("The invitation goes to %(address)s.") % {"address": sent.email})
            return redirect(ADDRESS.format(get_language()))
    rows = Invitation.objects.visible_to(request.user).select_related("country", "created_by", "seat__country")
    context = {"form": form, "invitations": rows.order_by("-created_at")[:200]}
    return render(request, "members/invitations.html", context, status=400 if form.errors else 200)


@for_members
@require_POST
def invitation_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """An invitation is sent again or withdrawn. Raises Http404 for those of others."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).select_related("network"), pk=pk)
    try:
        {"resend": resend, "revoke": revoke}[act](invitation=invitation, by=request.user)
    except JoiningError as error:
        messages.error(request, WHY[error.code])
    else:
        messages.success(request, _("It is sent again.") if act == "resend" else _("It is withdrawn."))
    # From a network's page one comes back there; the form says no more than that it stood there.
    if invitation.network and request.POST.get("from") == "network":
        return redirect(act_url(invitation.network, "members"))
    return redirect(ADDRESS.format(get_language()))


@for_members
def requests(request: HttpRequest) -> HttpResponse:
    """The requests to join that the reader may decide, those that wait first."""
    rows = JoinRequest.objects.visible_to(request.user).select_related("country", "decided_by")
    waiting = rows.to_decide().order_by("confirmed_at")
    decided = rows.filter(decided_at__isnull=False).order_by("-decided_at")[:50]
    return render(request, "members/requests.html", {"waiting": waiting, "decided": decided})


@for_members
@recently_authenticated
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was written, and three answers. Raises Http404 for those of other countries."""
    found = get_object_or_404(
        JoinRequest.objects.visible_to(request.user).select_related("country", "decided_by"), pk=pk
    )
    act = request.POST.get("act", "")
    reason = ReasonForm(request.POST if act == "decline" else None, prefix="decline")
    question = QuestionForm(request.POST if act == "ask" else None, prefix="ask")
    try:
        if act == "accept":
            requesting.accept_request(request=found, by=request.user)
        elif act == "decline" and reason.is_valid():
            requesting.decline_request(request=found, by=request.user, reason=reason.cleaned_data["words"])
        elif act == "ask" and question.is_valid():
            requesting.ask_about(request=found, by=request.user, question=question.cleaned_data["words"])
        else:
            act = ""
    except RequestError as error:
        messages.error(request, WHY[error.code])
        return redirect(request.path)
    if act:
        done = {"accept": _("An invitation is on its way."), "decline": _("The answer is mailed.")}
        messages.success(request, done.get(act, _("The question is mailed.")))
        return redirect(f"/{get_language()}/my/requests/")
    context = {
        "found": found,
        "reason": reason,
        "question": question,
        "may_decide": can_decide_request(request.user, found) and found.decided_at is None,
    }
    bad = reason.errors or question.errors
    return render(request, "members/request.html", context, status=400 if bad else 200)
