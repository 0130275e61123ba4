"""compute_coverage as an operator meets it: files, repeats and refusals; and the same numbers over the wire."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLog, Role, User
from accounts.services import Post, create_staff
from geo.models import AreaSet
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun, Release
from neighbourhoods.services import make_release
from neighbourhoods.tasks import monthly_releases, nightly_runs
from participation.models import Participant
from tests.factories import make_halves, make_town
from tests.neighbourhoods.people import act, count_people, people_take_part

HEADINGS = (
    "id,cases,expected,sir,sir_lo95,sir_hi95,p_low,q_low,eb_global,ranking_mean,p_below_delta,class,"
    "set,code,name,suppressed"
)


@pytest.fixture
def halves(db: None) -> AreaSet:
    halves = make_halves(make_town())
    count_people(halves, {"E": 3000, "W": 3000})
    people_take_part(halves.municipality, 60, halves.areas.get(code="W"))
    people_take_part(halves.municipality, 3, halves.areas.get(code="E"))
    return halves


def compute(halves: AreaSet, *more: str) -> str:
    told = io.StringIO()
    basics = ("--town", halves.municipality.slug, "--set", halves.kind, "--replicates", "19")
    call_command("compute_coverage", *basics, *more, stdout=told, stderr=io.StringIO())
    return told.getvalue()


def test_the_file_has_the_columns_of_coverage_table_and_where_each_row_is(halves: AreaSet, tmp_path: Path) -> None:
    out = tmp_path / "heard.csv"
    compute(halves, "--out", str(out))
    lines = out.read_text("utf-8").splitlines()
    assert lines[0] == HEADINGS
    east, west = csv.DictReader(lines)
    assert (east["code"], east["cases"], east["class"], east["suppressed"]) == ("E", "3", "underserved", "false")
    assert float(east["expected"]) + float(west["expected"]) == pytest.approx(63, rel=1e-12)


def test_other_files_hold_the_same_rows(halves: AreaSet, tmp_path: Path) -> None:
    compute(halves, "--out", str(tmp_path / "heard.json"))
    compute(halves, "--out", str(tmp_path / "heard.gpkg"))
    told = json.loads((tmp_path / "heard.json").read_text("utf-8"))
    assert [row["cases"] for row in told["rows"]] == [3, 60]
    import geopandas

    layer = geopandas.read_file(tmp_path / "heard.gpkg")
    assert list(layer["cases"]) == [3, 60] and layer.crs.to_epsg() == 3067


def test_a_repeated_run_says_that_every_digit_is_the_same(halves: AreaSet) -> None:
    run = compute(halves).split()[1]
    act(people_take_part(halves.municipality, 1, halves.areas.get(code="E"))[0])
    told = compute(halves, "--repeat", run)
    assert "the same to the last digit" in told and "63 participants" in told


def test_days_are_whole_days_from_the_first_to_the_last(halves: AreaSet) -> None:
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    assert "0 participants" in compute(halves, "--from", str(yesterday), "--to", str(yesterday))
    assert "63 participants" in compute(halves, "--from", str(yesterday), "--to", str(today))


def test_what_is_not_there_is_refused_in_words(halves: AreaSet, tmp_path: Path) -> None:
    for wrong in (
        ("--set", "planets"),
        ("--process", "metsat"),
        ("--repeat", "nothing"),
        ("--out", str(tmp_path / "heard.xls")),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
    ):
        with pytest.raises(CommandError):
            compute(halves, *wrong)


def address(halves: AreaSet, more: str = "") -> str:
    return f"/api/v1/towns/{halves.municipality.slug}/coverage{more}"


def test_over_the_wire_everybody_gets_what_was_released(halves: AreaSet) -> None:
    assert Client().get(address(halves)).status_code == 404
    release = make_release(town=halves.municipality, replicates=19)
    told = Client().get(address(halves, "?window=24")).json()
    east = next(row for row in told["areas"] if row["code"] == "E")
    assert (told["release"], told["masked"]) == (release.public_id, True)
    assert (east["participants"], east["sir"], east["suppressed"]) == (None, None, "under_five")
    assert Client().get(address(halves, "?window=7")).status_code == 400


def test_exact_numbers_are_for_staff_and_each_look_is_logged(halves: AreaSet) -> None:
    town = halves.municipality
    make_release(town=town, replicates=19)
    staff: User = create_staff(email="suunnittelija@kokeila.fi", post=Post(town, Role.PLANNER)).user
    client = Client()
    assert client.get(address(halves, "/exact")).status_code in (401, 403)
    client.force_login(staff)
    told = client.get(address(halves, "/exact")).json()
    assert {row["code"]: row["participants"] for row in told["areas"]} == {"E": 3, "W": 60}
    with in_town(town):
        assert AccessLog.objects.get(user=staff).subject == f"run {told['method']['run']}"


def test_the_worker_makes_runs_at_night_and_one_release_a_month(halves: AreaSet) -> None:
    town = halves.municipality
    assert nightly_runs(timestamp=0) == 3
    with in_town(town):
        assert set(CoverageRun.objects.values_list("purpose", "months", "state")) == {
            ("nightly", months, "done") for months in (12, 24, 36)
        }
        assert Participant.objects.count() == 63
    assert not Release.objects.exists()
    assert (monthly_releases(timestamp=0), monthly_releases(timestamp=0)) == (1, 0)
    assert Release.objects.filter(municipality=town).count() == 1
