"""The texts of the lessons as they are written: whole in every language, with their sources, within the blocks' limits."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import pytest
from django.conf import settings

from alliance.core.blocks import GENERAL_BLOCKS, SOURCE_BLOCKS, WORDS
from alliance.core.models import EditorialPage
from evidence import facets, statistics

CONTENT = settings.BASE_DIR / "alliance" / "content"
COURSES = json.loads((CONTENT / "lessons.json").read_text())
SLUGS = {practice["slug"] for practice in json.loads((CONTENT / "practices.json").read_text())}
VOCABULARIES = json.loads((CONTENT / "vocabularies.json").read_text())

LANGUAGES = {"siged-transformacion-gestion": ["es", "en", "pt", "fr"], "unesco-ai-cft": ["es", "en"]}
MODULES = 5
SHORTEST, LONGEST = 500, 900
QUICKEST, SLOWEST = 10, 20
# A translation may be this much shorter or longer than the original.
LEAST, MOST = 0.8, 1.25

TAGS_OF = {
    "bold": {"b"},
    "italic": {"i"},
    "link": {"a"},
    "document-link": {"a"},
    "ul": {"ul", "li"},
    "ol": {"ol", "li"},
}
TAGS = {"p"}.union(*(TAGS_OF[feature] for feature in WORDS))
# The same in every language: what they name is not words.
SAME = {"practice", "address", "basis", "figure", "source_url", "year", "then", "most"}

LESSONS = [
    pytest.param(lesson, id=f"{course}-{lesson['slug']}")
    for course, each in COURSES.items()
    for lesson in each["lessons"]
]
WRITTEN = [
    pytest.param(lesson, language, id=f"{lesson['slug']}-{language}")
    for course in COURSES.values()
    for lesson in course["lessons"]
    for language in lesson["words"]
]


class Tags(HTMLParser):
    """The tags and the words of formatted words, in their order."""

    def __init__(self, html: str):
        super().__init__()
        self.found, self.words, self.attributes = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        self.found.append(f"/{tag}")

    def handle_data(self, data):
        self.words.append(data)


def blocks(lesson, language, kind) -> list:
    return [block[kind] for block in lesson["words"][language]["body"] if kind in block]


def shape(value, name=""):
    """What a value is made of, with everything that is the same in all languages and without the words."""
    if isinstance(value, dict):
        return {key: shape(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    if isinstance(value, str) and name not in SAME:
        return Tags(value).found
    return value


def strings(value, name=""):
    """Every string that a reader meets."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str) and name not in SAME:
        yield " ".join("".join(f"{part} " for part in Tags(value).words).split())


def count_words(words) -> int:
    return sum(len(each.split()) for each in strings(words))


def numbers(words) -> list[str]:
    """The numbers of a text in order of size, whatever marks its thousands and decimals."""
    return sorted(
        re.sub(r"[.,\s]", "", found) for each in strings(words) for found in re.findall(r"\d+(?:[.,\s]\d+)*", each)
    )


@pytest.mark.parametrize("course", LANGUAGES)
def test_every_module_has_a_lesson_in_the_languages_of_its_course(course):
    lessons = COURSES[course]["lessons"]
    assert COURSES[course]["original"] == "es"
    assert [lesson["module"] for lesson in lessons] == list(range(1, MODULES + 1))
    assert [list(lesson["words"]) for lesson in lessons] == [LANGUAGES[course]] * MODULES
    assert len({lesson["slug"] for lesson in lessons}) == MODULES


def test_no_other_course_has_lessons():
    assert set(COURSES) == set(LANGUAGES)


