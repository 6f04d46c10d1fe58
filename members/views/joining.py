"""Coming in: an invitation is accepted, or somebody asks to join."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from alliance.core.limits import within
from alliance.core.models import User, site_language
from members.accounts import sign_in_new_member
from members.enums import InvitationState, RequestState
from members.forms.joining import AnswerForm, JoinRequestForm, PersonForm
from members.services import requesting
from members.services.joining import JoiningError, accept, invitation_of

MAILS_AN_HOUR = 5
HOUR = 3600


@never_cache
@sensitive_post_parameters()
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation that the link names, and the form that accepts it. A link that opens nothing says what to do next."""
    invitation = invitation_of(token)
    if invitation is None or invitation.state != InvitationState.WAITING:
        return _ended(request, invitation)
    known = User.objects.filter(email=invitation.email).first()
    if request.user.is_authenticated and request.user != known:
        return render(request, "members/invitation_other.html", {"invitation": invitation}, status=409)
    form = PersonForm(
        request.POST or None,
        initial={"first_name": known.first_name, "last_name": known.last_name} if known else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = accept(invitation=invitation, language=site_language(), user=request.user, **form.cleaned_data)
        except JoiningError:
            return _ended(request, invitation_of(token))
        # The link was read in the person's own mail box, which is as much as a mailed code would prove.
        return sign_in_new_member(request, person)
    context = {"invitation": invitation, "form": form, "known": known}
    return render(request, "members/invitation.html", context, status=400 if form.errors else 200)


def _ended(request: HttpRequest, invitation) -> HttpResponse:
    state = invitation.state if invitation else ""
    return render(request, "members/invitation_ended.html", {"state": state, "invitation": invitation}, status=410)


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The form for those who were not invited. The answer is the same whether the address is known or not."""
    form = JoinRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        address = request.META.get("REMOTE_ADDR", "")
        known_limits = (("join_from", address, 20), ("join_to", answers["email"].lower(), MAILS_AN_HOUR))
        if all(within(name, who, most=most, seconds=HOUR) for name, who, most in known_limits):
            requesting.ask_to_join(language=site_language(), **answers)
            return redirect(f"/{get_language()}/join/sent/")
        form.add_error(
            None, _("Too many requests from here. Try again in an hour; what you wrote is kept on this page.")
        )
    return render(request, "members/join.html", {"form": form}, status=400 if form.errors else 200)


def sent(request: HttpRequest) -> HttpResponse:
    """Where to look now."""
    return render(request, "members/join_sent.html")


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link confirms the address at the press of a button: programs that open links in mails confirm nothing."""
    found = requesting.request_to_confirm(token)
    if found is None:
        return render(request, "members/join_ended.html", status=410)
    if request.method == "POST":
        requesting.confirm(request=found)
        found.refresh_from_db()
    return render(
        request, "members/join_confirm.html", {"found": found, "is_done": found.state != RequestState.UNCONFIRMED}
    )


@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The question that was asked, and a form for the answer."""
    found = requesting.request_to_answer(token)
    if found is None:
        return render(request, "members/join_ended.html", {"is_answer": True}, status=410)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        requesting.answer(request=found, words=form.cleaned_data["words"])
        return render(request, "members/join_confirm.html", {"found": found, "is_done": True})
    return render(
        request, "members/join_answer.html", {"found": found, "form": form}, status=400 if form.errors else 200
    )
