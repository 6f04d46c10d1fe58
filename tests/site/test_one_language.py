"""A page speaks one language: what stands in another one says so with ``lang``, and every text is the reader's.

Each text and each spoken attribute of a page is held against what the interface says in the four languages (catalogues,
vocabularies, names of countries, languages and months), and against the words of the records with their language.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import pytest
from babel import Locale
from bs4 import BeautifulSoup, CData, NavigableString, Tag
from bs4.element import PreformattedString
from wagtail.models import Page

from alliance.core.models import Country, Institution, Term, User
from alliance.core.source_texts import forms, read_catalogue, translated_languages
from alliance.site.demo_people import make_demo_people
from alliance.site.pages import EventPage, NewsPage
from evidence.enums import Lineage
from evidence.models import Indicator, Practice, PracticeLineage, PracticeText, ProgrammePhase, ProgrammeText
from members.models import Network, NetworkText
from tests.content import real_content  # noqa: F401 - a fixture of this module
from tests.journeys.places import FOREIGN, FULL, LANGUAGES, PLACES, Place
from training.pages import CoursePage

SPOKEN = ("title", "aria-label", "aria-description", "alt", "placeholder", "label", "data-copied")
PUBLIC = [place for place in PLACES if not place.for_staff] + [
    Place("versions of a practice in Dutch", f"evidence/{FOREIGN}/versions/"),
    Place("version in Dutch", f"evidence/{FOREIGN}/v/1/?text=nl"),
    Place("country with practices in Dutch", "countries/SR/"),
]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# Of no language: the site's own name, formats, addresses, keys of records, sums of money.
_SIGN = re.compile(
    r"ARTIE(-\d{4}-\d+)?|BibTeX|RIS|CSV|JSON|[\w.-]+@[\w.-]+|([\w-]+\.)+\w+(/\S*)?|[\d ,.]+[A-Z]{3}|[A-Z]{3}|\d+ min"
)
# A sign without a no-break space before it; names of places keep their own spelling.
_LOOSE = re.compile(r"(?<![\u00a0\u202f])[;?!»]|(?<![\u00a0\u202f\d]):(?=\s|$)|«(?![\u00a0\u202f])")
_MARKUP = re.compile(r"<[^>]+>")
_SHORTEST = 4  # "no" and "con" are words of several languages
_LONG = 80  # a shorter beginning may be that of several texts
_REGIONS = {"en": "en_001"}


@dataclass(frozen=True)
class Piece:
    """A text of a page, where it stands, and the language that it is said to be in."""

    text: str
    language: str
    where: str
    raw: str


def plain(text: str) -> str:
    """The text without markup, with plain spaces, and without the punctuation around it."""
    return re.sub(r"\s+", " ", _MARKUP.sub("", text)).strip(" \t,;:.·()[]")


def language_of(tag: Tag | None) -> str:
    """What the nearest ``lang`` says."""
    holder = tag if tag is None or tag.has_attr("lang") else tag.find_parent(attrs={"lang": True})
    return holder["lang"] if holder else ""


def pieces(html: str) -> Iterator[Piece]:
    """Every text of a page that is read or heard, but for what is not to be translated."""
    soup = BeautifulSoup(html, "html.parser")
    for silent in soup.select("script, style, [translate=no]"):
        silent.decompose()
    for text in soup.find_all(string=True):
        if isinstance(text, NavigableString) and (not isinstance(text, PreformattedString) or isinstance(text, CData)):
            # The title of a document ends in the site's name.
            words = text.rpartition(" · ")[0] if text.parent.name == "title" else text
            if words := plain(words):
                yield Piece(words, language_of(text.parent), text.parent.name, str(text))
    for tag in soup.find_all(True):
        for name in SPOKEN:
            if words := plain(tag.get(name, "")):
                yield Piece(words, language_of(tag), f"{tag.name} {name}", tag[name])
        if tag.name == "meta" and tag.get("name") == "description" and (words := plain(tag.get("content", ""))):
            yield Piece(words, language_of(tag), "description", tag["content"])


@dataclass
class Words:
    """What the interface says in one language: whole texts, and texts around a name or a number."""

    texts: set[str] = field(default_factory=set)
    patterns: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """The text is known from now on."""
        text = plain(text).casefold()
        if not _PLACEHOLDER.search(text):
            self.texts.add(text)
        elif len(re.sub(r"\W", "", _PLACEHOLDER.sub("", text))) >= _SHORTEST:
            self.patterns.append(".+?".join(re.escape(part) for part in _PLACEHOLDER.split(text)))

    def finish(self) -> None:
        """The patterns are one, and each answer is remembered: pages repeat themselves."""
        around = re.compile("|".join(sorted(set(self.patterns))))
        self.say = lru_cache(maxsize=None)(
            lambda text: text.casefold() in self.texts or around.fullmatch(text.casefold()) is not None
        )


def interface() -> dict[str, Words]:
    """What the interface says in each language."""
    known = {language: Words() for language in LANGUAGES}
    for language in translated_languages():
        for message in read_catalogue(language):
            for text in forms(message.string) if message.id else ():
                known[language].add(text)
            for text in forms(message.id) if message.id else ():
                known["en"].add(text)
    for language, words in known.items():
        for term in Term.objects.all():
            words.add(getattr(term, f"label_{language}"))
        for country in Country.objects.all():
            words.add(getattr(country, f"name_{language}"))
        for name in Locale.parse(language).languages.values():
            words.add(name)
        words.finish()
    return known


def other_months(language: str) -> re.Pattern[str]:
    """A date with the name of a month as another language writes it."""
    months = {code: Locale.parse(_REGIONS.get(code, code)).months["format"]["wide"].values() for code in LANGUAGES}
    others = {name for code in LANGUAGES for name in months[code]} - set(months[language])
    names = "|".join(sorted(others))
    return re.compile(rf"\b(?:{names}) (?:de |of )?\d{{4}}\b|\b\d{{1,2}} (?:de )?(?:{names})\b", re.IGNORECASE)


@dataclass
class Judge:
    """Knows the interface's words and the records' ones, and finds what stands on a page in the wrong language."""

    known: dict[str, Words]
    records: dict[str, set[str]]

    def written(self, text: str) -> set[str]:
        """The languages that a text of a record is written in, whole or cut; empty for any other text."""
        if not text.endswith("…") or len(text) < _LONG:
            return self.records.get(text, set())
        found = (languages for words, languages in self.records.items() if words.startswith(text[:-1].rstrip()))
        return set().union(*found)

    def fault(self, piece: Piece) -> str:
        """What is wrong with a text, or nothing."""
        written = self.written(piece.text)
        if written:
            return "" if piece.language in written else f"is in {sorted(written)}"
        own = self.known.get(piece.language)  # none where the words are in Dutch
        if len(piece.text) < _SHORTEST or (own and own.say(piece.text)):
            return ""
        if found := [code for code, words in self.known.items() if words.say(piece.text)]:
            return f"is what the site says in {found}"
        is_foreign_date = own and other_months(piece.language).search(piece.text)
        return "has a date in another language" if is_foreign_date else ""

    def faults(self, html: str) -> list[str]:
        """All that stands in a wrong language on a page."""
        found = ((piece, self.fault(piece)) for piece in pieces(html))
        return [f"{piece.where} ({piece.language}) “{piece.text[:80]}” {fault}" for piece, fault in found if fault]


def record_words(known: dict[str, Words]) -> dict[str, set[str]]:
    """The words of the records with the languages that they are written in; a proper name may be in several."""
    said: dict[str, set[str]] = defaultdict(set)
    for row in PracticeText.objects.all():
        said[plain(row.title)].add(row.language)
        said[plain(row.summary)].add(row.language)
    for row in ProgrammeText.objects.all():
        said[plain(row.name)].add(row.language)
    for row in NetworkText.objects.all():
        for name in NetworkText.WORDS:
            said[plain(getattr(row, name))].add(row.language)
    for practice in Practice.objects.prefetch_related("texts"):
        original = next(row.language for row in practice.texts.all() if row.origin == "original")
        said[plain(practice.locality)].add(original)
    for model, names in ((ProgrammePhase, ("when", "what")), (Indicator, ("name", "unit"))):
        for row in model.objects.all():
            for language in LANGUAGES:
                for name in names:
                    said[plain(getattr(row, f"{name}_{language}") or "")].add(language)
    for page in (*NewsPage.objects.all(), *EventPage.objects.all()):
        for words in (page.title, page.lead, page.place):
            said[plain(words)].add(page.words_language)
    for page in Page.objects.live().select_related("locale").specific():
        said[plain(getattr(page, "introduction", ""))].add(page.locale.language_code)
    of_no_language = {country.capital_name for country in Country.objects.all()}
    of_no_language |= {institution.name for institution in Institution.objects.all()}
    for text in list(said):
        if len(text) < _SHORTEST or not re.search(r"[^\W\d]{3}", text) or text in of_no_language:
            del said[text]
        else:
            # "Barbados" is a place and a country's name; a unit may be a word of the interface.
            said[text] |= {language for language, words in known.items() if words.say(text)}
    return said


@pytest.fixture(scope="module")
def judge(real_content, django_db_blocker):  # noqa: F811 - the fixture imported above
    with django_db_blocker.unblock():
        make_demo_people()
        known = interface()
        return Judge(known, record_words(known))


@pytest.fixture(scope="module")
def pages(real_content):  # noqa: F811 - the fixture imported above
    """Each page as it was read, by place and language."""
    return {}


def page_of(client, pages, place, language) -> str:
    if (place.name, language) not in pages:
        response = client.get(place.address(language))
        assert response.status_code == place.status, place.address(language)
        # What was looked for is marked in the middle of names and sentences.
        pages[place.name, language] = re.sub("</?mark>", "", response.content.decode())
    return pages[place.name, language]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PUBLIC, ids=lambda place: place.name)
def test_a_page_speaks_one_language(client, judge, pages, place, language):
    assert judge.faults(page_of(client, pages, place, language)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("place", PUBLIC, ids=lambda place: place.name)
def test_a_french_page_keeps_its_signs_on_the_line(client, pages, place):
    french = [piece.raw for piece in pieces(page_of(client, pages, place, "fr")) if piece.language == "fr"]
    assert [text for text in french if _LOOSE.search(text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "evidence/?country=SR",
        "evidence/?country=SR&view=compact",
        f"evidence/{FOREIGN}/",
        f"evidence/{FOREIGN}/versions/",
        f"evidence/compare/?p={FOREIGN}",
        f"evidence/compare/?p={FOREIGN}&p={FULL}",
        "evidence/compare/?add=binnenland",
        "countries/SR/",
        f"evidence/{FULL}/",  # it names the other one as its origin
    ],
)
def test_a_practice_that_nobody_translated_says_its_language_wherever_it_is_named(client, judge, path):
    foreign = Practice.objects.get(slug=FOREIGN)
    title = foreign.texts.get(language="nl").title
    foreign.texts.exclude(language="nl").delete()
    full = Practice.objects.get(slug=FULL)
    PracticeLineage.objects.create(practice=full, other=foreign, relation=Lineage.ADAPTED_FROM)
    html = client.get(f"/es/{path}").content.decode()
    named = [piece.language for piece in pieces(html) if piece.text == title]
    assert named
    assert set(named) == {"nl"}
    assert judge.faults(html) == []


PAGE = """<html lang="es"><head><title>{title} · ARTIE</title><meta name="description" content="{summary}"></head>
<body><p>{text}</p><img alt="{alt}"></body></html>"""
SPANISH = {
    "title": "Estadísticas",
    "summary": "Lo que se probó",
    "text": "Desde 2018",
    "alt": "Buscar en todo el sitio",
}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"text": "Search the whole site"}, ["p (es) “Search the whole site” is what the site says in ['en']"]),
        ({"text": '<b lang="en">Search the whole site</b>'}, []),
        ({"text": '<b translate="no">Search the whole site</b>'}, []),
        (
            {"text": '<b lang="fr">Search the whole site</b>'},
            ["b (fr) “Search the whole site” is what the site says in ['en']"],
        ),
        (
            {"alt": "Chercher dans tout le site"},
            ["img alt (es) “Chercher dans tout le site” is what the site says in ['fr']"],
        ),
        (
            {"text": '<b lang="nl">Buscar en todo el sitio</b>'},
            ["b (nl) “Buscar en todo el sitio” is what the site says in ['es']"],
        ),
        ({"text": "12 o más"}, []),
        ({"text": "12 ou mais"}, ["p (es) “12 ou mais” is what the site says in ['pt']"]),
        ({"text": "Haïti"}, ["p (es) “Haïti” is what the site says in ['fr']"]),
        ({"text": "neerlandês"}, []),  # in Brazil it is holandês
        ({"text": "holandês"}, ["p (es) “holandês” is what the site says in ['pt']"]),
        ({"text": "Leído el 3 June 2024"}, ["p (es) “Leído el 3 June 2024” has a date in another language"]),
        ({"text": "Leído el 3 de junio de 2024"}, []),
        (
            {"title": "Tablets voor schoolleiders in het binnenland"},
            ["title (es) “Tablets voor schoolleiders in het binnenland” is in ['nl']"],
        ),
        ({"text": "Binnenland"}, ["p (es) “Binnenland” is in ['nl']"]),
    ],
)
def test_a_text_in_another_language_is_seen(judge, changed, faults):
    assert judge.faults(PAGE.format(**(SPANISH | changed))) == faults


def test_a_description_that_is_cut_is_known_by_its_beginning(judge):
    [(words, languages)] = [
        (words, said) for words, said in judge.records.items() if words.startswith("Om het onderwijs")
    ]
    assert languages == {"nl"}
    [fault] = judge.faults(PAGE.format(**(SPANISH | {"summary": words[:200] + "…"})))
    assert fault == f"description (es) “{words[:80]}” is in ['nl']"


@pytest.fixture(scope="module")
def names(judge, django_db_blocker) -> set[str]:
    """What is called the same in every language."""
    with django_db_blocker.unblock():
        found = {text for text, languages in judge.records.items()}
        found |= {institution.name for institution in Institution.objects.all()}
        found |= set(CoursePage.objects.values_list("provider", flat=True))
        found |= {practice.mapping for practice in Practice.objects.all()}
        found |= {network.acronym for network in Network.objects.all()}
        found |= {person.get_full_name() for person in User.objects.all()}
        found |= {relative.name for relative in PracticeLineage.objects.all()}
        for country in Country.objects.all():
            found |= {country.capital_name, country.time_zone, *country.groups.split(",")}
    return {plain(name) for name in found}


@pytest.mark.django_db
@pytest.mark.parametrize("place", PUBLIC, ids=lambda place: place.name)
def test_what_reads_the_same_in_all_languages_is_a_name_or_an_address(client, judge, names, pages, place):
    found = [
        {piece.text for piece in pieces(page_of(client, pages, place, language)) if piece.language == language}
        for language in LANGUAGES
    ]
    same = {text for text in set.intersection(*found) if re.search(r"[^\W\d_]{3}", text)} - names
    same = {text for text in same if not _SIGN.fullmatch(text)}
    assert {text for text in same if not all(words.say(text) for words in judge.known.values())} == set()
