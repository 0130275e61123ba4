"""import_population: hidden is null, never zero; other sets get the same people, spread by surface."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError

from geo.importing.population_columns import Figure, known_figures
from geo.importing.population_rows import cell_code, count_of, without_hidden_zeros
from geo.models import Area, GridCell, Municipality, PopulationCount
from tests.factories import SOUTH, WEST, make_halves, make_town
from tests.geo.files import makers
from tests.geo.importing.conftest import Run

PAAVO = "postinumeroalue;nimi;he_vakiy;he_0_2;he_85_;ra_ke\n"


@pytest.fixture
def town() -> Municipality:
    town = make_town("here", code="999")
    make_halves(town, "postal")
    return town


def paavo(tmp_path: Path, *rows: str) -> Path:
    return makers.write_csv(tmp_path / "paavo.csv", PAAVO + "".join(f"{row}\n" for row in rows))


def counts(code: str, kind: str = "postal") -> dict[tuple[str, int | None], float | None]:
    rows = PopulationCount.objects.filter(area__code=code, area__area_set__kind=kind)
    return {(row.what, row.age_from): row.count for row in rows}


@pytest.mark.django_db
def test_paavo_s_headings_are_known(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = paavo(tmp_path, "W;Länsi;100;10;5;7", "E;Itä;50;2;1;0", "X;Muu;1;1;1;1")
    report = run("import_population", path, "--town", "here", "--set", "postal", "--year", 2024)
    assert (report["accepted"], report["skipped_other_town"]) == (2, 1)
    assert counts("W") == {("people", None): 100, ("people", 0): 10, ("people", 85): 5, ("holiday_homes", None): 7}


@pytest.mark.django_db
def test_hidden_values_are_null_and_zero_is_zero(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = paavo(tmp_path, "W;Länsi;12;-1;-1;0", "E;Itä;..;;-1;")
    run("import_population", path, "--town", "here", "--set", "postal", "--year", 2024)
    assert counts("W") == {("people", None): 12, ("people", 0): None, ("people", 85): None, ("holiday_homes", None): 0}
    assert set(counts("E").values()) == {None}


@pytest.mark.django_db
def test_the_same_figures_twice_change_nothing(run: Run, town: Municipality, tmp_path: Path) -> None:
    arguments = ("--town", "here", "--set", "postal", "--year", 2024)
    run("import_population", paavo(tmp_path, "W;a;100;10;5;7", "E;b;50;2;1;0"), *arguments)
    assert run("import_population", paavo(tmp_path, "W;a;100;10;5;7", "E;b;51;2;1;0"), *arguments)["unchanged"] == 1
    assert counts("E")[("people", None)] == 51
    assert PopulationCount.objects.count() == 8


@pytest.mark.django_db
def test_other_sets_get_the_people_and_the_sum_stays(run: Run, town: Municipality, tmp_path: Path) -> None:
    make_halves(town, "district")
    path = paavo(tmp_path, "W;a;100;10;5;7", "E;b;50;2;1;0")
    run("import_population", path, "--town", "here", "--set", "postal", "--year", 2024)
    spread = PopulationCount.objects.filter(area__area_set__kind="district")
    assert set(spread.values_list("basis", flat=True)) == {"interpolated"}
    assert counts("W", "district")[("people", None)] == pytest.approx(100)
    assert sum(row.count or 0 for row in spread.filter(what="people", age_from=None)) == pytest.approx(150)


@pytest.mark.django_db
def test_a_set_that_comes_later_gets_the_people_too(run: Run, town: Municipality, tmp_path: Path) -> None:
    run(
        "import_population",
        paavo(tmp_path, "W;a;12;-1;-1;7", "E;b;50;10;5;0"),
        "--town",
        "here",
        "--set",
        "postal",
        "--year",
        2024,
    )
    shapes = [area.geom for area in Area.objects.filter(area_set__kind="postal").order_by("code")]
    from geo.importing.shapes import from_database

    path = makers.write_layer(tmp_path / "b.gpkg", [from_database(shape) for shape in shapes], code=["b1", "b2"])
    run("import_areas", path, "--town", "here", "--set", "board")
    west = PopulationCount.objects.get(area__code="b2", what="people", age_from=0)
    assert west.count == pytest.approx(12 * 10 / 50)
    assert west.estimated and west.basis == "interpolated"
    total = PopulationCount.objects.get(area__code="b2", what="people", age_from=None)
    assert total.count == pytest.approx(12) and not total.estimated


@pytest.mark.django_db
def test_columns_may_be_told(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "alue,kaikki,nuoret,mummot\nW,10,3,2\n")
    told = "total=kaikki,0-17=nuoret,65-=mummot"
    run(
        "import_population",
        path,
        "--town",
        "here",
        "--set",
        "postal",
        "--code",
        "alue",
        "--year",
        2024,
        "--columns",
        told,
    )
    assert counts("W") == {("people", None): 10, ("people", 0): 3, ("people", 65): 2}


@pytest.mark.django_db
def test_what_is_no_count_is_rejected(run: Run, town: Municipality, tmp_path: Path) -> None:
    path, kept = paavo(tmp_path, "W;a;many;1;1;1", "E;b;5;1;1;1", "E;b;6;1;1;1"), tmp_path / "r.csv"
    report = run("import_population", path, "--town", "here", "--set", "postal", "--year", 2024, "--reject-file", kept)
    assert report["reasons"] == {"duplicate_id": 1, "invalid_number": 1}
    assert report["accepted"] == 1


@pytest.mark.django_db
def test_cells_of_the_town_come_in_by_their_corners(run: Run, town: Municipality, tmp_path: Path) -> None:
    rows = [f"{n},{int(WEST) + 1000 * n},{int(SOUTH)},{10 * n},-1" for n in range(4)]
    rows.append("9,100000,6700000,5,5")
    path = makers.write_csv(tmp_path / "cells.csv", "id_nro,xkoord,ykoord,vaesto,ika_0_14\n" + "\n".join(rows) + "\n")
    report = run("import_population", path, "--town", "here", "--cells", 1000, "--year", 2024)
    assert (report["accepted"], report["skipped_other_town"]) == (4, 1)
    cell = GridCell.objects.get(code="3")
    assert (cell.size_m, cell.centre.x, cell.centre.y) == (1000, WEST + 3500, SOUTH + 500)
    assert PopulationCount.objects.get(cell=cell, age_from=None).count == 30
    assert PopulationCount.objects.get(cell=cell, age_from=0).count is None
    assert run("import_population", path, "--town", "here", "--cells", 1000, "--year", 2024)["unchanged"] == 4


@pytest.mark.django_db
def test_a_set_that_is_not_there_is_named(run: Run, town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="board"):
        run("import_population", paavo(tmp_path, "W;a;1;1;1;1"), "--town", "here", "--set", "board", "--year", 2024)


@pytest.mark.parametrize(
    ("heading", "figure"),
    [
        ("he_0_2", Figure("people", 0, 2)),
        ("he_85_", Figure("people", 85, None)),
        ("age_85_plus", Figure("people", 85, None)),
        ("ika_65_", Figure("people", 65, None)),
        ("ika_0_14", Figure("people", 0, 14)),
        ("13-15-vuotiaat (HE)", Figure("people", 13, 15)),
        ("85 vuotta täyttäneet (HE)", Figure("people", 85, None)),
        ("Asukkaat yhteensä (HE)", Figure("people")),
        ("vaesto", Figure("people")),
        ("Kesämökit yhteensä (RA)", Figure("holiday_homes")),
    ],
)
def test_a_heading_says_what_is_counted(heading: str, figure: Figure) -> None:
    assert known_figures([heading]) == {figure: heading}


@pytest.mark.parametrize(
    "heading",
    [
        "he_miehet",
        "he_kika",
        "pop_men",
        "pop_18plus",
        "18 vuotta täyttäneet yhteensä (HR)",
        "Lapset 0-14-vuotiaat (PT)",
    ],
)
def test_other_headings_are_left_alone(heading: str) -> None:
    assert known_figures([heading]) == {}


def test_counts_are_read_as_the_sources_write_them() -> None:
    assert [count_of(text) for text in ("1 234", 5.0, "-1", "..", None, "0")] == [1234, 5, None, None, None, 0]


def test_ages_that_are_all_zero_where_people_live_are_hidden() -> None:
    total, child = Figure("people"), Figure("people", 0, 2)
    assert without_hidden_zeros({total: 7, child: 0}) == {total: 7, child: None}
    assert without_hidden_zeros({total: 0, child: 0}) == {total: 0, child: 0}


def test_cells_are_named_as_in_the_national_grid() -> None:
    assert cell_code(1000, (514_000, 6_839_000)) == "1kmN6839E514"
    assert cell_code(250, (514_250, 6_839_500)) == "250mN683950E51425"
