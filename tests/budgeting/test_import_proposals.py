"""A file of proposals becomes a round's proposals, once, and Helsinki's four thousand are listed quickly."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from budgeting.models import Proposal, PublishedProposal
from geo import crs
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_round
from tests.budgeting.ideas import again, steps
from tests.factories import SOUTH, WEST, make_halves, make_town

HELSINKI = Path("../shared/data/helsinki/omastadi_proposals_dedup.csv")
HEAD = "id,title,texts,latitude,longitude,state,budgetamount,district"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testila")
    make_halves(town)
    make_round(town, "kesa")
    return town


def run(file: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_proposals", str(file), "--town", "testila", "--round", "kesa", *options, stdout=out)
    last: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return last


def written(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "ehdotukset.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return file


def here(east: float = 2.5, north: float = 2.5) -> str:
    longitude, latitude = crs.point_to_wire(WEST + east * 1000, SOUTH + north * 1000)
    return f"{latitude},{longitude}"


def test_each_row_becomes_a_proposal_with_its_place_cost_and_state(town: Municipality, tmp_path: Path) -> None:
    rows = (
        f"1,Keinu,Iso keinu,{here()},accepted,1500,E",
        "2,Liuku,,,,rejected,,W",
        f"3,Penkki,,{here()},accepted,,E",
    )
    told = run(written(tmp_path, *rows))
    assert (told["read"], told["accepted"], told["without_place"]) == (3, 3, 1)
    with in_town(town):
        swing, slide, bench = Proposal.objects.select_related("about_area")
    assert (swing.titles, swing.texts, swing.cost_cents) == ({"fi": "Keinu"}, {"fi": "Iso keinu"}, 150_000)
    assert [one.state for one in (swing, slide, bench)] == ["accepted", "not_feasible", "open"]
    assert (slide.geom, slide.about_area.code) == (None, "W")
    assert swing.geom.x == pytest.approx(WEST + 2500, abs=0.1)
    assert PublishedProposal.objects.filter(municipality=town).count() == 3


def test_the_same_file_again_changes_nothing_and_a_changed_row_keeps_its_number(
    town: Municipality, tmp_path: Path
) -> None:
    rows = [f"7,Keinu,Iso,{here()},accepted,1500,E", "8,Liuku,,,,withdrawn,,W"]
    run(written(tmp_path, *rows), "--id", "id")
    assert run(written(tmp_path, *rows), "--id", "id")["unchanged"] == 2
    told = run(written(tmp_path, rows[1], rows[0].replace("Iso", "Pieni"), "9,Uusi,,,,,,"), "--id", "id")
    assert (told["accepted"], told["updated"], told["unchanged"]) == (1, 1, 1)
    with in_town(town):
        swing = Proposal.objects.get(number=1)
        assert Proposal.objects.get(number=3).titles == {"fi": "Uusi"}
    assert (swing.texts, steps(again(swing))) == ({"fi": "Pieni"}, ["made", "edited"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,,,,,,,", "empty_text"),
        ("2,Kauas,,60.17,24.94,,,", "outside_town"),
        ("1,Sama,,,,,,", "duplicate_id"),
        (f"2,Pitkä,{'a' * 10_001},,,,,", "text_too_long"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_nothing_is_stored(
    town: Municipality, tmp_path: Path, row: str, reason: str
) -> None:
    file = written(tmp_path, f"1,Keinu,,{here()},,,", row)
    with pytest.raises(CommandError):
        run(file, "--id", "id")
    assert not PublishedProposal.objects.exists()
    told = run(file, "--id", "id", "--reject-file", str(tmp_path / "rejected.csv"))
    assert told["reasons"] == {reason: 1}


def test_a_round_that_is_not_there_is_said(town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no round"):
        call_command("import_proposals", str(written(tmp_path)), "--town", "testila", "--round", "talvi")


@pytest.mark.heavy
def test_helsinkis_proposals_load_as_a_round(db: None, tmp_path: Path) -> None:
    if not HELSINKI.exists():
        pytest.skip("the file of Helsinki's proposals is not at hand")
    make_round(make_town("testila", boundary=None, boundary_source=""), "kesa")
    told = run(HELSINKI, "--id", "round,id")
    assert (told["read"], told["accepted"], told["rejected"]) == (4_403, 4_403, 0)
    assert PublishedProposal.objects.count() == 4_403
