"""Writing to somebody through their profile, and answering."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliance.core import drafts
from alliance.core.audience import is_member
from alliance.core.models import site_language
from members.forms.message import MessageForm
from members.models import Message, Profile
from members.services import messages
from members.views.profile import crumbs


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """The form to write to somebody whose profile opens. Only members write; nobody writes to themselves."""
    if not is_member(request.user):
        raise Http404
    profile = get_object_or_404(Profile.objects.visible_to(request.user).select_related("person"), slug=slug)
    if profile.person_id == request.user.pk:
        raise Http404
    context = {"recipient": profile.person, "profile": profile, "thread": [], "form_name": f"contact:{profile.pk}"}
    return _write(request, profile.person, None, context)


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, token: UUID) -> HttpResponse:
    """A message with those before it, for the two who write to each other; who received it answers here."""
    rows = Message.objects.visible_to(request.user).select_related("sender", "recipient")
    found = get_object_or_404(rows, token=token)
    mine = found.sender_id == request.user.pk
    other = found.recipient if mine else found.sender
    context = {
        "recipient": other,
        "profile": Profile.objects.visible_to(request.user).filter(person=other.pk).first(),
        "thread": messages.thread_of(found),
        "sent": mine,
        "form_name": f"answer:{found.pk}",
    }
    if mine or not other.is_active:
        return _page(request, None, context)
    return _write(request, other, found, context)


def _write(request: HttpRequest, recipient, answers: Message | None, context: dict) -> HttpResponse:
    if request.method != "POST":
        draft = drafts.of(request.user, "message", context["form_name"])
        initial = {"text": draft.typed.get("text", "")} if draft.typed else {}
        return _page(request, MessageForm(initial={"token": uuid4(), **initial}), context, draft=draft)
    form = MessageForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            sent = messages.send(
                sender=request.user,
                recipient=recipient,
                answers=answers,
                draft=context["form_name"],
                **form.cleaned_data,
            )
            return HttpResponseRedirect(f"/{site_language()}/my/messages/{sent.token}/")
        except messages.TooMany:
            status = 429
            form.add_error(
                None,
                _("You have written %(most)s messages today. Keep this one: tomorrow it can be sent.")
                % {"most": messages.MOST_A_DAY},
            )
    draft = drafts.of(request.user, "message", context["form_name"])
    return _page(request, form, context, draft=draft.without_typed(), status=status)


def _page(request: HttpRequest, form: MessageForm | None, context: dict, *, draft=None, status: int = 200):
    shown = {"page": None, "crumbs": crumbs(), "form": form, "draft": draft, **context}
    return render(request, "members/message.html", shown, status=status)
