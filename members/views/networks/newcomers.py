"""People who have no account yet: coordinators invite them into the alliance and the network at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alliance.core.models import site_language
from members.forms.joining import NewcomerForm
from members.presenters.networks import act_url
from members.services.joining import JoiningError
from members.services.joining import invite as send_invitation
from members.views.doors import for_members
from members.views.letting_in import WHY

from .shared import managed_network, show_form


@for_members
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite by mail. What the caps and rules of invitations refuse stands beside what was typed."""
    network = managed_network(request, slug)
    form = NewcomerForm(request.POST if request.method == "POST" else None, initial={"language": site_language()})
    if network.is_archived:
        messages.error(request, _("This network takes nobody in any more."))
        return redirect(act_url(network, "members"))
    if form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            sent = send_invitation(by=request.user, network=network, roles=(typed.pop("role"),), **typed)
        except JoiningError as error:
            form.add_error("email" if error.code == "is_member" else None, WHY[error.code])
        else:
            messages.success(request, _("The invitation goes to %(address)s.") % {"address": sent.email})
            return redirect(act_url(network, "members"))
    return show_form(
        request,
        network,
        form,
        title=_("Invite somebody who has no account"),
        intro=_("One mail invites into the alliance and into this network. The link is good once, for three weeks."),
        button=_("Send the invitation"),
    )
