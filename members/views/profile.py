"""One's own profile: edit it, see it as others do, say that it is still correct."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliance.core import drafts
from alliance.core.audience import Audience, is_member
from alliance.core.models import site_language
from members.forms.profile import ProfileForms, typed_of
from members.models import Profile
from members.presenters.completeness import missing_of
from members.presenters.differences import differences
from members.presenters.person import PersonPage
from members.readers import Reader
from members.services import profile as service
from members.services.profiles import ensure_profile

BIOGRAPHIES = tuple(f"biography_{code}" for code in ("es", "en", "pt", "fr"))


def crumbs() -> list[tuple[str, str]]:
    """Return the way to one's own pages."""
    here = site_language()
    return [(_("Home"), f"/{here}/"), (_("People"), f"/{here}/people/")]


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """The form of one's own profile. Who does not belong to the alliance has none: 404."""
    person = request.user
    if not is_member(person):
        raise Http404
    profile = ensure_profile(person)
    draft = drafts.of(person, service.FORM)
    if request.method != "POST":
        initial = typed_of(person, profile, draft.typed) if draft.typed else None
        return _form(request, profile, ProfileForms(person, profile, initial=initial), draft=draft)
    forms = ProfileForms(person, profile, request.POST, request.FILES)
    if not forms.is_valid():
        return _form(request, profile, forms, draft=draft.without_typed(), status=422)
    try:
        saved = service.save(person=person, version=forms.main.cleaned_data["version"], entries=forms.entries())
    except service.Changed as changed:
        return _both(request, changed.profile, forms, draft=draft.without_typed())
    return HttpResponseRedirect(f"{saved.get_absolute_url()}?saved=1")


def _both(request: HttpRequest, profile: Profile, forms: ProfileForms, *, draft) -> HttpResponse:
    """The form again, with what was typed, beside what was saved elsewhere: sending it now is a decision."""
    profile.person = request.user.__class__.objects.get(pk=request.user.pk)
    found = differences(forms, profile)
    data = request.POST.copy()
    data["version"] = str(profile.version)
    again = ProfileForms(request.user, profile, data, request.FILES)
    again.is_valid()
    return _form(request, profile, again, draft=draft, status=409, differences=found)


def _form(request: HttpRequest, profile: Profile, forms: ProfileForms, *, draft, status: int = 200, **more):
    main = forms.main
    context = {
        "page": None,
        "crumbs": crumbs(),
        "profile": profile,
        "forms": forms,
        "form": main,
        "biographies": [main[name] for name in BIOGRAPHIES],
        "written": next((name for name in BIOGRAPHIES if main[name].errors or main[name].value()), BIOGRAPHIES[0]),
        "refused": status == 422,
        "photo_lost": status != 200 and "photo" in request.FILES,
        "missing": missing_of(profile),
        "draft": draft,
        "audiences": audiences(),
        **more,
    }
    return render(request, "members/person_edit.html", context, status=status)


def audiences() -> list[dict]:
    """Return who each audience is, in words."""
    said = {
        Audience.PUBLIC: _("Without signing in, and search engines"),
        Audience.MEMBERS: _("Who signed in and belongs to the alliance"),
        Audience.NETWORKS: _("Who belongs to one of your networks"),
        Audience.STAFF: _("The secretariat, so that it can help you"),
    }
    return [{"label": audience.label, "value": words} for audience, words in said.items()]


@never_cache
@drafts.signed_in
@require_http_methods(["GET", "HEAD"])
def preview(request: HttpRequest, audience: str) -> HttpResponse:
    """One's own profile as somebody else sees it, made for a reader who sees no more than that."""
    if audience not in Audience.values or not is_member(request.user):
        raise Http404
    profile = ensure_profile(request.user)
    reader = Reader.standing_in(Audience(audience))
    context = {"page": None, "crumbs": crumbs(), "ways": ways(profile, audience), "as_label": Audience(audience).label}
    if not reader.opens(profile):
        return render(request, "members/person_closed.html", {**context, "profile": profile})
    return render(request, "members/person.html", {**context, **PersonPage(profile, reader).context()})


def ways(profile: Profile, current: str) -> list[dict]:
    """Return the readers as whom the profile can be seen, with the way to each."""
    base = f"/{site_language()}/my/profile/as/"
    said = {
        Audience.PUBLIC: _("any visitor"),
        Audience.MEMBERS: _("a member"),
        Audience.NETWORKS: _("my networks"),
        Audience.STAFF: _("UNESCO staff"),
    }
    mine = {"label": _("you"), "url": profile.get_absolute_url(), "current": current == ""}
    others = [
        {"label": label, "url": f"{base}{audience}/", "current": current == audience}
        for audience, label in said.items()
    ]
    return [mine, *others]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """From a mail, without signing in: a look changes nothing, since mail programs look at every link; the button confirms."""
    profile = service.profile_of_key(key)
    if profile is None:
        return render(request, "members/confirm_expired.html", {"page": None, "crumbs": crumbs()}, status=404)
    if request.method == "POST":
        service.confirm(profile=profile)
        return HttpResponseRedirect(f"{request.path}?done=1")
    context = {"page": None, "crumbs": crumbs(), "profile": profile, "done": "done" in request.GET}
    return render(request, "members/confirm.html", context)


@never_cache
@drafts.signed_in
@require_http_methods(["POST"])
def still_correct(request: HttpRequest) -> HttpResponse:
    """The same from one's own page."""
    if not is_member(request.user):
        raise Http404
    profile = ensure_profile(request.user)
    service.confirm(profile=profile, actor=request.user)
    return HttpResponseRedirect(profile.get_absolute_url())
