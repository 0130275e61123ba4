"""Pictures of coverage: whole without a style sheet, told to a screen reader, and read in grey."""

from __future__ import annotations

import datetime
import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.utils import translation

from frontend import coverage_charts
from frontend.charts import numbers
from frontend.charts.axes import Axis, ticks
from frontend.charts.class_map import ClassMap, Shape, legible
from frontend.charts.figure import Chart
from frontend.charts.looks import LOOKS, luminance, marker, swatch
from frontend.charts.svg import tag
from neighbourhoods.results import Coverage, Equity
from tests.frontend.coverage_example import example

SVG = "{http://www.w3.org/2000/svg}"
SQUARES = tuple(
    Shape(class_, f"Alue {class_}", f"M{at} 0h90v90h-90Z", at + 45.0, 45.0, class_)
    for at, class_ in zip((0, 100, 200, 300), LOOKS, strict=True)
)
CLASS_MAP = ClassMap("map", SQUARES, "0 0 400 100", 0.5)


def charts(coverage: Coverage) -> list[Chart]:
    row = coverage.areas[0]
    interval, history = (
        coverage_charts.interval_bar(row, coverage, "fi"),
        coverage_charts.history("Alue E", [(coverage.method.window.until, row)]),
    )
    by_group = coverage_charts.reach_by_group(coverage)
    assert interval and history and by_group
    return [
        CLASS_MAP,
        coverage_charts.funnel(coverage, "fi"),
        coverage_charts.lorenz(coverage),
        coverage_charts.reach(coverage),
        by_group,
        coverage_charts.ages(coverage.ages),
        coverage_charts.channels(coverage.channels),
        interval,
        history,
    ]


@pytest.mark.parametrize("chart", charts(example()), ids=lambda chart: str(chart.key))
def test_every_picture_is_one_named_image_with_a_sentence_and_a_table(chart: Chart) -> None:
    picture = ET.fromstring(chart.svg)  # noqa: S314  (our own text)
    title, told = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert picture.get("role") == "img"
    assert title is not None and title.text and picture.get("aria-labelledby") == title.get("id")
    assert told is not None and told.text == chart.sentence and picture.get("aria-describedby") == told.get("id")
    assert chart.table.rows and all(len(row) == len(chart.table.columns) for row in chart.table.rows)


@pytest.mark.parametrize("chart", charts(example()), ids=lambda chart: str(chart.key))
def test_no_picture_needs_what_the_security_policy_forbids(chart: Chart) -> None:
    for element in ET.fromstring(chart.svg).iter():  # noqa: S314
        assert element.tag not in {f"{SVG}script", f"{SVG}style"}
        assert not {name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name}


def test_classes_differ_in_grey_and_not_knowing_is_hatched() -> None:
    solid = [look for look in LOOKS.values() if not look.hatched]
    for one, other in itertools.combinations(solid, 2):
        low, high = sorted((luminance(one.fill), luminance(other.fill)))
        assert (high + 0.05) / (low + 0.05) >= 2, (one.name, other.name)
    assert [class_ for class_, look in LOOKS.items() if look.hatched] == ["too_little_data"]
    assert "url(#map-hatch)" in CLASS_MAP.svg and 'patternTransform="rotate(45)"' in CLASS_MAP.svg


def test_stripes_of_the_hatch_are_seen_on_their_ground() -> None:
    stripe = "#5f6b70"
    assert stripe in swatch("too_little_data", "s")
    assert (luminance(LOOKS["too_little_data"].fill) + 0.05) / (luminance(stripe) + 0.05) >= 3


def test_marks_of_a_plot_differ_in_shape() -> None:
    drawn = [marker(class_, 0, 0) for class_ in ("underserved", "on_par", "too_little_data")]
    assert "circle" in drawn[1] and drawn[0].split("transform")[0] != drawn[2].split("transform")[0]


