"""The geometry of the charts: every record drawn, nothing invented, nothing outside the drawing."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from alliance.core import charts, tilemap
from alliance.core.charts import Scale


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("largest", [0, 1, 3, 5, 13, 66, 40_000])
def test_the_scale_has_five_rising_steps_and_zero_apart(largest):
    scale = Scale.up_to(largest)
    assert len(set(scale.lower_edges)) == charts.STEPS
    assert list(scale.lower_edges) == sorted(scale.lower_edges)
    assert scale.step(0) == 0
    assert scale.step(1) == 1
    assert [step for step, _text in scale.legend] == [0, 1, 2, 3, 4, 5]


def test_the_legend_prints_the_ranges_that_the_steps_use():
    scale = Scale.up_to(66)
    assert [text for _step, text in scale.legend] == ["0", "1", "2–4", "5–11", "12–28", "29 or more"]
    assert [scale.step(count) for count in (1, 4, 5, 28, 29)] == [1, 2, 3, 4, 5]


def test_bars_start_at_zero_and_leave_room_for_their_number():
    bars = charts.bars([("a", 100_000, ""), ("b", 50_000, ""), ("c", 0, "")], base=100_000)
    widths = [float(bar.width.rstrip("%")) for bar in bars]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.1)
    assert widths[2] == 0
    assert widths[0] < 50
    assert bars[0].share == "100%"


def test_numbers_in_a_drawing_do_not_follow_the_language():
    with translation.override("es"):
        drawn = render_to_string("components/chart_bars.html", {"bars": charts.bars([("a", 3, ""), ("b", 1, "")])})
    assert 'width="26.0%"' in drawn


def test_the_tile_map_has_all_forty_places_on_distinct_tiles():
    assert len(tilemap.GRID) == 40
    assert len(set(tilemap.GRID.values())) == 40
    chart = charts.tile_map({"MX": 3}, names={code: code for code in tilemap.GRID}, url=lambda code: f"/{code}/")
    assert {tile.code for tile in chart.tiles} == set(tilemap.GRID)
    assert [tile.count for tile in chart.tiles if tile.step] == [3]


def test_the_locator_draws_one_place_and_all_others():
    others, here = tilemap.locator("CL")
    assert (others.count("M"), here.count("M")) == (39, 1)
    assert tilemap.locator("ES") is None


@pytest.mark.parametrize(("total", "per_mark"), [(179, 1), (600, 1), (601, 2), (10_000, 20), (100_000, 200)])
def test_a_dot_matrix_stays_small(total, per_mark):
    matrix = charts.dot_matrix([("most", total - 10, ""), ("few", 10, ""), ("none", 0, "")])
    marks = [group.path.count("M") for group in matrix.groups]
    assert matrix.per_mark == per_mark
    assert sum(marks) <= charts.MOST_DOTS + 1
    assert marks[1] >= 1, "a small group is seen"
    assert marks[2] == 0


def test_a_dot_matrix_draws_each_record_once():
    matrix = charts.dot_matrix([("urban", 97, ""), ("mixed", 59, ""), ("rural", 23, "")])
    assert [group.path.count("M") for group in matrix.groups] == [97, 59, 23]
    assert matrix.width == 30 * charts.DOT_PITCH


def test_the_gap_map_draws_what_is_empty_and_links_what_is_not():
    gap = charts.gap_map(
        {"r": "Radio"}, {"w": "Women", "m": "Migrants"}, {("r", "w"): 2}, url=lambda row, column: f"?{row}&{column}"
    )
    (_label, cells) = gap.rows[0]
    assert [(cell.count, cell.url) for cell in cells] == [(2, "?r&w"), (0, "")]
    assert (gap.empty, gap.cells) == (1, 2)


def _programme(start, end=None, ended=None):
    return {"title": "p", "place": "", "url": "", "start": start, "end": end, "ended": ended}


def test_a_life_line_says_only_what_its_source_says():
    programmes = [_programme(1987, ended=False), _programme(1988, 2023, True), _programme(1998), _programme(None)]
    chart = charts.lifelines(programmes, today=date(2026, 11, 24))
    assert [line.years for line in chart.lines] == ["1987 – still running", "1988–2023", "1998 – end not stated"]
    assert [line.style for line in chart.lines] == ["", "ended", "open"]
    assert [year for year, _x, _minor in chart.ticks] == [1990, 2000, 2010, 2020]


def test_a_facet_s_bar_is_seen_as_soon_as_there_is_one():
    assert [charts.bar_width(count, 1000) for count in (0, 1, 500, 1000)] == [0, 1, 50, 100]
    assert charts.bar_width(0, 0) == 0
