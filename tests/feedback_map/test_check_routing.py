"""The check of ownership: holes and overlaps are found exactly, and nothing else is."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Body
from feedback_map.models import RoutingRule
from feedback_map.ownership.checking import Season, ask_at_points, check_ownership, seasons_of
from feedback_map.services import NewRule, add_rule
from geo import sql
from geo.models import Area, AreaSet, Municipality
from tests.factories import box, make_area, make_category

EVERY_DAY = (Season(101, 1231),)


def unit(town: Municipality, code: str) -> Body:
    return Body.objects.create(municipality=town, code=code, kind="unit", names={"fi": code})


def rule(town: Municipality, code: str, **fields: Any) -> RoutingRule:
    return add_rule(town=town, rule=NewRule(unit(town, code), **fields))


@pytest.fixture
def village(town: Municipality) -> Area:
    """Three by two kilometres over the border of the two halves, and one square kilometre outside the town."""
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    make_area(villages, "U", box(8, 8, 11, 9))
    return make_area(villages, "V", box(4, 4, 7, 6))


def run(**options: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_routing", stdout=out, **options)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_rule_for_everything_else_leaves_no_hole(town: Municipality, halves: AreaSet) -> None:
    rule(town, "rest")
    rule(town, "west", area=halves.areas.get(code="W"))
    found = check_ownership(town)
    assert found.is_sound
    assert found.rules == 2
    assert found.km2 == pytest.approx(100)
    assert run(town=town.slug)[0] == 0


def test_a_town_without_rules_is_one_hole(town: Municipality) -> None:
    (hole,) = check_ownership(town).findings
    assert hole.is_hole and hole.is_placeless
    assert hole.km2 == pytest.approx(100)
    assert hole.categories == ("", "streets")
    assert hole.seasons == EVERY_DAY


def test_a_hole_is_found_with_its_exact_place_category_and_season(town: Municipality, halves: AreaSet) -> None:
    lamps = make_category(town, "lamps")
    rule(town, "streets", category=town.categories.get(code="streets"))
    rule(town, "lamps-west", category=lamps, area=halves.areas.get(code="W"))
    rule(town, "lamps-winter", category=lamps, area=halves.areas.get(code="E"), season=(1101, 415))
    holes = check_ownership(town).findings
    told = {(hole.categories, hole.seasons, round(hole.km2, 6), hole.is_placeless) for hole in holes}
    assert told == {
        (("",), EVERY_DAY, 100.0, True),
        (("lamps",), (Season(416, 1031),), 50.0, True),
        (("lamps",), (Season(1101, 415),), 0.0, True),
    }
    (east,) = [hole for hole in holes if hole.km2 == pytest.approx(50)]
    assert east.geometry is not None
    assert shapely.from_wkb(bytes(box(5, 0, 10, 10).wkb)).equals(east.geometry)


def test_rules_of_two_area_sets_that_meet_collide_where_they_do_and_nowhere_else(
    town: Municipality, halves: AreaSet, village: Area
) -> None:
    rule(town, "rest")
    west, here = rule(town, "west", area=halves.areas.get(code="W")), rule(town, "village", area=village)
    (overlap,) = check_ownership(town).findings
    assert {each.pk for each in overlap.rules} == {west.pk, here.pk}
    assert overlap.geometry is not None
    assert shapely.from_wkb(bytes(box(4, 4, 5, 6).wkb)).equals(overlap.geometry)
    assert overlap.km2 == pytest.approx(2)


def test_equally_particular_rules_for_one_body_do_not_collide(
    town: Municipality, halves: AreaSet, village: Area
) -> None:
    rule(town, "rest")
    body = unit(town, "one")
    for area in (halves.areas.get(code="W"), village):
        add_rule(town=town, rule=NewRule(body, area=area))
    assert check_ownership(town).is_sound


def test_seasons_that_overlap_collide_on_their_common_days(town: Municipality) -> None:
    rule(town, "rest")
    rule(town, "winter", season=(1101, 415))
    rule(town, "spring", season=(401, 531))
    (overlap,) = check_ownership(town).findings
    assert overlap.seasons == (Season(401, 415),)


def test_an_area_that_reaches_over_the_towns_border_counts_inside_it(town: Municipality, village: Area) -> None:
    outer = village.area_set.areas.get(code="U")
    rule(town, "outer", area=outer)
    (hole,) = check_ownership(town).findings
    assert hole.km2 == pytest.approx(98)


def test_stretches_of_the_year_are_joined_also_over_new_year() -> None:
    every = [101, 416, 601, 1101]
    assert seasons_of(every, every) == EVERY_DAY
    assert seasons_of([101, 1101], every) == (Season(1101, 415),)
    assert seasons_of([416], every) == (Season(416, 531),)
    assert seasons_of([101, 229], [101, 229, 301]) == (Season(101, 229),)


def test_the_command_names_what_is_wrong_and_ends_with_one(
    town: Municipality, halves: AreaSet, village: Area, tmp_path: Path
) -> None:
    rule(town, "west", area=halves.areas.get(code="W"))
    rule(town, "village", area=village)
    code, said = run(town=town.slug, out=tmp_path / "map.html", points=50)
    assert code == 1
    assert "Hole: On the map, and messages about the whole town, 46.00 km²; every category; all year" in said
    assert "Overlap: On the map, 2.00 km²; every category; all year" in said
    assert "Area W → west" in said and "Area V → village" in said
    page = (tmp_path / "map.html").read_text()
    assert page.count("ownership__hole") == 1 and page.count("ownership__overlap") == 1
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "") and "https://" not in page


def test_the_map_may_be_geojson_in_degrees(town: Municipality, halves: AreaSet, tmp_path: Path) -> None:
    rule(town, "west", area=halves.areas.get(code="W"))
    run(town=town.slug, out=tmp_path / "map.geojson")
    (feature,) = json.loads((tmp_path / "map.geojson").read_text())["features"]
    assert feature["properties"]["kind"] == "hole" and feature["properties"]["km2"] == 50
    west, south, east, north = shapely.geometry.shape(feature["geometry"]).bounds
    assert 27 < west < east < 28 and 61 < south < north < 62


def test_a_town_or_a_file_that_cannot_be_is_told(town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no town"):
        run(town="nowhere")
    with pytest.raises(CommandError, match="ends in"):
        run(town=town.slug, out=tmp_path / "map.pdf")


class Oracle:
    """The rules read anew in plain Python: which area holds a point, and which rule is the most particular."""

    def __init__(self, town: Municipality) -> None:
        rules = RoutingRule.objects.filter(municipality=town, ended_at=None).select_related("area")
        self.rules = [
            (rule.category_id, rule.area and rule.area.code, rule.season_from, rule.season_to, rule.body_id, rule.pk)
            for rule in rules
        ]
        areas = Area.objects.filter(municipality=town).order_by("code")
        self.sets: dict[int, list[tuple[str, Any]]] = {}
        for area in areas:
            self.sets.setdefault(area.area_set_id, []).append((area.code, shapely.from_wkb(bytes(area.geom.wkb))))

    def areas_at(self, point: Any) -> set[str]:
        held = (next((code for code, shape in areas if shape.intersects(point)), "") for areas in self.sets.values())
        return {code for code in held if code}

    def owner(self, areas: set[str], category: int | None, day: int) -> int | None:
        def fits(rule: tuple[Any, ...]) -> bool:
            of_category, area, first, last = rule[:4]
            in_season = first is None or (first <= day <= last if first <= last else day >= first or day <= last)
            return of_category in (None, category) and (area is None or area in areas) and in_season

        best = min(
            filter(fits, self.rules), key=lambda r: (r[0] is None, r[1] is None, r[2] is None, r[5]), default=None
        )
        return best[4] if best else None


def _agree(town: Municipality, points: int, seed: int = 0) -> None:
    """Random points × categories × days: the rules of the database and plain Python name the same owner."""
    rng = np.random.default_rng(seed)
    assert town.boundary is not None
    west, south, east, north = shapely.from_wkb(bytes(town.boundary.wkb)).bounds
    spots = rng.uniform((west, south), (east, north), (points, 2))
    oracle, days = Oracle(town), (101, 415, 416, 701, 1031, 1101, 1231)
    categories = [None, *town.categories.order_by("pk").values_list("pk", flat=True)]
    asked = {"town": town.pk, "points": json.dumps(spots.tolist()), "categories": categories[1:], "days": list(days)}
    answers = {tuple(row[:3]): row[3] for row in sql.rows("feedback_map/owners_at_points", asked)}
    assert len(answers) == points * len(categories) * len(days)
    for number, spot in enumerate(spots):
        areas = oracle.areas_at(shapely.Point(spot))
        for category in categories:
            for day in days:
                assert answers[number, category, day] == oracle.owner(areas, category, day), (spot, category, day)


@pytest.fixture
def ruled(town: Municipality, halves: AreaSet, village: Area) -> Municipality:
    """A town with rules of every kind, some of which collide and some of which leave holes."""
    west, east = halves.areas.get(code="W"), halves.areas.get(code="E")
    for number in range(4):
        category = make_category(town, f"c{number}")
        rule(town, f"body-{number}", category=category, area=(west, east, village, None)[number])
        rule(town, f"winter-{number}", category=category, season=(1101, 415))
    rule(town, "west", area=west)
    rule(town, "village", area=village)
    rule(town, "summer-west", area=west, season=(601, 831))
    return town


def test_random_points_have_the_owner_that_plain_python_names(ruled: Municipality) -> None:
    _agree(ruled, 500)


@pytest.mark.heavy
def test_ten_thousand_points_have_the_owner_that_plain_python_names(ruled: Municipality) -> None:
    for seed in range(10):
        _agree(ruled, 1_000, seed)


def test_random_points_find_no_hole_where_the_check_finds_none(ruled: Municipality) -> None:
    assert ask_at_points(ruled, 100, check_ownership(ruled).seasons)[1] > 0
    rule(ruled, "rest")
    found = check_ownership(ruled)
    assert not found.holes
    assert ask_at_points(ruled, 100, found.seasons)[1] == 0
