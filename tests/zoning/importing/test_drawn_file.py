"""Drawn plans come in with all their layers: areas, lines and points, each found again the next time."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.core.management import CommandError
from django.utils import timezone

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from tests.zoning.importing.conftest import Run
from zoning.models import Hearing, HearingVersion, Plan, PlanObject, PlanVersion, PublishedPlan

pytestmark = pytest.mark.django_db


def square(west: float, south: float, side: float = 1) -> shapely.Polygon:
    x, y = WEST + west * 1000, SOUTH + south * 1000
    return shapely.box(x, y, x + side * 1000, y + side * 1000)


def layer(path: Path, name: str, rows: list[dict[str, Any]], shapes: list[Any], epsg: int = 3067) -> Path:
    frame = geopandas.GeoDataFrame(rows, geometry=shapes, crs=3067)
    driver = "GPKG" if path.suffix == ".gpkg" else "GeoJSON"
    frame.to_crs(epsg).to_file(path, layer=name, driver=driver)
    return path


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Two plans; areas and a line of the first, a point of the second."""
    path = tmp_path / "kaavat.gpkg"
    plans: list[dict[str, Any]] = [
        {"id": "p1", "name": '{"fin": "Pajakatu", "swe": "Verkstadsgatan"}', "state": 4, "kaavalaji": "33"},
        {"id": "p2", "name": "Rantakylä", "state": None, "kaavalaji": None},
    ]
    layer(path, "plan", plans, [square(1, 1), square(4, 4)])
    areas: list[dict[str, Any]] = [
        {"id": "a", "plan_id": "p1", "code": "AK"},
        {"id": "b", "plan_id": "p1", "code": "VP"},
    ]
    layer(path, "land_use_area", areas, [square(1, 1, 0.5), square(1.5, 1.5, 0.5)])
    road = [{"id": "l", "plan_id": "p1", "code": "katu", "width_m": 12.5}]
    layer(path, "line", road, [shapely.LineString([(WEST + 1000, SOUTH + 1000), (WEST + 2000, SOUTH + 2000)])])
    layer(path, "land_use_point", [{"id": "x", "plan_id": "p2"}], [shapely.Point(WEST + 4500, SOUTH + 4500)])
    return path


def test_all_layers_come_in_and_each_object_joins_its_plan(town: Municipality, run: Run, drawn: Path) -> None:
    line = run(drawn, town)
    assert (line["read"], line["accepted"], line["rejected"]) == (6, 6, 0)
    with in_town(town):
        first = Plan.objects.get(slug="pajakatu")
        objects = PlanObject.objects.filter(version__plan=first).values_list("layer", "key", "code", "properties")
        assert (first.kind, first.state, first.names["sv"]) == ("33", "04", "Verkstadsgatan")
        assert PlanVersion.objects.get(plan=first).stage == "proposal"
        assert list(objects) == [
            ("land_use_area", "a", "AK", {}),
            ("land_use_area", "b", "VP", {}),
            ("line", "l", "katu", {"width_m": 12.5}),
        ]
        point = PlanObject.objects.get(version__plan__slug="rantakyla")
        assert (point.layer, point.geom.geom_type, point.geom.x) == ("land_use_point", "Point", WEST + 4500)


def test_the_same_file_again_changes_nothing(town: Municipality, run: Run, drawn: Path) -> None:
    run(drawn, town)
    line = run(drawn, town)
    assert (line["read"], line["unchanged"]) == (6, 6)


def test_a_moved_object_is_updated(town: Municipality, run: Run, drawn: Path) -> None:
    run(drawn, town)
    layer(drawn, "land_use_point", [{"id": "x", "plan_id": "p2"}], [shapely.Point(WEST + 4600, SOUTH + 4500)])
    line = run(drawn, town)
    assert (line["updated"], line["unchanged"]) == (1, 5)


def test_the_national_sample_comes_in_with_all_its_layers(finland: Municipality, run: Run, shared: Path) -> None:
    line = run(shared / "data/plans/arho_sample_plan_3067.gpkg", finland, "--kind", "11")
    assert (line["read"], line["accepted"]) == (21, 21)
    with in_town(finland):
        layers = PlanObject.objects.filter(version__plan__slug="maakuntakaava-1").values_list("layer", flat=True)
        assert sorted(set(layers)) == ["land_use_area", "other_area"]
        assert len(layers) == 20
    assert PublishedPlan.objects.get().names == {"fi": "Maakuntakaava-1"}


