"""Translations that are missing or older than their original."""

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.permissions import policy_registry

from alliance.core.cache import content_version
from alliance.core.formatting import language_name
from alliance.site.dashboard.work import KINDS, Row, WorkList, editable, lines
from alliance.site.editing.translation_report import TranslationsReport
from alliance.site.editing.translation_states import WordsState, with_states
from evidence.models import Practice, Programme

OUTDATED_SECONDS = 60 * 60
PAGES = "wagtailcore.page"
# Records that are told in words; of a country or an institution names may be all there is.
TOLD = (Practice, Programme)


class Translations(WorkList):
    """Pages of the languages that the user works on, those older than their original first; and how many records."""

    name = "translations"
    heading = gettext_lazy("Translations missing or older than the original")
    date_heading = gettext_lazy("Last changed")

    def find(self) -> QuerySet:
        policy = policy_registry.get_by_type(Page)
        mine = policy.instances_user_has_any_permission_for(self.user, ["change"])
        rows = with_states(Page.objects.filter(pk__in=mine.order_by().values("pk")))
        rows = rows.filter(words_state__in=(WordsState.OUTDATED, WordsState.MISSING)).select_related("locale")
        # In the alphabet as it happens, what is outdated comes before what is missing.
        return rows.order_by("-words_state", "-latest_revision_created_at", "title", "pk")

    def rows(self, items: Iterable[Page]) -> list[Row]:
        return lines(
            (
                PAGES,
                each.pk,
                {"at": each.latest_revision_created_at, "note": str(WordsState(each.words_state).label)},
            )
            for each in items
        )

    @property
    def more_url(self) -> str:
        """The report, which can be narrowed by language and state."""
        return reverse(TranslationsReport.index_url_name)

    @cached_property
    def ways(self) -> list[dict]:
        """Links to the lists that are narrowed to what is to be done, each with the number of rows there."""
        numbers = dict(self.items.order_by().values_list("words_state").annotate(number=Count("pk")))
        found = [
            {
                "label": _("Pages: %(state)s") % {"state": state.label},
                "number": numbers[state],
                "url": f"{self.more_url}?state={state}",
            }
            for state in (WordsState.OUTDATED, WordsState.MISSING)
            if state in numbers
        ]
        for label, rows in editable(self.user).items():
            if label != PAGES:
                found += _ways_to_records(KINDS[label], rows)
        return found


def _ways_to_records(model: type[Model], rows: QuerySet) -> list[dict]:
    """Return the links to the lists of one kind of record."""
    address = reverse(model.snippet_viewset.get_url_name("list"))
    name = model._meta.verbose_name_plural.capitalize()
    found = []
    if outdated := rows.filter(pk__in=_outdated(model)).count():
        label = _("%(records)s with a translation older than the original") % {"records": name}
        found.append({"label": label, "number": outdated, "url": f"{address}?outdated=true"})
    if model not in TOLD:
        return found
    counts = {code: Count("texts", filter=Q(texts__language=code)) for code, _name in settings.LANGUAGES}
    numbers = rows.aggregate(number=Count("pk", distinct=True), **counts)
    for code in counts:
        if missing := numbers["number"] - numbers[code]:
            label = _("%(records)s not told in %(language)s") % {"records": name, "language": language_name(code)}
            found.append({"label": label, "number": missing, "url": f"{address}?missing={code}"})
    return found


def _outdated(model: type[Model]) -> list[int]:
    """Return the keys of the records with an outdated translation; read once per state of the content, for all users."""
    key = f"outdated:{content_version()}:{model._meta.label_lower}"
    return cache.get_or_set(
        key, lambda: list(model.objects.with_outdated_translation().values_list("pk", flat=True)), OUTDATED_SECONDS
    )