def test_a_hidden_number_is_in_no_picture_and_no_table() -> None:
    """Were a hidden area's number put back, only its own cells could change: it is in none of them."""
    funnel = coverage_charts.funnel(example(), "fi")
    assert {point.code for point in funnel.points} == {"E", "W", "N"} and funnel.hidden == 2
    with translation.override("en"):
        assert coverage_charts.ages(example().ages).table.rows[-1][1:4] == ("under 5", "–", "–")


def test_names_are_escaped() -> None:
    wicked = replace(CLASS_MAP, shapes=(replace(SQUARES[0], name='<script>"&'),))
    assert "<script" not in wicked.svg and "&lt;script&gt;" in wicked.svg
    assert tag("a", "<b>", title='"') == '<a title="&quot;">&lt;b&gt;</a>'


def test_names_never_lie_upon_each_other_and_gaps_are_named_first() -> None:
    crowd = [replace(shape, x=200.0, y=50.0) for shape in reversed(SQUARES)]
    assert [shape.class_ for shape in legible(crowd, "0 0 400 100", 10)] == ["underserved"]
    assert legible([replace(SQUARES[0], name="x" * 300)], "0 0 400 100", 10) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", ("0,80\u00a0%", "51\u00a0151", "1,5\u00a0km", "0,46–0,71")),
        ("sv", ("0,80\u00a0%", "51\u00a0151", "1,5\u00a0km", "0,46–0,71")),
        ("en", ("0.80%", "51,151", "1.5\u00a0km", "0.46–0.71")),
        ("fi-selko", ("0,80\u00a0%", "51\u00a0151", "1,5\u00a0km", "0,46–0,71")),
    ],
)
def test_numbers_are_written_as_the_language_does(language: str, said: tuple[str, ...]) -> None:
    with translation.override(language):
        written = (
            numbers.percent(0.008),
            numbers.count(51151),
            numbers.distance(1500),
            numbers.interval(0.46, 0.71),
        )
    assert written == said


def test_what_is_hidden_is_said_in_words() -> None:
    with translation.override("fi"):
        assert numbers.participants(None, "under_five") == "alle 5"
        assert numbers.participants(None, "protects") == "ei näytetä"
        assert numbers.participants(None) == numbers.percent(None) == numbers.interval(None, 1.0) == "–"


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 0.037), (0, 2000), (0, 0)])
def test_ticks_are_few_and_lie_on_the_axis(low: float, high: float) -> None:
    found = ticks(Axis(low, high, 0, 100))
    assert 1 <= len(found) <= 7 and all(low <= value <= high + 1e-9 for value in found)


def test_values_beyond_an_axis_stand_at_its_end() -> None:
    assert Axis(0, 4, 0, 100).at(9) == 100 and Axis(1, 400, 0, 100, rooted=True).at(0) == 0


def test_the_funnel_says_how_many_areas_lie_beyond_chance() -> None:
    with translation.override("en"):
        told = coverage_charts.funnel(example(), "en").sentence
    assert told.startswith("1 of the 3 areas shown lies outside") and "2 areas are left out" in told


def test_without_numbers_each_picture_says_so() -> None:
    empty = replace(example(), areas=(), reach=(), equity=Equity(), ages=())
    with translation.override("en"):
        said = [
            coverage_charts.funnel(empty, "en").sentence,
            coverage_charts.reach(empty).sentence,
            coverage_charts.lorenz(empty).sentence,
            coverage_charts.ages(empty.ages).sentence,
        ]
    assert all("enough" in one or "too few" in one for one in said)


def test_the_missing_voices_are_named() -> None:
    with translation.override("en"):
        assert coverage_charts.ages(example().ages).sentence == "Heard less than their share of residents: 0–17 years."


def test_history_breaks_its_line_where_a_number_is_hidden() -> None:
    rows = example().areas
    days = [datetime.datetime(2026, month, 1, tzinfo=datetime.UTC) for month in (3, 4, 5)]
    releases = list(zip(days, (rows[0], rows[3], rows[0]), strict=True))
    drawn = coverage_charts.history("Alue", releases)
    assert (
        drawn
        and drawn.svg.count("<circle") == 2
        and 'd="M30' in drawn.svg
        and "L" not in drawn.svg.split("<path", 2)[2][:40]
    )