@pytest.mark.parametrize("lesson", LESSONS)
def test_translations_that_nobody_has_checked_say_so(lesson):
    assert lesson["origin"] == {language: "machine" for language in lesson["words"] if language != "es"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_language_has_the_same_structure(lesson):
    original, *others = lesson["words"].values()
    for words in others:
        assert shape(words) == shape(original)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_language_has_the_same_numbers(lesson):
    original, *others = (numbers(words) for words in lesson["words"].values())
    assert others == [original] * len(others)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_read_in_ten_to_twenty_minutes(lesson):
    count = count_words(lesson["words"]["es"])
    assert SHORTEST <= count <= LONGEST
    assert QUICKEST <= lesson["minutes"] <= SLOWEST
    shares = {language: count_words(words) / count for language, words in lesson["words"].items()}
    assert {language: share for language, share in shares.items() if not LEAST <= share <= MOST} == {}


@pytest.mark.parametrize(("lesson", "language"), WRITTEN)
def test_nothing_is_empty(lesson, language):
    words = lesson["words"][language]
    assert words["body"]
    assert [each for each in strings(words) if not each] == []
    assert all(len(block) == 1 for block in words["body"])
    for html in [*blocks(lesson, language, "text"), *(part["text"] for part in parts(lesson, language))]:
        assert re.findall(r"<(p|li|ul|ol|b)>\s*</\1>", html) == []


def parts(lesson, language) -> list[dict]:
    return [part for accordion in blocks(lesson, language, "accordion") for part in accordion]


@pytest.mark.parametrize(("lesson", "language"), WRITTEN)
def test_formatted_words_use_what_editors_may_use(lesson, language):
    for html in [*blocks(lesson, language, "text"), *(part["text"] for part in parts(lesson, language))]:
        tags = Tags(html)
        assert {tag.strip("/") for tag in tags.found} <= TAGS
        assert tags.attributes == []
        assert sorted(tag for tag in tags.found if tag[0] != "/") == sorted(
            tag[1:] for tag in tags.found if tag[0] == "/"
        )


@pytest.mark.parametrize(("lesson", "language"), WRITTEN)
def test_words_keep_to_the_limits_of_their_fields(lesson, language):
    words = lesson["words"][language]
    assert len(words["title"]) <= EditorialPage._meta.get_field("title").max_length
    assert len(words["lead"]) <= EditorialPage._meta.get_field("lead").max_length
    kinds = dict(GENERAL_BLOCKS)
    for kind in ("heading", "text", "quote", "figure"):
        for value in blocks(lesson, language, kind):
            kinds[kind].clean(kinds[kind].to_python(value))
    for value in blocks(lesson, language, "accordion"):
        kinds["accordion"].clean(kinds["accordion"].to_python({"items": value}))


@pytest.mark.parametrize(("lesson", "language"), WRITTEN)
def test_a_table_has_a_caption_and_a_cell_in_every_place(lesson, language):
    for table in blocks(lesson, language, "table"):
        assert table["caption"]
        assert {len(row) for row in table["rows"]} == {len(table["rows"][0])}
        assert len(set(table["rows"][0])) == len(table["rows"][0])


@pytest.mark.parametrize("lesson", LESSONS)
def test_practices_figures_and_lists_exist(lesson):
    assert set(blocks(lesson, "es", "practice")) <= SLUGS
    for statistic in blocks(lesson, "es", "statistic"):
        assert statistic["basis"] == "library"
        assert statistic["figure"] in statistics.names()
    for listed in blocks(lesson, "es", "practices"):
        for key, code in parse_qsl(listed["address"].removeprefix("?"), strict_parsing=True):
            terms = VOCABULARIES[facets.BY_KEY[key].vocabulary]
            assert code in {term["code"] for term in terms}


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_figure_was_read_in_one_of_the_lessons_sources(lesson):
    addresses = [source["url"] for source in lesson["sources"]]
    assert addresses
    assert len(set(addresses)) == len(addresses)
    for language in lesson["words"]:
        assert {figure["source_url"] for figure in blocks(lesson, language, "figure")} <= set(addresses)


@pytest.mark.parametrize("lesson", LESSONS)
def test_sources_say_what_they_are_and_when_they_were_read(lesson):
    [(_name, block)] = SOURCE_BLOCKS
    for source in lesson["sources"]:
        assert source.keys() - {"mirror"} == {"url", "title", "published", "accessed"}
        assert source["title"]
        assert source["accessed"]
        block.clean(block.to_python({**source, "published": source["published"] or ""}))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_a_task_and_questions_at_its_end(lesson):
    *_before, task_heading, task, check_heading, check = lesson["words"]["es"]["body"]
    assert task_heading["heading"].startswith("Pruébelo en su")
    assert "<ol>" in task["text"]
    assert check_heading == {"heading": "Compruebe lo aprendido"}
    assert len(check["accordion"]) >= 3


@pytest.mark.parametrize("course", LANGUAGES)
def test_a_course_shows_living_evidence_and_a_table(course):
    kinds = {kind for lesson in COURSES[course]["lessons"] for block in lesson["words"]["es"]["body"] for kind in block}
    assert {"practice", "table", "figure"} <= kinds
    assert kinds & {"statistic", "practices"}
