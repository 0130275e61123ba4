"""Mikkeli with its real areas and residents: what is computed, what a file holds, and what everybody may see."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.db.models import Sum
from django.utils import timezone, translation

from bench import real_people, real_towns
from frontend import coverage_words
from geo.models import Municipality, PopulationCount
from neighbourhoods.models import AreaFigure, ReleasedCoverage
from neighbourhoods.results import Coverage
from neighbourhoods.results_json import from_json
from neighbourhoods.runs.writing import COLUMNS
from neighbourhoods.services import make_release

UNTIL = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
MIKKELI = real_towns.TOWNS[0]
needs_real_data = pytest.mark.skipif(not real_towns.DATA.is_dir(), reason="the real data (../shared/data) are not here")


def homes() -> tuple[real_people.Home, ...]:
    bands = np.array([100.0, 50, 200, 300, 400, 200, 150])
    return tuple(
        real_people.Home(code, shapely.box(west, 0, west + 1000, 1000), 14_000, bands, 50)
        for code, west in (("a", 0), ("b", 1000))
    )


def messages(folder: Path, planted: dict[str, float]) -> list[dict[str, str]]:
    path = folder / "messages.csv"
    real_people.write_messages(path, homes(), planted, UNTIL, seed=1)
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def persons(rows: list[dict[str, str]], home: str) -> int:
    return len({row["person"] for row in rows if row["home"] == home and row["resident"] == "permanent"})


def test_made_up_people_take_part_as_often_as_planted_and_say_that_they_are_made_up(tmp_path: Path) -> None:
    rows = messages(tmp_path, {"b": 0.3})
    usual = real_people.YEARS * real_people.RATE * 14_000 * real_people.TELLS_HOME
    assert abs(persons(rows, "a") - usual) < 4 * usual**0.5
    assert persons(rows, "b") < 0.5 * persons(rows, "a")
    assert all(row["text"].startswith("Keksitty koeviesti") and row["person"].startswith("keksitty") for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert rows == messages(tmp_path, {"b": 0.3})


@pytest.mark.heavy
@needs_real_data
@pytest.mark.django_db
def test_mikkeli_s_boards_and_postal_areas_are_computed_exported_and_released(tmp_path: Path) -> None:
    real_towns.load_areas(MIKKELI)
    real_towns.bring_people(MIKKELI, timezone.now(), tmp_path)
    town = Municipality.objects.get(slug="mikkeli")
    boards, postal = computed(tmp_path, "board"), computed(tmp_path, "postal")
    people_add_up(boards, postal)
    suomenniemi_is_not_known_yet(boards)
    planted = boards.area("mikkelin-pitaja")
    assert planted is not None
    assert planted.class_ == "underserved"
    assert len(postal.areas) >= 41
    the_release_hides_small_numbers(town)


def computed(folder: Path, kind: str) -> Coverage:
    """The run's files, whose columns are as promised; the JSON holds the whole result."""
    for ending in ("csv", "gpkg", "json"):
        out = folder / f"{kind}.{ending}"
        real_towns.command("compute_coverage", "--town", "mikkeli", "--set", kind, "--replicates", 99, "--out", out)
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as opened:
        assert tuple(next(csv.reader(opened))) == COLUMNS
    import pyogrio

    table = pyogrio.read_dataframe(folder / f"{kind}.gpkg", layer="coverage")
    assert (set(COLUMNS) <= set(table.columns), str(table.crs)) == (True, "EPSG:3067")
    return from_json(json.loads((folder / f"{kind}.json").read_text("utf-8"))["coverage"])


def people_add_up(boards: Coverage, postal: Coverage) -> None:
    for coverage in (boards, postal):
        assert sum(row.people or 0 for row in coverage.areas) == pytest.approx(51_151)
        assert coverage.town.residents == pytest.approx(51_151)
        assert sum(row.expected or 0 for row in coverage.areas) == pytest.approx(coverage.town.placed)
    homes = PopulationCount.objects.filter(area__area_set__kind="board", what="holiday_homes")
    assert homes.aggregate(sum=Sum("count"))["sum"] == pytest.approx(9_652)


def suomenniemi_is_not_known_yet(boards: Coverage) -> None:
    row = boards.area("suomenniemi")
    assert row is not None
    assert row.class_ == "too_little_data"
    assert row.people == pytest.approx(595)
    with translation.override("fi"):
        told = coverage_words.sentence(row, boards, "fi")
    assert told.startswith("Suomenniemi: ")
    assert "ettei eroa voi erottaa sattumasta" in told
    assert "koko kunnassa tarvitaan noin" in told


def the_release_hides_small_numbers(town: Municipality) -> None:
    release = make_release(town=town, replicates=99)
    figures = AreaFigure.objects.filter(release=release, area_set__kind="board")
    assert figures.count() == 6
    hidden = [one for one in figures if one.suppressed]
    assert all(one.participants_home is None for one in hidden)
    for one in ReleasedCoverage.objects.filter(release=release):
        coverage = from_json(one.coverage)
        for row in coverage.areas:
            if row.suppressed:
                assert (row.participants, row.sir, row.p_low, row.q_low, row.ranking_mean) == (None,) * 5
            else:
                assert row.participants is None or row.participants >= 5 or row.code == "outside", row.code
