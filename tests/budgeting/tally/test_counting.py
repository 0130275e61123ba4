"""Rules on elections small enough to follow by hand, and what happens at zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from budgeting.tally import Ballots, By, Comparison, Project, Rule, Why, count, side_by_side
from budgeting.tally.shapes import COMPLETIONS, UTILITIES

SHARES = Rule("equal-shares")
PARK, PATH, SWING = Project("park", 600), Project("path", 300), Project("swing", 200)
VOTES = Ballots.approving([["park"], ["park"], ["park", "path"], ["path", "swing"], ["swing"]])


def test_greedy_takes_the_most_votes_first_and_skips_what_does_not_fit() -> None:
    result = count([PARK, PATH, SWING], VOTES, 850, Rule())
    assert result.ids == ("park", "swing")
    assert result.money_left == 50
    path = result.losers[0]
    assert (path.why, path.missing_money) == (Why.DID_NOT_FIT, Fraction(250))


def test_without_skipping_the_count_ends_at_the_first_that_does_not_fit() -> None:
    votes = Ballots.approving([["park"], ["park"], ["path"], ["path"], ["path"], ["swing"]])
    result = count([PARK, PATH, SWING], votes, 700, Rule(skipping=False))
    assert result.ids == ("path",)
    assert {loser.id: loser.why for loser in result.losers} == {"park": Why.DID_NOT_FIT, "swing": Why.STOPPED_BEFORE}
    assert next(loser.because_of for loser in result.losers if loser.id == "swing") == "park"


def test_votes_per_euro_puts_the_cheap_first() -> None:
    assert count([PARK, PATH, SWING], VOTES, 600, Rule(utility="cardinality")).ids == ("swing", "path")


def test_greedy_by_points_takes_the_most_points_first() -> None:
    votes = Ballots.scoring([{"park": 1}, {"park": 1}, {"path": 3}])
    assert count([PARK, PATH], votes, 600, Rule(utility="points")).ids == ("path",)
    assert count([PARK, PATH], votes, 600, Rule()).ids == ("park",)


def test_a_threshold_keeps_out_what_has_less_support() -> None:
    result = count([PARK, PATH, SWING], VOTES, 2000, Rule(threshold=3))
    assert result.ids == ("park",)
    assert {(loser.why, loser.missing_support) for loser in result.losers} == {(Why.TOO_LITTLE_SUPPORT, Fraction(1))}


def test_equal_shares_lets_each_voter_spend_an_equal_part() -> None:
    result = count([PARK, PATH, SWING], VOTES, 1000, SHARES)
    assert result.share == 200
    assert [(won.id, won.payers, won.most_paid, won.average) for won in result.winners] == [
        ("park", 3, Fraction(200), Fraction(200)),
        ("swing", 2, Fraction(100), Fraction(100)),
    ]
    path = result.losers[0]
    assert (path.why, path.missing_money, path.missing_support) == (Why.SUPPORTERS_MONEY, Fraction(200), Fraction(1))


def test_add1_raises_the_share_until_the_next_step_would_overspend() -> None:
    result = count([PARK, PATH, SWING], VOTES, 1100, Rule("equal-shares", completion="add1"))
    assert result.ids == ("park", "swing", "path")
    assert (result.share, result.steps, result.money_left) == (Fraction(300), 80, Fraction())


def test_add1u_gives_what_is_left_to_the_most_votes() -> None:
    lamp = Project("lamp", 50)
    result = count([PARK, SWING, lamp], VOTES, 870, Rule("equal-shares", completion="add1u"))
    assert [(won.id, won.by, won.price is None) for won in result.winners] == [
        ("park", By.EQUAL_SHARES, False),
        ("swing", By.EQUAL_SHARES, False),
        ("lamp", By.COMPLETION, True),
    ]


def test_add1_comparison_keeps_to_greedy_where_more_voters_prefer_it() -> None:
    """Two take one cheap thing by equal shares; greedy would give the three others what they want."""
    hall, bench = Project("hall", 100), Project("bench", 20)
    votes = Ballots.approving([["hall"], ["hall"], ["hall"], ["bench"], ["bench"]])
    result = count([hall, bench], votes, 100, Rule("equal-shares", completion="add1-comparison"))
    assert result.ids == ("hall",)
    assert result.comparison == Comparison(prefer_equal_shares=2, prefer_greedy=3)
    assert result.rule.rule == "equal-shares"


def test_ties_go_to_the_cheaper_and_then_to_the_id_as_text() -> None:
    projects = [Project("9", 100), Project("10", 100), Project("8", 90)]
    votes = Ballots.approving([["8", "9", "10"]])
    assert count(projects, votes, 200, Rule()).ids == ("8", "10")
    assert count(projects, votes, 200, SHARES).ids == ("8", "10")
    assert count(projects, votes, 200, Rule(ties="number")).ids == ("8", "9")


def test_of_a_group_one_wins_and_excludes_the_others() -> None:
    wood, steel = Project("wood", 100, groups=["swing"]), Project("steel", 120, groups=["swing"])
    for rule in (Rule(), Rule("equal-shares", completion="add1u")):
        result = count([wood, steel], Ballots.approving([["wood", "steel"]]), 1000, rule)
        assert result.ids == ("wood",)
        assert [(loser.id, loser.why, loser.because_of) for loser in result.losers] == [("steel", Why.EXCLUDED, "wood")]


def test_a_supporter_of_equal_shares_pays_by_points() -> None:
    votes = Ballots.scoring([{"park": 2}, {"park": 1}])
    result = count([PARK], votes, 1000, Rule("equal-shares", "points"))
    assert (result.winners[0].price, result.winners[0].most_paid) == (Fraction(200), Fraction(400))


def test_ranks_become_points_by_borda() -> None:
    ranked = Ballots.ranked([["park", "path"], ["swing"]], 3)
    assert ranked.score == {"park": 3, "path": 2, "swing": 3}


@pytest.mark.parametrize("utility", UTILITIES)
@pytest.mark.parametrize("completion", COMPLETIONS)
def test_without_voters_equal_shares_buys_nothing(utility: str, completion: str) -> None:
    result = count([PARK], Ballots(()), 1000, Rule("equal-shares", utility, completion))  # type: ignore[arg-type] # the names themselves
    assert (result.votes, result.prices) == (0, ())
    assert result.ids == (("park",) if completion == "add1u" else ())


def test_without_money_only_what_costs_nothing_wins() -> None:
    free = Project("free", 0)
    votes = Ballots.approving([["free", "path"]])
    for rule in (Rule(), SHARES, Rule("equal-shares", completion="add1")):
        assert count([free, PATH], votes, 0, rule).ids == ("free",)


def test_what_nobody_supports_wins_only_by_greedy_and_a_threshold_keeps_it_out() -> None:
    lonely = Project("lonely", 10)
    votes = Ballots.approving([["path"]])
    greedy, kept_out, shared, raised = side_by_side(
        [PATH, lonely],
        votes,
        400,
        [Rule(), Rule(threshold=1), SHARES, Rule("equal-shares", completion="add1")],
    )
    assert (greedy.ids, kept_out.ids) == (("path", "lonely"), ("path",))
    assert (shared.ids, raised.ids) == (("path",), ("path",))
    assert shared.losers[0].why is Why.NOBODY


def test_a_project_dearer_than_the_budget_never_wins() -> None:
    dear = Project("dear", 5000)
    for rule in (Rule(), SHARES, Rule("equal-shares", completion="add1"), Rule("equal-shares", completion="add1u")):
        result = count([dear, PATH], Ballots.approving([["dear"], ["dear"], ["path"]]), 900, rule)
        assert result.ids == ("path",)
    assert count([dear], VOTES, 900, Rule()).losers[0].missing_support is None


def test_no_projects_no_winners() -> None:
    assert count([], VOTES, 100, Rule()).ids == count([], VOTES, 100, SHARES).ids == ()


def test_only_exact_numbers_come_in() -> None:
    assert Project("a", Decimal("0.10")).cost == Fraction(1, 10)
    with pytest.raises(TypeError):
        Project("a", 0.1)  # type: ignore[arg-type] # the mistake under test
    for amount in (Decimal("NaN"), Decimal("1e999999999"), Decimal("1e-999999999"), 10**16, -1):
        with pytest.raises(ValueError):
            Project("a", amount)


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="add2"):
        Rule("equal-shares", completion="add2")  # type: ignore[arg-type] # the mistake under test


def test_ballots_that_name_a_project_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Ballots.approving([["a", "a"]])


def test_two_projects_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        count([PARK, PARK], VOTES, 1, Rule())


def test_a_share_of_a_third_is_a_third() -> None:
    """Three voters, 100 of money, and a project of exactly two shares: floats would not buy it, or buy it by luck."""
    project = Project("p", Fraction(200, 3))
    result = count([project], Ballots.approving([["p"], ["p"], []]), 100, SHARES)
    assert result.ids == ("p",)
    assert (
        count(
            [Project("p", Fraction(200, 3) + Fraction(1, 10**9))], Ballots.approving([["p"], ["p"], []]), 100, SHARES
        ).ids
        == ()
    )
