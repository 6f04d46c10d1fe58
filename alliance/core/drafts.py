"""Long forms are saved while they are typed: on the server, and in the browser while there is no connection.

In a view:

    @drafts.signed_in                                            # who was signed out meanwhile loses nothing
    def edit(request):
        if request.method == "POST" and (form := ProfileForm(request.POST)).is_valid():
            ...
            drafts.sent(request.user, "profile", about=pk)       # in the same transaction
        draft = drafts.of(request.user, "profile", about=pk)
        if request.method == "GET" and draft.typed:
            form = ProfileForm(initial=drafts.initial_of(ProfileForm(), draft.typed))

In its template, above the form: ``{% include "components/draft_kept.html" %}``; inside it:
``{% include "components/draft.html" with draft=draft only %}``; in the head:
``<script type="module" src="{% static 'ui/js/drafts.js' %}"></script>``.

The form carries a signed key, which lets it write this one draft of this one person and read nothing. So a session that ended
takes nothing with it.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Self

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from alliance.core.models import Draft, User

KEY = "draft"
SALT = "alliance.core.drafts"
KEY_LASTS = timedelta(days=2)
KEEP = timedelta(days=90)
LARGEST = 256 * 1024
NOT_TYPED = {KEY, "csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Waiting:
    """A form's draft, as ``components/draft.html`` needs it. ``typed`` is None where nothing waits."""

    key: str
    url: str
    owner: int
    sent: float
    typed: QueryDict | None
    saved_at: datetime | None

    def without_typed(self) -> Self:
        """Return it for a form that was sent and refused: the form itself holds what was typed."""
        return replace(self, typed=None)


def of(user, form: str, about: object = "") -> Waiting:
    """Return what ``user`` typed and did not send, and what the form needs to go on saving it. One query."""
    draft = Draft.objects.filter(person=user.pk, form=form, about=str(about)).first()
    typed = None
    if draft and draft.data:
        typed = QueryDict(mutable=True)
        for name, values in draft.data.items():
            typed.setlist(name, values)
    return Waiting(
        key=signing.dumps([user.pk, form, str(about), time.time()], salt=SALT),
        url=reverse("draft"),
        owner=user.pk,
        sent=draft.sent_at.timestamp() if draft and draft.sent_at else 0,
        typed=typed,
        saved_at=draft.saved_at if typed else None,
    )


def sent(user, form: str, about: object = "") -> None:
    """Nothing waits any more. What a page that was opened before now still sends is no draft either."""
    now = timezone.now()
    Draft.objects.update_or_create(
        person_id=user.pk, form=form, about=str(about), defaults={"data": {}, "saved_at": now, "sent_at": now}
    )


def initial_of(form: forms.BaseForm, typed: QueryDict) -> dict:
    """Return what was typed into the fields of ``form`` as its initial values: shown as it was typed, not judged yet."""
    return {
        name: bound.field.widget.value_from_datadict(typed, {}, bound.html_name)
        for name, bound in ((name, form[name]) for name in form.fields)
        if not bound.field.widget.value_omitted_from_data(typed, {}, bound.html_name)
        or isinstance(bound.field.widget, forms.CheckboxInput | forms.SelectMultiple)
    }


def signed_in(view: Callable) -> Callable:
    """Send who is not signed in to the sign-in page and back. What they had typed waits for them as a draft."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _save_posted(request, late=True)
        return redirect_to_login(request.get_full_path())

    return guarded


@never_cache
@require_POST
def endpoint(request: HttpRequest) -> HttpResponse:
    """Save what was typed so far, or discard it. Answers whether it was saved, and whether somebody is still signed in."""
    if "discard" in request.POST:
        return _discard(request)
    saved = _save_posted(request)
    return JsonResponse({"saved": saved, "signed_in": request.user.is_authenticated}, status=200 if saved else 409)


def _discard(request: HttpRequest) -> HttpResponse:
    key = _read(request.POST.get(KEY, ""))
    if key and key[0] == request.user.pk:
        sent(request.user, key[1], key[2])
    back = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if ours else "/")


def _read(key: str) -> tuple[int, str, str, float] | None:
    """Return person, form, object and time of a key; None for one that we did not sign, or long ago."""
    try:
        person, form, about, made = signing.loads(key, salt=SALT, max_age=KEY_LASTS)
    except signing.BadSignature:
        return None
    return person, form, about, made


def _save_posted(request: HttpRequest, *, late: bool = False) -> bool:
    """Keep what was posted, if its key is good. Unless it comes ``late``, a form that was sent since stays sent."""
    key = _read(request.POST.get(KEY, ""))
    if key is None or (request.user.is_authenticated and request.user.pk != key[0]):
        return False
    person, form, about, made = key
    # PostgreSQL holds no NUL in JSON.
    data = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
    }
    if len(json.dumps(data)) > LARGEST or not User.objects.filter(pk=person, is_active=True).exists():
        return False
    with transaction.atomic():
        row, _created = Draft.objects.select_for_update().get_or_create(
            person_id=person, form=form, about=about, defaults={"saved_at": timezone.now()}
        )
        if not late and row.sent_at and datetime.fromtimestamp(made, UTC) <= row.sent_at:
            return False
        row.data, row.saved_at = data, timezone.now()
        row.save(update_fields=["data", "saved_at"])
    return True


def forget_old() -> None:
    """What nobody came back for in 90 days is gone."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEEP).delete()
