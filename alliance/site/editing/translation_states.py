"""In which state the words of a page are in each language: the same answer for lists, filters and the report."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from alliance.core.models import EditorialPage, Origin


class WordsState(models.TextChoices):
    """What the words of a page are in a language."""

    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Machine translation, not reviewed")
    OUTDATED = "outdated", _("Older than the original")
    MISSING = "missing", _("Missing")


# What there is to do; the states that lists are filtered by.
OPEN_STATES = (WordsState.OUTDATED, WordsState.MACHINE, WordsState.MISSING)


def editorial_models() -> list[type[EditorialPage]]:
    """Return the page types that staff write and translators translate."""
    return [model for model in get_page_models() if issubclass(model, EditorialPage)]


def _field(name: str) -> Coalesce:
    """Return a field that every editorial type has in a table of its own."""
    return Coalesce(*[f"{model._meta.model_name}__{name}" for model in editorial_models()])


def with_states(pages: PageQuerySet) -> PageQuerySet:
    """Return those of ``pages`` that staff write, with the state of their words as ``words_state``. No query a page."""
    original = (
        Page.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None)
        .annotate(origin=_field("words_origin"))
        .filter(origin=Origin.ORIGINAL)
        .order_by()
    )
    original = original.annotate(digest=_field("words_digest")).values("digest")[:1]
    own = pages.annotate(
        words_origin_here=_field("words_origin"),
        words_language_here=_field("words_language"),
        words_digest_here=_field("words_digest"),
        original_digest_here=Subquery(original),
    ).exclude(words_origin_here=None)
    is_missing = ~Q(alias_of=None) | ~Q(words_language_here__in=["", F("locale__language_code")])
    return own.annotate(
        words_state=Case(
            When(is_missing, then=Value(WordsState.MISSING)),
            When(words_origin_here=Origin.ORIGINAL, then=Value(WordsState.ORIGINAL)),
            When(
                Q(original_digest_here__isnull=False) & ~Q(words_digest_here=F("original_digest_here")),
                then=Value(WordsState.OUTDATED),
            ),
            When(words_origin_here=Origin.MACHINE, then=Value(WordsState.MACHINE)),
            default=Value(WordsState.HUMAN),
            output_field=models.CharField(),
        )
    )


def states_of(pages: Iterable[Page]) -> dict[str, dict[str, tuple[str, int | None]]]:
    """Return for each translation key the state of every language and the page that has it. One query for all pages.

    A language for which there is no page at all is missing too.
    """
    keys = {page.translation_key for page in pages}
    kin = with_states(Page.objects.filter(translation_key__in=keys)).order_by()
    found: dict[str, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    for key, language, state, pk in kin.values_list("translation_key", "locale__language_code", "words_state", "pk"):
        found[str(key)][language] = state, pk
    missing = WordsState.MISSING, None
    return {
        key: {code: states.get(code, missing) for code, _name in settings.LANGUAGES} for key, states in found.items()
    }


def in_state(pages: PageQuerySet, state: str) -> PageQuerySet:
    """Return the pages whose words are in a state; and the originals of which a translation is."""
    everywhere = with_states(Page.objects.all())
    these = everywhere.filter(words_state=state)
    kin = these.filter(translation_key=OuterRef("translation_key")).order_by()
    if state == WordsState.MISSING:
        # A language without any page has no row that says so.
        present = everywhere.exclude(words_state=state).filter(translation_key=OuterRef("translation_key"))
        counted = present.order_by().values("translation_key").annotate(number=Count("pk")).values("number")
        is_met = Q(number_of_languages__lt=len(settings.LANGUAGES))
        originals = everywhere.annotate(number_of_languages=Subquery(counted)).filter(is_met)
    else:
        originals = everywhere.filter(Exists(kin))
    originals = originals.filter(words_state=WordsState.ORIGINAL)
    return pages.filter(Q(pk__in=these.values("pk")) | Q(pk__in=originals.values("pk")))
