"""coverage_table: anyone's table in, classes out, without a database."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.geo.files import makers
from tests.geo.stats.references import FOLDER, column, needs_references, table

PROJECT = Path(__file__).resolve().parents[2]
NOWHERE = "postgresql://nobody:nothing@127.0.0.1:9/none"
HEADER = (
    "id,cases,expected,sir,sir_lo95,sir_hi95,p_low,q_low,eb_global,ranking_mean,p_below_delta,class"  # as the API says
)
SEVEN = "area,y,n\na,75,1996\nb,87,2909\nc,71,1959\nd,113,3540\ne,{e},1789\nf,51,1578\ng,35,2192\n"


def run(path: Path, *arguments: str) -> list[dict[str, str]]:
    out = path.parent / "out.csv"
    call_command("coverage_table", str(path), *arguments, "--out", str(out), verbosity=0)
    with out.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def seven(tmp_path: Path, e: int) -> Path:
    return makers.write_csv(tmp_path / "seven.csv", SEVEN.format(e=e))


PLAIN = ("--cases", "y", "--population", "n", "--id", "area")


def test_it_runs_where_there_is_no_database_and_no_cluster(tmp_path: Path) -> None:
    asked = ["coverage_table", str(seven(tmp_path, 27)), *PLAIN, "--out", str(tmp_path / "o.csv")]
    done = subprocess.run(
        [sys.executable, "manage.py", *asked],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": NOWHERE, "DATABASE_OWNER_URL": NOWHERE},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "o.csv").read_text("utf-8").splitlines()[0] == HEADER
    assert done.stdout.strip() == "7 rows, 459 cases: 0 no_residents, 2 underserved, 5 on_par, 0 too_little_data"


def test_rows_keep_their_order_and_one_more_participant_is_seen(tmp_path: Path) -> None:
    rows = run(seven(tmp_path, 26), *PLAIN)
    assert [row["id"] for row in rows] == list("abcdefg")
    assert rows[4]["class"] == "too_little_data"
    assert run(seven(tmp_path, 27), *PLAIN)[4]["class"] == "underserved"


@pytest.mark.parametrize("cell", ["-3", "many", "nan", "", "2.5"])
def test_a_row_that_is_no_count_is_named_and_nothing_is_written(
    tmp_path: Path, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = makers.write_csv(tmp_path / "seven.csv", SEVEN.format(e=cell))
    with pytest.raises(CommandError, match="1 values were rejected"):
        run(path, *PLAIN)
    assert "row 5: rejected, y is" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_participants_where_nobody_lives_are_listed_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = makers.write_csv(tmp_path / "eight.csv", SEVEN.format(e=27) + "h,4,0\n")
    rows = run(path, *PLAIN)
    assert "row 8 (h): cases but no people" in capsys.readouterr().err
    assert (rows[7]["class"], rows[7]["expected"], rows[7]["p_low"]) == ("no_residents", "", "")
    assert rows[4]["class"] == "underserved"


def test_a_geopackage_and_a_geojson_give_what_the_csv_gives(tmp_path: Path) -> None:
    rows = run(seven(tmp_path, 27), *PLAIN)
    cells = [line.split(",") for line in SEVEN.format(e=27).splitlines()[1:]]
    features = [
        makers.feature(makers.square(27 + place / 10, 61.6), area=area, y=int(y), n=int(n))
        for place, (area, y, n) in enumerate(cells)
    ]
    assert run(makers.write_geojson(tmp_path / "seven.geojson", features), *PLAIN) == rows
    if FOLDER.exists():
        geopackage = FOLDER / "nc_sids74.gpkg"
        call_command(
            "coverage_table",
            str(geopackage),
            *("--cases", "cases", "--population", "pop", "--id", "id", "--out", str(tmp_path / "nc.csv")),
        )
        assert len((tmp_path / "nc.csv").read_text("utf-8").splitlines()) == 101


@needs_references
@pytest.mark.parametrize("base", [("--population", "pop"), ("--expected", "expected")])
def test_with_delta_one_the_reference_comes_out(tmp_path: Path, base: tuple[str, str]) -> None:
    reference = table("nc_sids74_areal")
    out = tmp_path / "out.csv"
    arguments = ("--cases", "cases", *base, "--id", "id", "--delta", "1", "--out", str(out))
    call_command("coverage_table", str(FOLDER / "nc_sids74_areal.csv"), *arguments)
    with out.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["id"] for row in rows] == list(reference["id"])
    theirs = {"expected": "expected", "sir": "sir", "sir_lo95": "sir_lo95", "sir_hi95": "sir_hi95", "p_low": "p_low"}
    if base[0] == "--population":
        theirs["eb_global"] = "eb_global"
    for ours, name in {**theirs, "q_low": "p_low_bh"}.items():
        assert [float(row[ours]) for row in rows] == pytest.approx(column(reference, name).tolist(), abs=1e-10)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--cases", "z", "--population", "n"), "no column “z”"),
        (("--cases", "y", "--population", "n", "--delta", "0"), "not a ratio"),
        (("--cases", "y"), "required"),
        (("--cases", "y", "--population", "n", "--expected", "n"), "not allowed"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        run(seven(tmp_path, 27), *arguments)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("coverage_table", str(seven(tmp_path, 27)), *PLAIN, "--out", str(tmp_path / "no" / "out.csv"))
