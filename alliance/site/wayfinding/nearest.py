"""Which pages and records are nearest to a wrong address, by the words in it.

The words of up to `MOST` pages and as many records are kept in the process for each language, so that a wrong address reads
no table from end to end. What is kept may be some minutes old: whoever offers what was found asks the database first
(`alliance.site.wayfinding.offers`).
"""

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from alliance.core.cache import content_version
from alliance.core.models import Country, site_language
from alliance.site.wayfinding.words import MOST_WORDS, parts_of, words_of
from evidence.models import Practice, PracticeText, Programme

KEEP_SECONDS = 300
MOST = 20_000
# A word in so many addresses tells none of them from another.
TOO_COMMON = 2_000
# How like two words are that one may be the other with a slip, and an address and a place that may be meant.
ALIKE = 0.8
MOST_SLIPS = 3
NEAR = 0.4
# Words of a place that the address does not have speak against it, but an address is often short.
MISSING_WORD = 0.08
# A word that no place has says little about which one is meant.
UNKNOWN_WORD = 0.25


@dataclass(frozen=True)
class Place:
    """A page or a record that may be meant: its kind, its key, the section it stands in, the words it is known by."""

    kind: str
    pk: int
    section: str
    words: frozenset[str]


class Directory:
    """Places by their words."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places
        self.holding: dict[str, list[int]] = defaultdict(list)
        for at, place in enumerate(places):
            for word in place.words:
                self.holding[word].append(at)
        # How much a word tells: much if few places have it.
        self.weights = {word: self._weight(len(at)) for word, at in self.holding.items()}
        self.unknown = UNKNOWN_WORD * self._weight(0)
        self.heft = [sum(self.weights[word] for word in place.words) for place in places]
        self.sections = {place.section for place in places}
        self.spelled: dict[str, list[str]] = defaultdict(list)
        for word in self.holding:
            for key in _spelling_keys(word):
                self.spelled[key].append(word)

    def near(self, path: str, limit: int) -> list[Place]:
        """Return the places that share most of the address's words, the nearest first; one of its section before others."""
        parts = parts_of(path)
        section = parts[0] if parts and parts[0] in self.sections else ""
        asked = words_of(" ".join(parts[1:] if section and len(parts) > 1 else parts))[:MOST_WORDS]
        if not asked:
            return []
        shared: dict[int, float] = defaultdict(float)
        total = 0.0
        for word in dict.fromkeys(asked):
            alike = self._alike(word)
            best: dict[int, float] = {}
            for known, likeness in alike:
                weight = likeness * self.weights[known]
                for at in self.holding[known] if len(self.holding[known]) <= TOO_COMMON else ():
                    best[at] = max(best.get(at, 0), weight)
            for at, weight in best.items():
                shared[at] += weight
            total += max((self.weights[known] for known, _likeness in alike), default=self.unknown)
        scored = []
        for at, weight in shared.items():
            place = self.places[at]
            score = weight / (total + MISSING_WORD * max(0.0, self.heft[at] - weight))
            if score >= NEAR:
                scored.append((-score - 0.1 * (place.section == section), place.kind, place.pk, place))
        return [place for *_key, place in sorted(scored, key=lambda each: each[:3])[:limit]]

    def _alike(self, word: str) -> list[tuple[str, float]]:
        """Return known words that may be meant by ``word``, with how like they are: itself, or those with a slip."""
        if word in self.holding:
            return [(word, 1.0)]
        near = dict.fromkeys(known for key in _spelling_keys(word) for known in self.spelled.get(key, ()))
        matcher = SequenceMatcher(b=word, autojunk=False)
        found = []
        for known in (each for each in near if abs(len(each) - len(word)) <= MOST_SLIPS):
            matcher.set_seq1(known)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
                found.append((known, matcher.ratio()))
        return found

    def _weight(self, count: int) -> float:
        return math.log1p(len(self.places) / (1 + count))


def _spelling_keys(word: str) -> tuple[str, str]:
    """Return the beginning and the end of a word: a slip leaves one of them as it was."""
    return f"{word[:3]}-", f"-{word[-3:]}"


_shelf: dict[str, tuple[float, str, Directory]] = {}


def directory() -> Directory:
    """Return the places of the active language; read again when something was published, at most every `KEEP_SECONDS`."""
    language = site_language()
    kept = _shelf.get(language)
    if kept is None or (kept[0] < time.monotonic() and kept[1] != content_version()):
        version = content_version()
        kept = _shelf[language] = (time.monotonic() + KEEP_SECONDS, version, Directory(_read(language)))
    return kept[2]


def forget() -> None:
    """Have this process read the places anew."""
    _shelf.clear()


def _read(language: str) -> list[Place]:
    """Read what every visitor may see in a language: a query a kind."""
    anybody = AnonymousUser()
    pages = Page.objects.live().public().filter(locale__language_code=language, depth__gt=2)
    places = []
    for pk, url_path, slug, title in pages.order_by("-pk").values_list("pk", "url_path", "slug", "title")[:MOST]:
        section = url_path.strip("/").split("/")[1]
        places.append(Place("page", pk, section, frozenset(words_of(f"{slug} {title}"))))
    texts = PracticeText.objects.filter(language=language).order_by("-practice")
    titles = dict(texts.values_list("practice", "title")[:MOST])
    for pk, slug in Practice.objects.visible_to(anybody).order_by("-pk").values_list("pk", "slug")[:MOST]:
        places.append(Place("practice", pk, "evidence", frozenset(words_of(f"{slug} {titles.get(pk, '')}"))))
    for pk, slug in Programme.objects.visible_to(anybody).values_list("pk", "slug")[:MOST]:
        places.append(Place("programme", pk, "evidence", frozenset(words_of(slug))))
    for pk, name in Country.objects.visible_to(anybody).values_list("pk", "name"):
        places.append(Place("country", pk, "countries", frozenset(words_of(name))))
    return places
