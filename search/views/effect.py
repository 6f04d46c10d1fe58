"""What words of the editors do: the first finds without them and with them, side by side."""

from contextlib import nullcontext
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from alliance.core.models import site_language
from search.lexicon import without
from search.models import Pick
from search.results import Results
from search.services import finding

SHOWN = 10


class EffectView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """As a visitor would see it, in the language of the words."""

    model = None
    template_name = "search/admin/effect.html"
    any_permission_required = ["change", "view"]
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = get_object_or_404(self.model, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("What it does")

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs) -> dict:
        questions = [(self.object.words, site_language())] if isinstance(self.object, Pick) else self._words()
        return super().get_context_data(**kwargs) | {"effects": [self._effect(*each) for each in questions]}

    def _words(self) -> list[tuple[str, str]]:
        return [(words[0], language) for language, words in self.object.words_by_language().items()]

    def _effect(self, words: str, language: str) -> dict:
        with nullcontext() if isinstance(self.object, Pick) else without(self.object):
            before = _ask(words, language)
        after = _ask(words, language)
        if isinstance(self.object, Pick):
            before = replace(before, picks=())
        known = {find.key for find in before.finds}
        lines = [{"find": find, "is_new": find.key not in known} for find in _shown(after)]
        return {
            "words": words,
            "language": language,
            "before": _shown(before),
            "after": lines,
            "totals": (before.total, after.total),
        }


def _ask(words: str, language: str) -> Results:
    return finding.search(words, user=AnonymousUser(), language=language, size=SHOWN)


def _shown(results: Results) -> list:
    picked = {find.key for find in results.picks}
    return [*results.picks, *(find for find in results.finds if find.key not in picked)][:SHOWN]