@pytest.mark.parametrize("epsg", [4326, 3881])
def test_a_geojson_of_one_plan_is_read_in_other_systems(
    town: Municipality, run: Run, tmp_path: Path, epsg: int
) -> None:
    path = layer(tmp_path / "x.geojson", "x", [{"name": "Rantakylä"}], [square(2, 2)], 4326)
    if epsg == 3881:
        path = layer(tmp_path / "x.gpkg", "x", [{"name": "Rantakylä"}], [square(2, 2)], 3881)
    assert run(path, town)["accepted"] == 1
    assert PublishedPlan.objects.get(slug="rantakyla").area_m2 == pytest.approx(1e6, rel=1e-4)


def test_objects_of_a_known_plan_come_as_an_option_of_a_draft(town: Municipality, run: Run, drawn: Path) -> None:
    run(drawn, town)
    with in_town(town):
        Plan.objects.filter(slug="rantakyla").update(state="03")
    option = layer(drawn.with_name("b.gpkg"), "korttelit", [{"tunnus": "1"}, {"tunnus": "2"}], [square(4, 4, 0.2)] * 2)
    line = run(option, town, "--plan", "rantakyla", "--option", "B", "--draft")
    assert line["accepted"] == 2
    with in_town(town):
        version = PlanVersion.objects.get(plan__slug="rantakyla", option="B")
        assert (version.stage, version.published_at, version.objects_drawn.count()) == ("draft", None, 2)


def test_layers_are_mapped_by_hand_where_their_names_do_not_tell(town: Municipality, run: Run, tmp_path: Path) -> None:
    path = layer(tmp_path / "y.gpkg", "rajat_2026", [{"id": "1", "name": "Yli"}], [square(1, 1)])
    layer(path, "muuta", [{"id": "2"}], [square(1, 1, 0.1)])
    line = run(path, town, "--map", "rajat_2026=plans", "--map", "muuta=skip")
    assert (line["read"], line["accepted"]) == (1, 1)


def test_a_version_on_display_does_not_change_under_those_who_are_asked(
    town: Municipality, run: Run, drawn: Path
) -> None:
    run(drawn, town)
    today = timezone.localdate()
    with in_town(town):
        plan = Plan.objects.get(slug="rantakyla")
        hearing = Hearing.objects.create(
            municipality=town, plan=plan, kind="oas", first_day=today, last_day=today + datetime.timedelta(days=14)
        )
        HearingVersion.objects.create(municipality=town, hearing=hearing, version=plan.versions.get())
        Hearing.objects.update(published_at=timezone.now())
    layer(drawn, "land_use_point", [{"id": "x", "plan_id": "p2"}], [shapely.Point(WEST + 4600, SOUTH + 4500)])
    with pytest.raises(CommandError, match="on display"):
        run(drawn, town)
    with in_town(town):
        assert PlanObject.objects.get(layer="land_use_point").geom.x == WEST + 4500


def test_what_cannot_be_taken_is_kept_with_its_reason(town: Municipality, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.gpkg"
    rows: list[dict[str, Any]] = [
        {"id": "1", "state": "04"},
        {"id": "1", "state": "04"},
        {"id": "3", "state": "77"},
        {"id": "4", "state": "04"},
    ]
    layer(path, "plan", rows, [square(1, 1), square(1, 1), square(1, 1), square(90, 90)])
    point = shapely.Point(WEST, SOUTH)
    layer(path, "objects", [{"plan_id": "1"}, {"plan_id": "9"}, {"plan_id": "1"}], [point, point, shapely.Point(0, 0)])
    line = run(path, town, "--reject-file", tmp_path / "no.csv")
    assert line["accepted"] == 2
    assert line["reasons"] == {
        "duplicate_id": 1, "no_plan": 1, "null_island": 1, "outside_town": 1, "unknown_code": 1,
    }  # fmt: skip
