"""A town from nothing but real files: the national boundaries, postal areas, and Paavo's table."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from geo.models import Area, Municipality, Upload
from geo.tenancy import in_town
from tests.geo.importing.conftest import REAL
from tests.geo.uploads.conftest import Send, brought_in

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def town(db: None) -> Municipality:
    if not REAL.is_dir():
        pytest.skip("the real data (../shared/data) are not here")
    return Municipality.objects.create(slug="heinola", code="111", names={"fi": "Heinola"})


def finland(name: str) -> Path:
    return REAL / "finland" / name


def test_heinola_comes_from_files_alone(town: Municipality, send: Send) -> None:
    assert brought_in(send(finland("municipalities_arho_2024_3067.gpkg"), "boundary")).state == "done"
    town.refresh_from_db()
    assert town.boundary is not None
    areas = brought_in(send(finland("postal_areas_2019geom_paavo_3067.gpkg"), "areas", kind="postal"))
    assert areas.preview["summary"]["accepted"] == Area.objects.filter(municipality=town).count() == 12
    tried = send(finland("paavo_master.csv"), "people", kind="postal", year=2023)
    assert tried.state == "tried" and tried.reading["columns"]["total"]
    assert tried.preview["total"] == pytest.approx(17_631, rel=0.03)
    assert brought_in(tried).state == "done"


def test_borders_of_tomorrow_close_those_of_today(town: Municipality, send: Send) -> None:
    brought_in(send(finland("municipalities_arho_2024_3067.gpkg"), "boundary"))
    first = send(finland("four_towns_postal_4326.geojson"), "areas", kind="postal")
    brought_in(first)
    day = datetime.date(2027, 1, 1)
    second = send(finland("four_towns_postal_3067.gpkg"), "areas", kind="postal", valid_from=day)
    assert second.preview["set"]["closes"] is not None
    assert {area["change"] for area in second.preview["areas"]} <= {"same", "changed"}
    with in_town(town):
        assert Upload.objects.count() == 3
