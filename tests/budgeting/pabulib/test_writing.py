"""What is written can be read again, and tells nothing that was not to be told."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from budgeting.pabulib import Election, Told, parsed, read, written
from budgeting.tally import Ballots, Project, Rule, ballots_hash, count
from tests.budgeting.pabulib.files import REAL, needs_real_files
from tests.budgeting.tally.reference import some_poll

META = {"description": "Small", "country": "Finland", "unit": "Town", "instance": "2026", "rule": "greedy"}


def election(ballots: Ballots, vote_type: str = "approval", name: str = "Park") -> Election:
    told = [Told(Project("1", 600), {"name": name}), Told(Project("2", Fraction(5, 2)), {"name": "Path"})]
    return Election(META, Fraction(1000), vote_type, told, ballots, ["1"])


def test_a_file_has_the_sections_and_columns_of_the_field() -> None:
    text = written(election(Ballots.approving([["2"], ["2", "1"], ["2"]])))
    assert text == (
        "META\nkey;value\ndescription;Small\ncountry;Finland\nunit;Town\ninstance;2026\n"
        "num_projects;2\nnum_votes;3\nbudget;1000\nvote_type;approval\nrule;greedy\n"
        "PROJECTS\nproject_id;cost;votes;name;selected\n2;2.5;3;Path;0\n1;600;1;Park;1\n"
        "VOTES\nvoter_id;vote\n1;1,2\n2;2\n3;2\n"
    )


def test_the_order_of_ballots_and_choices_cannot_be_read_from_a_file() -> None:
    one = written(election(Ballots.approving([["2"], ["2", "1"], []])))
    other = written(election(Ballots.approving([[], ["1", "2"], ["2"]])))
    assert one == other


@pytest.mark.parametrize("name", ['A "quoted" one; and more', "VOTES", "Two\nlines", "=1+1", '"'])
def test_names_come_back_as_they_were(name: str) -> None:
    file = parsed(written(election(Ballots.approving([["1"]]), name=name)))
    fields = {entry.project.id: entry.fields["name"] for entry in file.entries}
    assert fields["1"] == " ".join(name.split())
    assert file.notes == ()


def test_a_ranking_keeps_its_order_and_points_come_back_exactly() -> None:
    assert parsed(written(election(Ballots.ranked([["2", "1"]], 2), "ordinal"))).ballots.choices == (("2", "1"),)
    scored = Ballots.scoring([{"1": Fraction(1, 2), "2": 3}])
    assert parsed(written(election(scored, "scoring"))).ballots.score == scored.score


def test_an_id_that_the_format_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be an id"):
        written(Election(META, Fraction(1), "approval", [Told(Project("a,b", 1), {})], Ballots(())))


def test_a_vote_type_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="none of"):
        written(election(Ballots(()), "knapsack"))


def test_elections_come_back_with_the_same_winners() -> None:
    for seed in range(40):
        poll = some_poll(seed)
        told = [Told(project, {"name": project.id}) for project in poll.projects if project.cost.denominator <= 2]
        kept = {each.project.id for each in told}
        votes = [{name: n for name, n in vote.items() if name in kept} for vote in poll.votes]
        ballots = Ballots.scoring(votes) if poll.has_points else Ballots.approving(votes)
        budget = Fraction(int(poll.budget))
        vote_type = random.Random(seed).choice(["scoring", "cumulative"]) if poll.has_points else "approval"
        back = parsed(written(Election(META, budget, vote_type, told, ballots)))
        projects = [Project(each.project.id, each.project.cost) for each in told]
        rule = Rule("equal-shares", completion="add1u")
        assert ballots_hash(back.ballots) == ballots_hash(ballots) or not any(ballots.choices)
        assert count(back.projects, back.ballots, budget, rule).ids == count(projects, ballots, budget, rule).ids


@needs_real_files
@pytest.mark.parametrize(
    "name", ["Netherlands_Assen_2024.pb", "Poland_Katowice_2020_Dab.pb", "Switzerland_Zurich_D5.pb"]
)
def test_real_elections_come_back_whole(name: str) -> None:
    file = read(REAL / name)
    told = [Told(entry.project, entry.fields) for entry in file.entries]
    back = parsed(written(Election(file.meta, file.budget, file.vote_type, told, file.ballots, file.selected)))
    assert back.notes == ()
    assert ballots_hash(back.ballots) == ballots_hash(file.ballots)
    assert (back.budget, set(back.projects)) == (file.budget, set(file.projects))
    assert {name: back.meta[name] for name in file.meta} == {
        name: " ".join(value.split()) for name, value in file.meta.items()
    }
