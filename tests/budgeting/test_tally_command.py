"""`manage.py tally`: anyone's election in, winners out, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from budgeting.pabulib import read
from tests.budgeting.pabulib.files import CLEAN, REAL, changed, needs_real_files, put

PROJECT = Path(__file__).resolve().parents[2]
NOWHERE = "postgresql://nobody:nothing@127.0.0.1:9/none"


def said(path: Path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("tally", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def counted(path: Path, *options: str) -> dict[str, Any]:
    return json.loads(said(path, "--json", *options)[0])  # type: ignore[no-any-return] # an object by the command's word


def test_it_runs_where_there_is_no_database_and_no_cluster(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "tally", str(put(tmp_path, CLEAN)), "--json"],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": NOWHERE, "DATABASE_OWNER_URL": NOWHERE},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "winners": ["p1", "p2"],
        "cost": 900,
        "budget": 1000,
        "votes": 4,
        "money_left": 100,
        "effective_price": {"p1": 1 / 3, "p2": 1 / 2},
    }


def test_equal_shares_in_the_shape_of_the_api(tmp_path: Path) -> None:
    found = counted(put(tmp_path, CLEAN, "small.pb.gz"), "--rule", "equal-shares", "--utility", "cardinality")
    assert list(found) == ["winners", "cost", "budget", "votes", "money_left", "effective_price"]
    assert (found["winners"], found["effective_price"]) == (["p2", "p3"], {"p2": 150, "p3": 200})
    assert (found["cost"], found["money_left"], found["votes"]) == (500, 500, 4)


@pytest.mark.parametrize(
    ("options", "winners"),
    [
        ((), ["p1", "p2"]),
        (("--rule", "greedy", "--utility", "cardinality"), ["p2", "p3"]),
        (("--rule", "greedy", "--threshold", "3"), ["p1"]),
        (("--rule", "equal-shares", "--utility", "cardinality"), ["p2", "p3"]),
        (("--rule", "equal-shares", "--completion", "add1u"), ["p1", "p2"]),
    ],
)
def test_each_option_counts(tmp_path: Path, options: tuple[str, ...], winners: list[str]) -> None:
    assert counted(put(tmp_path, CLEAN), *options)["winners"] == winners


def test_rule_completion_and_threshold_are_those_of_the_file_unless_said(tmp_path: Path) -> None:
    shares = put(tmp_path, changed("rule;greedy\n", "rule;equalshares/add1\n"), "shares.pb")
    assert counted(shares) == counted(shares, "--rule", "equal-shares", "--completion", "add1")
    assert counted(shares, "--completion", "none") == counted(shares, "--rule", "equal-shares")
    limited = put(tmp_path, changed("rule;greedy\n", "rule;greedy-threshold\nmin_project_score_threshold;3\n"), "l.pb")
    assert counted(limited)["winners"] == ["p1"]
    assert counted(limited, "--rule", "greedy")["winners"] == ["p1"]
    assert counted(limited, "--threshold", "0")["winners"] == ["p1", "p2"]


def test_money_has_the_unit_and_the_cents_of_the_file(tmp_path: Path) -> None:
    found = counted(put(tmp_path, changed("p2;300;", "p2;300.50;")))
    assert (found["cost"], found["money_left"]) == (900.5, 99.5)


def test_the_table_says_who_paid_and_what_was_missing(tmp_path: Path) -> None:
    table, _ = said(put(tmp_path, CLEAN), "--rule", "equal-shares")
    assert "equal-shares, utility cost, completion none" in table
    assert "each voter's share 250" in table
    assert "its supporters' shares did not cover it" in table
    assert "--json" in table


def test_what_was_mended_goes_beside_the_result(tmp_path: Path) -> None:
    out, err = said(put(tmp_path, changed("v2;p1\n", "v2;p1,p9\n")), "--json")
    assert json.loads(out)["votes"] == 4
    assert "row 20: project p9 is not on the ballot paper" in err


def test_points_that_are_not_counted_are_mentioned(tmp_path: Path) -> None:
    text = changed("approval", "scoring").replace("voter_id;vote\n", "voter_id;vote;points\n")
    text = text.replace("v1;p1,p2", "v1;p1,p2;1,5").replace("v2;p1\n", "v2;p1;1\n")
    text = text.replace("v3;p1,p3", "v3;p1,p3;1,1").replace("v4;p2", "v4;p2;5")
    path = put(tmp_path, text)
    assert "--utility points" in said(path)[1]
    assert "--utility points" not in said(path, "--utility", "points")[1]
    assert counted(path, "--utility", "points")["winners"] == ["p2", "p1"]


def test_a_file_is_written_back_mended_with_its_winners(tmp_path: Path) -> None:
    path, out = put(tmp_path, changed("52.3;21.2", "21.2;52.3")), tmp_path / "out.pb"
    said(path, "--threshold", "3", "--out", str(out))
    again = read(out)
    assert again.selected == frozenset({"p1"})
    assert again.notes == ()
    assert {entry.project.id: entry.place for entry in again.entries}["p3"] == (52.3, 21.2)


@pytest.mark.parametrize("content", ["", "META\n", "hello", "\x00\x01\x02", "META\nkey;value\nPROJECTS\nVOTES\n"])
def test_a_broken_file_ends_with_an_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(CommandError, match=r"broken\.pb: "):
        said(put(tmp_path, content, "broken.pb"))


def test_an_output_that_cannot_be_written_ends_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        said(put(tmp_path, CLEAN), "--out", str(tmp_path / "nowhere" / "out.pb"))


@needs_real_files
@pytest.mark.parametrize(
    "name",
    [
        "Netherlands_Assen_2024.pb",
        "Poland_Katowice_2020_Dab.pb",
        "Poland_Swiecie_2023.pb",
        "Poland_Warszawa_2026.pb.gz",
        pytest.param(
            "Poland_Wieliczka_2023_Green_Budget.pb", marks=pytest.mark.heavy
        ),  # see pabulib/test_real_files.py
    ],
)
def test_real_elections_come_out_as_they_were_decided(name: str) -> None:
    found = counted(REAL / name)
    assert frozenset(found["winners"]) == read(REAL / name).selected
    assert found["cost"] <= found["budget"]
