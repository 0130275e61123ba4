"""Each reason for which an import is not done is met, in words that can be told again in another language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from geo.files.reader import ReadOptions
from geo.importing.area_rows import AreaFile
from geo.importing.area_sets import SetWishes, import_areas
from geo.importing.place_rows import PlaceFile
from geo.importing.population import PopulationTarget, import_people
from geo.importing.population_rows import PopulationFile
from geo.importing.refusals import IMPORT_REASONS, ImportRefused, kept_refusal, told_again
from geo.importing.report import ImportReport
from geo.importing.towns import TownWishes, make_town, refuse_slug
from geo.models import Municipality
from tests.factories import make_halves
from tests.factories import make_town as town_made
from tests.geo.files import makers

pytestmark = pytest.mark.django_db
SQUARE = makers.square(27.2, 61.6)
FAR = makers.square(20, 50)


@pytest.fixture
def town() -> Municipality:
    return make_halves(town_made("here", code="999", names={"fi": "Tässä"})).municipality


def refused(act: Callable[[], Any]) -> ImportRefused:
    with pytest.raises(ImportRefused) as found:
        act()
    return found.value


def boundary(path: Path, **wishes: Any) -> str:
    wished = TownWishes("other", {"fi": "Muu"}, boundary=path, **wishes)
    return refused(lambda: make_town(wished, ImportReport())).code


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("bad_boundary", [makers.feature(FAR, nimi="Muu")]),
        ("town_not_in_file", [makers.feature(SQUARE, nimi="Kolmas")]),
        ("several_towns", [makers.feature(SQUARE, nimi="Muu"), makers.feature(SQUARE, nimi="Muu")]),
    ],
)
def test_a_boundary_that_is_not_the_towns(code: str, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    assert boundary(makers.write_geojson(tmp_path / "a.geojson", rows)) == code


def test_a_boundary_without_a_coordinate_system(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", 'nimi,wkt\nMuu,"POLYGON((0 0,1 0,1 1,0 0))"\n')
    assert boundary(path) == "no_crs"


@pytest.mark.parametrize(("code", "slug"), [("bad_slug", "ei käy"), ("taken_slug", "api")])
def test_a_towns_address(code: str, slug: str) -> None:
    assert refused(lambda: refuse_slug(slug)).code == code


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("code", "text", "wishes"),
    [
        ("no_shapes", "koodi\n1\n", {}),
        ("unknown_column", "koodi,wkt\n1,POINT(0 0)\n", {"code": "tunnus"}),
    ],
)
def test_areas_from_a_table(code: str, text: str, wishes: dict[str, Any], town: Municipality, tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", text)
    source = AreaFile(town, path, ReadOptions(crs=3067), kind="district", **wishes)
    assert refused(lambda: source.rows(ImportReport())).code == code


@pytest.mark.heavy
def test_areas_that_nothing_names(town: Municipality, tmp_path: Path) -> None:
    path = makers.write_geojson(tmp_path / "a.geojson", [makers.feature(SQUARE, vuosi=2024)])
    source = AreaFile(town, path, ReadOptions(), kind="district")
    assert refused(lambda: source.rows(ImportReport())).code == "no_code_column"


@pytest.mark.heavy
def test_areas_of_a_set_that_is_not_there(town: Municipality, tmp_path: Path) -> None:
    rows = [makers.feature(makers.square(27.2, 61.6, 0.2), koodi="1", kunta="999")]
    source = AreaFile(town, makers.write_geojson(tmp_path / "a.geojson", rows), ReadOptions(), kind="village")
    town.boundary_source = ""
    wishes = SetWishes("village", parent_kind="board")
    refusal = refused(lambda: import_areas(source, wishes, ImportReport()))
    assert refusal.code == "no_such_set" and "board" in str(refusal)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("code", "text", "wishes"),
    [
        ("no_area_of_set", "koodi,vaesto\n77777,2\n", {"kind": "district"}),
        ("no_figures", "koodi,metsaa\nW,2\n", {"kind": "district"}),
        ("unknown_figure", "koodi,metsaa\nW,2\n", {"kind": "district", "columns": {"puut": "metsaa"}}),
        ("no_cells", "id,vaesto\n1,2\n", {"cell_m": 250}),
    ],
)
def test_people(code: str, text: str, wishes: dict[str, Any], town: Municipality, tmp_path: Path) -> None:
    assert people(town, makers.write_csv(tmp_path / "a.csv", text), **wishes) == code


@pytest.mark.heavy
def test_squares_of_a_town_without_a_boundary(town: Municipality, tmp_path: Path) -> None:
    Municipality.objects.filter(pk=town.pk).update(boundary=None)
    path = makers.write_csv(tmp_path / "a.csv", "xkoord,ykoord,vaesto\n510000,6830000,2\n")
    assert people(Municipality.objects.get(pk=town.pk), path, cell_m=250) == "no_boundary"


def people(town: Municipality, path: Path, **wishes: Any) -> str:
    target = PopulationTarget(2024, kind=wishes.get("kind"), cell_m=wishes.get("cell_m"))
    source = PopulationFile(town, path, ReadOptions(), columns=wishes.get("columns"), cell_m=wishes.get("cell_m"))
    return refused(lambda: import_people(source, target, ImportReport())).code


def test_places_without_a_place(town: Municipality, tmp_path: Path) -> None:
    source = PlaceFile(town, makers.write_csv(tmp_path / "a.csv", "nimi\nTupa\n"), ReadOptions())
    assert refused(lambda: source.rows(ImportReport())).code == "no_places"


@pytest.mark.parametrize("code", sorted(IMPORT_REASONS))
def test_a_kept_refusal_is_told_again_in_the_readers_language(code: str) -> None:
    blanks = {"rows": 3, "count": 3, "name": "x", "kind": "board", "problem": "the row says nothing", "row": 7}
    kept = kept_refusal(ImportRefused(code, **blanks))
    told = {}
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            told[language] = told_again(kept)
    assert len(set(told.values())) == 3, told
