"""The other practices that a practice's page names: where it came from, who took it up, what is near it."""

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.models import Vocabulary, site_language
from evidence import population
from evidence.enums import Lineage
from evidence.models import Practice, PracticeLineage
from evidence.nearby import Near, near
from evidence.practice_facts import country_of, language_notes, years_of
from evidence.services.library import codes_of
from evidence.wording import Wording

NEARBY = 4


class Relatives:
    """Other practices as ``user`` may see them, read with one look into the database."""

    def __init__(self, practice: Practice, user):
        self.named = list(practice.lineage.all())
        library = population.library()
        self.found = near(library, codes_of(practice).split(), besides=[practice.pk], limit=NEARBY + 2)
        ids = {each.pk for each in self.found} | {row.other_id for row in self.named if row.other_id}
        naming = PracticeLineage.objects.filter(other_id=practice.pk)
        rows = (
            Practice.objects.visible_to(user)
            .filter(Q(pk__in=ids) | Q(pk__in=naming.values("practice_id")))
            .exclude(pk=practice.pk)
            .annotate(says=Subquery(naming.filter(practice=OuterRef("pk")).values("relation")[:1]))
            .select_related("country")
            .prefetch_related("texts")
        )
        self.rows: dict[int, Practice] = {row.pk: row for row in rows}

    def nearest(self) -> list[dict]:
        """Return the nearest practices, each with what it shares."""
        shown = [each for each in self.found if each.pk in self.rows][:NEARBY]
        return [line_of(self.rows[each.pk]) | {"why": _why(each)} for each in shown]

    def lineage(self, practice: Practice) -> list[dict]:
        """Return the practice between those it came from and those that took it up; empty where none is known."""
        before, after = [], []
        told = set()
        for row in self.named:
            stage = self._stage(self.rows.get(row.other_id), row.name)
            if stage:
                (before if row.relation == Lineage.ADAPTED_FROM else after).append(stage)
                told.add(row.other_id)
        for row in self.rows.values():
            if row.says and row.pk not in told:
                (after if row.says == Lineage.ADAPTED_FROM else before).append(self._stage(row, ""))
        if not before and not after:
            return []
        here = {
            "when": str(practice.start_year or ""),
            "what": practice.text().title if practice.text() else practice.slug,
            "lang": practice.text().language if practice.text() else "",
            "text": _("This page"),
            "here": True,
            "state": "dated" if practice.start_year else "approx",
        }
        for stage in before:
            stage["text"] = _("This practice was adapted from it")
        for stage in after:
            stage["text"] = _("Took this practice up")
        return [*before, here, *after]

    @staticmethod
    def _stage(row: Practice | None, name: str) -> dict | None:
        if row is None:
            return {"when": "", "what": name, "state": "approx"} if name else None
        line = line_of(row)
        when = ", ".join(part for part in (str(row.start_year or ""), line["country"]) if part)
        state = "dated" if row.start_year else "approx"
        return {"when": when, "what": line["title"], "lang": line["lang"], "url": line["url"], "state": state}


def line_of(practice: Practice) -> dict:
    """Return what a short list shows of a practice: address, title, its language and what to know of it, country, years."""
    wording = Wording.of(list(practice.texts.all()), site_language())
    return {
        "url": practice.get_absolute_url(),
        "title": wording.say("title").words or practice.slug,
        "lang": wording.language,
        "country": country_of(practice, wording.wanted)[0],
        "when": years_of(practice),
        "notes": language_notes(wording),
    }


_VOCABULARY_OF = {
    "purpose": Vocabulary.PURPOSE,
    "technology": Vocabulary.TECHNOLOGY,
    "target": Vocabulary.TARGET_GROUP,
    "context": Vocabulary.CONTEXT,
    "level": Vocabulary.LEVEL,
}


def _why(each: Near) -> list[str]:
    """Return the labels of the three most telling codes that a near practice shares."""
    pairs = [code.split(":", 1) for code in each.shared]
    labels = [reference.labels(_VOCABULARY_OF[key]).get(code) for key, code in pairs if key in _VOCABULARY_OF]
    return [label for label in labels if label][:3]
