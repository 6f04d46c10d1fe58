"""Covers that the project draws: the same facts, the same picture; different pages, different pictures; words for each."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from PIL import Image

from alliance.core.covers.drawing import GROUNDS, HEIGHT, WIDTH, Cover, Dots
from alliance.core.covers.reading import cover_notes
from alliance.core.covers.storing import stored
from alliance.core.covers.weaves import WEAVES
from alliance.core.covers.words import alt_of
from alliance.core.loading import Fields, RowRejected
from alliance.core.models import Country, OutboxEntry, Picture

LANGUAGES = ("es", "en", "pt", "fr")
PEOPLE = Dots("67", (67,), shows={"es": "67 puntos, uno por persona", "en": "67 dots, one for each person"})


def country(code: str, name: str) -> Country:
    return Country(code=code, **{f"name_{language}": name for language in LANGUAGES})


CHILE, PERU = country("CL", "Chile"), country("PE", "Perú")


def pixels(cover: Cover) -> Image.Image:
    return Image.open(BytesIO(cover.draw())).convert("RGB")


def share_of(picture: Image.Image, colour: str) -> float:
    """How much of a picture has exactly this colour."""
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))
    return sum(count for count, found in picture.getcolors(WIDTH * HEIGHT) if found == wanted) / (WIDTH * HEIGHT)


def test_the_same_facts_give_the_same_picture_byte_by_byte():
    cover = Cover("events", ["ai"], 2025, 6, [CHILE], [PEOPLE])
    assert cover.draw() == Cover("events", ["ai"], 2025, 6, [CHILE], [PEOPLE]).draw()
    assert pixels(cover).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("section", GROUNDS)
def test_each_section_has_its_ground(section):
    picture = pixels(Cover(section, ["ai"], 2025, 6))
    assert share_of(picture, GROUNDS[section].ground) > 0.2


def test_topic_month_year_country_and_figure_each_change_the_picture():
    base = {"section": "news", "topics": ["ai"], "year": 2025, "month": 6, "countries": [CHILE], "dots": [PEOPLE]}
    others = [
        {"topics": ["evidence"]},
        {"month": 7},
        {"month": None},
        {"year": 2024},
        {"countries": [PERU]},
        {"countries": []},
        {"dots": []},
        {"dots": [Dots("66", (66,))]},
    ]
    drawn = [Cover(**{**base, **other}).data()["shapes"] for other in ({}, *others)]
    assert len(set(drawn)) == len(others) + 1


def test_no_two_topics_are_woven_alike():
    assert len({Cover("news", [topic], 2025, 6).data()["shapes"] for topic in WEAVES}) == len(WEAVES)


@pytest.mark.parametrize("year", [1990, 2018, 2026, 2060])
def test_a_year_before_or_after_all_others_is_no_failure(year):
    assert len(Cover("news", [], year, 1).draw()) > 1000


def test_a_figure_is_drawn_with_as_many_marks_as_it_says():
    shapes = Cover("news", dots=[Dots("9", (2, 7)), Dots("3", (3,), are_places=True)]).data()["shapes"]
    discs = [path for path in shapes.split("<path") if "a" in path.partition('d="')[2].partition('"')[0]]
    assert [path.count("M") for path in discs] == [2, 7]


def test_marks_stay_inside_the_picture_however_many_they_are():
    for total in (1, 5, 37, 179, 600, 1000):
        picture = pixels(Cover("news", countries=[CHILE], dots=[Dots(str(total), (total,))]))
        edge = picture.crop((WIDTH - 40, 0, WIDTH, HEIGHT))
        assert edge.getcolors() == [(40 * HEIGHT, (0xD9, 0xE7, 0xE6))]


def test_a_course_has_a_strip_for_each_module_and_a_track_a_part_for_each_course():
    five = Cover("training", ["ai"], modules=5, threads=6, unit="week")
    assert five.data() != Cover("training", ["ai"], modules=4, threads=6, unit="week").data()
    assert five.data() != Cover("training", ["ai"], modules=5, threads=5, unit="week").data()
    assert Cover("training", ["ai"], courses=2).data() != Cover("training", ["ai"], courses=3).data()


def test_words_say_what_is_drawn_in_the_active_language():
    cover = Cover("events", ["ai"], 2025, 6, [CHILE, PERU], [PEOPLE])
    with translation.override("en"):
        assert alt_of(cover) == (
            "A weave whose coloured threads stand for June 2025; map of the region in squares, with Chile and Perú; "
            "67 dots, one for each person."
        )
        assert alt_of(Cover("news", year=2018)) == (
            "A weave whose coloured thread stands for 2018; map of the region in squares."
        )
        assert alt_of(Cover("training", modules=5, threads=6, unit="week")) == (
            "A cloth on the loom with 5 strips, one for each module, the first in terracotta; 6 threads are dark, "
            "one for each week."
        )
    with translation.override("es"):
        assert alt_of(Cover("training", courses=3)) == (
            "Tela terminada de 3 franjas iguales, una por curso; cada una empieza en terracota."
        )
        assert alt_of(Cover("training", modules=2, threads=1, unit="month")).endswith("1 hilo oscuro, por un mes.")


def notes(data: dict) -> dict | None:
    fields = Fields(data)
    found = cover_notes(fields)
    fields.finish()
    return found


def test_files_ask_for_a_cover_by_naming_it():
    assert notes({}) is None
    assert notes({"cover": {}}) == {"dots": [], "courses": 0, "unit": "", "threads": 0}
    assert notes({"cover": {"weeks": 6, "topic": "ai"}})["threads"] == 6


@pytest.mark.parametrize("groups", [None, [], [0], ["2"], [True], [1, 1, 1, 1], [2000], 7])
def test_figures_that_cannot_be_drawn_are_refused_with_their_place(groups):
    with pytest.raises(RowRejected) as caught:
        notes({"cover": {"figures": [{"figure": "2", "groups": groups}]}})
    assert caught.value.reasons[0][0] == "cover.figures[0].groups"


@pytest.mark.django_db
def test_a_cover_is_stored_once_as_any_upload_and_the_worker_makes_its_sizes():
    cover = Cover("news", ["ai"], 2025, 6, [CHILE])
    picture = stored(cover, "news/one")
    assert stored(cover, "news/one") == picture
    assert (Picture.objects.count(), picture.title, picture.credit) == (1, "news/one", "ARTIE, CC BY 4.0")
    assert (picture.width, picture.height) == (WIDTH, HEIGHT)
    assert picture.get_focal_point().left > WIDTH // 2
    assert OutboxEntry.objects.filter(kind="pictures.renditions").count() == 1


@pytest.mark.django_db
def test_what_the_checks_of_uploads_refuse_is_refused_here_too(monkeypatch):
    monkeypatch.setattr(Cover, "draw", lambda self: b"no picture")
    with pytest.raises(ValidationError):
        stored(Cover("news"), "news/one")
    assert not Picture.objects.exists()
