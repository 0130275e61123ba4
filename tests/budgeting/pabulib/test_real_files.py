"""The real elections whose files do not simply follow their rule: exactly which words of it they break."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from budgeting.pabulib import PabulibFile, read, stated_rule
from budgeting.tally import Project, Rule, count
from tests.budgeting.pabulib.files import REAL, needs_real_files

pytestmark = needs_real_files


def winners(file: PabulibFile, rule: Rule) -> frozenset[str]:
    return frozenset(count(file.projects, file.ballots, file.budget, rule).ids)


def selected(file: PabulibFile) -> frozenset[str]:
    assert file.selected is not None
    return file.selected


def test_katowice_is_decided_by_points_and_its_threshold_is_one_of_points() -> None:
    file = read(REAL / "Poland_Katowice_2020_Dab.pb")
    assert winners(file, stated_rule(file, "points").rule) == selected(file)


@pytest.mark.parametrize("skipping", [True, False])
def test_veszprem_leaves_out_a_project_that_fits_at_the_file_s_costs(skipping: bool) -> None:
    """Its costs are guesses from ranges (20, 40, 80 million); at the ranges' upper ends greedy gives its winners."""
    file = read(REAL / "Hungary_Veszprem_2025.pb")
    assert winners(file, Rule(skipping=skipping)) - selected(file) == {"44"}
    upper = {20: 20, 40: 50, 80: 100}
    projects = [Project(p.id, upper[int(p.cost / 10**6)] * 10**6) for p in file.projects]
    assert set(count(projects, file.ballots, file.budget, Rule(skipping=skipping)).ids) == selected(file)


def test_wieliczka_went_on_raising_shares_when_nothing_more_fitted() -> None:
    """Stopping there, as add1 does by default, ends at 301.84 instead of 315.84, with two other small winners."""
    file = read(REAL / "Poland_Wieliczka_2023_Green_Budget.pb")
    rule = stated_rule(file).rule
    result = count(file.projects, file.ballots, file.budget, rule)
    assert set(result.ids) == selected(file)
    assert result.money_left == 1_000_000 - 995_079
    assert result.comparison is not None and not result.comparison.greedy_stands
    stopped = winners(file, replace(rule, ends_when_full=True))
    assert stopped - selected(file) == {"66", "67"}
    assert selected(file) - stopped == {"46"}


@pytest.mark.parametrize("name", ["Netherlands_Assen_2024.pb", "Poland_Swiecie_2023.pb"])
def test_assen_and_swiecie_come_out_whether_or_not_raising_ends_when_nothing_fits(name: str) -> None:
    file = read(REAL / name)
    for ends in (True, False):
        assert winners(file, replace(stated_rule(file).rule, ends_when_full=ends)) == selected(file)


def test_swiecie_s_own_condition_changes_nothing() -> None:
    """The town let only those win whose share of votes is a third of their share of the money: one project fails."""
    file = read(REAL / "Poland_Swiecie_2023.pb")
    votes = file.ballots.votes
    kept = [p for p in file.projects if Fraction(votes[p.id], len(file.ballots)) >= p.cost / (3 * file.budget)]
    assert {p.id for p in file.projects} - {p.id for p in kept} == {"c22"}
    assert set(count(kept, file.ballots, file.budget, stated_rule(file).rule).ids) == selected(file)


def test_zurich_says_neither_rule_nor_winners() -> None:
    file = read(REAL / "Switzerland_Zurich_D5.pb")
    assert file.selected is None
    assert stated_rule(file).unknown == "the file's rule is “unknown”: counted as greedy"
    assert count(file.projects, file.ballots, file.budget, Rule("equal-shares", "points", "add1u")).cost <= file.budget
