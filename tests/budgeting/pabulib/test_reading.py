"""Dirty files are read, and what was mended is said with its row; what means nothing is refused."""

from __future__ import annotations

import gzip
from fractions import Fraction
from pathlib import Path

import pytest

from budgeting.pabulib import PabulibFile, PabulibRefused, parsed, read, stated_rule
from budgeting.pabulib.opening import unpacked
from budgeting.pabulib.shapes import MOST_BYTES
from tests.budgeting.pabulib.files import CLEAN, changed, put


def notes(file: PabulibFile) -> list[str]:
    return [str(note) for note in file.notes]


def points_of(file: PabulibFile) -> list[list[float]]:
    return [[float(points) for points in given] for given in file.ballots.points or ()]


def test_a_clean_file_needs_no_mending() -> None:
    file = parsed(CLEAN)
    assert notes(file) == []
    assert (file.budget, len(file.ballots), file.selected) == (Fraction(1000), 4, frozenset({"p1", "p2"}))
    assert [(entry.project.id, entry.project.cost, entry.place) for entry in file.entries] == [
        ("p1", Fraction(600), (52.1, 21.0)),
        ("p2", Fraction(300), (52.2, 21.1)),
        ("p3", Fraction(200), (52.3, 21.2)),
    ]
    assert file.ballots.choices == (("p1", "p2"), ("p1",), ("p1", "p3"), ("p2",))


@pytest.mark.parametrize("name", ["a.pb", "a.pb.gz", "packed-under-another-name.pb"])
def test_packed_or_not_with_a_mark_of_byte_order_and_any_line_ends(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, "\ufeff" + CLEAN.replace("\n", "\r\n"), name)
    if "packed" in name:
        path.write_bytes(gzip.compress(path.read_bytes()))
    file = read(path)
    assert notes(file) == []
    assert file.ballots == parsed(CLEAN).ballots


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("v2;p1\n", "v2;p1,p9\n", "row 20: project p9 is not on the ballot paper: left out of the vote"),
        ("v2;p1\n", "v2;p1,p1\n", "row 20: project p1 is in the vote twice: counted once"),
        ("v4;p2\n", "v4;p2\nv1;p3\n", "row 23: voter v1 is there already: left out"),
        ("p3;200;1;Swing;0;52.3;21.2", "p3;200;1;Swing;0;21.2;52.3", "row 16: latitude and longitude were swapped"),
        ("num_votes;4", "num_votes;5", "num_votes says 5, but there are 4"),
        ("num_projects;3", "num_projects;7", "num_projects says 7, but there are 3"),
        ("p2;300;2;", "p2;300;9;", "project p2: votes says 9, but it is 2"),
        ("p2;300;2;", "p2;300,00;2;", "row 15: the cost of project p2 “300,00” read as 300.00"),
        ("budget;1000", "budget;1 000,0", "the budget “1 000,0” read as 1,000.00"),
        ("p2;300;2;Path", 'p2;300;2;"Path', "row 15: a quotation mark that is not closed"),
        (
            "p2;300;2;Path",
            "p2;300;2;Path; the long",
            "row 15: more cells than columns: taken as a name with semicolons",
        ),
        ("p3;200;1;Swing;0;", "p3;200;1;Swing;maybe;", "row 16: selected “maybe” is neither 1 nor 0"),
        ("approval", "aproval", "vote_type “aproval” is none that is known: read as approval"),
        ("p3;200;1;Swing;0;52.3;21.2", "p3;200;1;Swing;0;52.3;", "row 16: coordinates that are not two numbers"),
    ],
)
def test_what_is_mended_is_said_and_the_rest_stays(old: str, new: str, note: str) -> None:
    file = parsed(changed(old, new))
    assert [said.startswith(note) for said in notes(file)] == [True], notes(file)
    assert file.ballots.choices == parsed(CLEAN).ballots.choices
    assert [entry.project for entry in file.entries] == list(parsed(CLEAN).projects)
    assert file.entries[2].place in ((52.3, 21.2), None)


def test_swapped_coordinates_are_known_by_where_the_others_lie() -> None:
    text = changed("country;Poland\n", "").replace("52.3;21.2", "21.2;52.3")
    assert parsed(text).entries[2].place == (52.3, 21.2)


def test_coordinates_off_the_earth_are_left_out() -> None:
    assert parsed(changed("52.3;21.2", "520.3;210.2")).entries[2].place is None


def test_a_file_that_does_not_say_who_was_selected() -> None:
    text = changed(";selected", ";chosen")
    assert parsed(text).selected is None


def test_an_open_quotation_mark_swallows_no_row() -> None:
    file = parsed(changed("v1;p1,p2", 'v1;"p1,p2'))
    assert len(file.ballots) == 4
    assert (
        parsed(changed("Path", '"Path, ""the"" best; of\nall"')).entries[1].fields["name"]
        == 'Path, "the" best; of\nall'
    )


