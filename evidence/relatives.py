"""The other practices that a practice's page names: where it came from, who took it up, what is near it."""

from django.utils.translation import gettext as _

from alliance.core import reference
from alliance.core.likeness import alike
from alliance.core.models import Origin, site_language
from evidence import facets, population
from evidence.enums import Lineage
from evidence.models import Practice, PracticeLineage, PracticeText
from evidence.nearby import TELLING, Near, near, shared_with
from evidence.population import Population
from evidence.services.library import codes_of

NEARBY = 4
_OF_PRACTICE = ("practice_id", "practice__slug", "practice__start_year", "practice__country__code")


class Relatives:
    """Other practices as ``user`` may see them, read with two looks into the database."""

    def __init__(self, practice: Practice, user):
        self.named = list(practice.lineage.all())
        library = population.library()
        self.found = _nearest(practice, library, user)
        ids = {each.pk for each in self.found} | {row.other_id for row in self.named if row.other_id}
        # A new draft has no number yet, and nothing names it. By their numbers, as two plain queries: in one, a database
        # without statistics reads every practice once for each text.
        naming = PracticeLineage.objects.filter(other_id=practice.pk or 0).values_list("practice_id", "relation")
        self.says = dict(naming)
        seen = Practice.objects.visible_to(user).filter(pk__in=ids | set(self.says)).exclude(pk=practice.pk)
        texts = PracticeText.objects.filter(practice__in=seen).values("language", "origin", "title", *_OF_PRACTICE)
        self.texts: dict[int, list[dict]] = {}
        for text in texts:
            self.texts.setdefault(text["practice_id"], []).append(text)

    def nearest(self) -> list[dict]:
        """Return the nearest practices, each with what it shares."""
        shown = [each for each in self.found if each.pk in self.texts][:NEARBY]
        return [self._line(each.pk) | {"why": _why(each)} for each in shown]

    def lineage(self, practice: Practice) -> list[dict]:
        """Return the practice between those it came from and those that took it up; empty where none is known."""
        before, after = [], []
        told = set()
        for row in self.named:
            stage = self._stage(row.other_id) if row.other_id in self.texts else _named_stage(row.name)
            if stage:
                (before if row.relation == Lineage.ADAPTED_FROM else after).append(stage)
                told.add(row.other_id)
        for pk in self.texts:
            if pk in self.says and pk not in told:
                (after if self.says[pk] == Lineage.ADAPTED_FROM else before).append(self._stage(pk))
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

    def _line(self, pk: int) -> dict:
        """Return what a short list shows of a practice."""
        texts = {text["language"]: text for text in self.texts[pk]}
        original = next((text for text in texts.values() if text["origin"] == Origin.ORIGINAL), self.texts[pk][0])
        language = site_language()
        text = texts.get(language, original)
        return {
            "url": f"/{language}/evidence/{text['practice__slug']}/",
            "title": text["title"],
            "lang": text["language"],
            "country": reference.country_names(language).get(text["practice__country__code"], ""),
        }

    def _stage(self, pk: int) -> dict:
        line = self._line(pk)
        year = self.texts[pk][0]["practice__start_year"]
        return {
            "when": ", ".join(filter(None, (str(year or ""), line["country"]))),
            "what": line["title"],
            "lang": line["lang"],
            "url": line["url"],
            "state": "dated" if year else "approx",
        }


def _nearest(practice: Practice, library: Population, user) -> list[Near]:
    """Return what speaks of the same things where somebody can tell, else what shares the rarer codes."""
    codes, limit = codes_of(practice).split(), NEARBY + 2
    numbers = alike("practice", str(practice.pk or ""), user=user, language=site_language(), limit=limit)
    if numbers:
        return shared_with(library, codes, [int(number) for number in numbers if number != str(practice.pk)])
    return near(library, codes, besides=[practice.pk], limit=limit)


def _named_stage(name: str) -> dict | None:
    """Return a step that is known by name only; None for a practice that the reader may not see."""
    return {"when": "", "what": name, "state": "approx"} if name else None


def _why(each: Near) -> list[str]:
    """Return the labels of the three most telling codes that a near practice shares."""
    pairs = [code.split(":", 1) for code in each.shared]
    labels = [facets.BY_KEY[key].labels().get(code) for key, code in pairs if key in TELLING]
    return [label for label in labels if label][:3]
