"""Several pots: no pot spends another's money."""

from __future__ import annotations

import pytest

from budgeting.tally import Ballots, Pot, Project, Rule, Why, count_by_pot
from budgeting.tally.pots import spent

PROJECTS = [
    Project("1", 60, "north"),
    Project("2", 60, "north"),
    Project("3", 50, "south", groups=["hall"]),
    Project("4", 90, groups=["hall"]),
    Project("5", 80),
]
POTS = [Pot("north", 100), Pot("south", 70), Pot(None, 90)]
VOTES = Ballots.approving([["1", "4"], ["1"], ["2", "4"], ["3"], ["5"]])


@pytest.mark.parametrize("rule", [Rule(), Rule("equal-shares", completion="add1u")])
def test_each_pot_keeps_to_its_own_money_projects_and_voters(rule: Rule) -> None:
    north, south, town = count_by_pot(PROJECTS, VOTES, POTS, rule)
    assert (north.count.ids, south.count.ids, town.count.ids) == (("1",), ("3",), ("5",))
    assert (north.count.votes, south.count.votes, town.count.votes) == (3, 1, 3)
    for pot in (north, south, town):
        assert pot.count.cost <= pot.pot.money
    assert spent([north, south, town]) == 190


def test_an_alternative_that_won_in_another_pot_excludes() -> None:
    *_, town = count_by_pot(PROJECTS, VOTES, POTS, Rule())
    assert [(loser.id, loser.why, loser.because_of) for loser in town.count.losers] == [("4", Why.EXCLUDED, "3")]


def test_points_stay_with_their_projects() -> None:
    votes = Ballots.scoring([{"1": 1, "5": 4}, {"2": 3, "1": 2}])
    north, *_ = count_by_pot(PROJECTS, votes, POTS, Rule(utility="points"))
    assert {won.id: won.points for won in north.count.winners} == {"1": 3}


def test_a_project_in_a_pot_without_money_is_refused() -> None:
    with pytest.raises(ValueError, match="north"):
        count_by_pot(PROJECTS, VOTES, POTS[1:], Rule())