def test_letters_of_another_encoding_do_not_stop_the_count(tmp_path: Path) -> None:
    path = tmp_path / "a.pb"
    path.write_bytes(CLEAN.replace("Swing", "Keinu ä").encode("latin-1"))
    file = read(path)
    assert "not UTF-8" in notes(file)[0]
    assert file.ballots == parsed(CLEAN).ballots
    path.write_bytes(CLEAN.encode("utf-16"))
    assert read(path).ballots == parsed(CLEAN).ballots


def test_a_blank_ballot_is_a_voter() -> None:
    assert parsed(changed("v4;p2", "v4;")).ballots.choices[-1] == ()


POINTS = (
    changed("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points").replace(";votes;", ";score;")
)
GIVEN = POINTS.replace("v1;p1,p2", "v1;p1,p2;2,1").replace("v2;p1\n", "v2;p1;3\n").replace("v3;p1,p3", "v3;p1,p3;1.5,0")


def test_points_are_read_exactly_and_ballots_whose_points_do_not_match_are_left_out() -> None:
    file = parsed(GIVEN)
    assert points_of(file) == [[2, 1], [3], [1.5, 0]]
    assert "row 22: choices and points do not match: the ballot is left out" in notes(file)


def test_points_that_are_missing_altogether_leave_approvals() -> None:
    file = parsed(changed("approval", "scoring"))
    assert (file.ballots.points, notes(file)[0]) == (None, "scoring ballots without points: counted as approvals")


def test_a_ranking_becomes_points() -> None:
    assert points_of(parsed(changed("approval", "ordinal"))) == [[3, 2], [3], [3, 2], [3]]
    assert points_of(parsed(changed("approval", "ordinal\nmax_length;2"))) == [[2, 1], [2], [2, 1], [2]]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("META\n", "METRO\n", "does not begin with META"),
        ("PROJECTS\n", "", "no section PROJECTS"),
        ("VOTES\nvoter_id;vote\nv1;p1,p2\nv2;p1\nv3;p1,p3\nv4;p2\n", "", "no section VOTES"),
        ("voter_id;vote\n", "voter_id;choice\n", "VOTES has no column vote"),
        ("project_id;", "id;", "PROJECTS has no column project_id"),
        ("p2;300;", "p2;;", "row 15: the cost of project p2 is “”"),
        ("p2;300;", "p2;-3;", "less than nothing"),
        ("p2;300;", "p2;many;", "not an amount of money"),
        ("p2;300;", "p2;nan;", "not an amount of money"),
        ("p2;300;", "p2;1e99;", "not an amount of money"),
        ("p2;300;", f"p2;{10**16};", "too much"),
        ("p2;300;", f"p2;{'9' * 5000};", "not an amount of money"),
        ("budget;1000\n", "", "the budget is “”"),
        ("VOTES\n", "VOTES\nvoter_id;vote\nVOTES\n", "a second section VOTES"),
    ],
)
def test_what_means_nothing_is_refused_with_its_row(old: str, new: str, said: str) -> None:
    with pytest.raises(PabulibRefused, match=said):
        parsed(changed(old, new))


def test_a_packed_file_that_swells_without_end_is_refused_before_it_has() -> None:
    bomb = gzip.compress(b"0" * 2**20) * (MOST_BYTES // 2**20 + 1)  # parts of one packed file, one after another
    assert len(bomb) < MOST_BYTES // 500
    with pytest.raises(PabulibRefused, match="larger than 100 MiB"):
        unpacked(bomb)


def test_a_packed_file_that_is_cut_off_is_refused() -> None:
    with pytest.raises(PabulibRefused, match="broken"):
        unpacked(gzip.compress(CLEAN.encode())[:-20])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PabulibRefused, match=r"none\.pb"):
        read(tmp_path / "none.pb")


@pytest.mark.parametrize(
    ("stated", "rule", "completion", "skipping", "unknown"),
    [
        ("greedy", "greedy", "none", True, False),
        ("greedy-no-skip", "greedy", "none", False, False),
        ("greedy-custom", "greedy", "none", True, True),
        ("equalshares", "equal-shares", "none", True, False),
        ("equalshares/add1", "equal-shares", "add1", True, False),
        ("equalshares/add1-comparison", "equal-shares", "add1-comparison", True, False),
        ("equalshares-comparison", "equal-shares", "none", True, True),
        ("unknown", "greedy", "none", True, True),
    ],
)
def test_the_rule_is_the_one_that_the_file_names(
    stated: str, rule: str, completion: str, skipping: bool, unknown: bool
) -> None:
    found = stated_rule(parsed(changed("rule;greedy\n", f"rule;{stated}\nmin_project_score_threshold;2\n")))
    assert (found.rule.rule, found.rule.completion, found.rule.skipping) == (rule, completion, skipping)
    assert (found.rule.threshold, found.unknown is not None) == (2, unknown)
