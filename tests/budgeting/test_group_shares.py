"""What is shown of groups of voters tells nothing of a small group, also to somebody who knows this method."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from budgeting.group_shares import Fared, Shown, shown_groups

Cell = tuple[int, int]  # voters with a win, voters without


def group(key: str, with_win: int, without: int, money: int = 1) -> list[Fared]:
    won = [Fared(key, True, Fraction(money))] * with_win
    return [*won, *[Fared(key, False, Fraction(0))] * without]


def shown(*groups: list[Fared]) -> dict[str, Shown]:
    return {one.key: one for one in shown_groups(voter for voters in groups for voter in voters)}


def test_a_large_group_is_told_in_full() -> None:
    told = shown(group("a", 30, 10, money=100), group("b", 10, 10, money=100))
    assert (told["a"].voters, told["a"].with_win, told["a"].money_cents) == (40, 30, 3000)


def test_fewer_than_five_voters_are_never_told() -> None:
    told = shown(group("a", 30, 10), group("b", 3, 1), group("c", 20, 20), group("d", 40, 40))
    assert told["b"] == Shown("b", None, None, None)


def test_a_group_is_hidden_beside_a_small_one_so_that_the_total_does_not_give_it_back() -> None:
    told = shown(group("a", 30, 10), group("b", 3, 1), group("c", 20, 10))
    assert told["a"].voters is None and told["c"].voters == 30


def test_those_who_told_nothing_are_hidden_first() -> None:
    told = shown(group("", 30, 10), group("a", 20, 10), group("b", 3, 1))
    assert told[""].voters is None and told["a"].voters == 30


@pytest.mark.parametrize("few", [(9, 0), (5, 4), (40, 4), (4, 40), (40, 0), (0, 40)])
def test_what_a_group_got_is_told_of_ten_voters_with_five_on_either_side(few: Cell) -> None:
    told = shown(group("a", *few), group("b", 30, 30), group("c", 50, 50))
    assert told["a"].voters == sum(few) and told["a"].with_win is None and told["a"].money_cents is None
    assert told["b"].with_win is None, "else the difference to the total would tell"
    assert told["c"].with_win == 50


def test_a_group_whose_money_is_mostly_one_voters_is_not_told_of_it() -> None:
    rich = [Fared("a", True, Fraction(1000)), *group("a", 9, 10)]
    told = shown(rich, group("b", 30, 30, money=100), group("c", 50, 50))
    assert told["a"].money_cents is None and told["c"].money_cents is not None


def test_money_is_told_in_whole_per_cents_of_what_was_spent() -> None:
    told = shown(group("a", 30, 10, money=101), group("b", 33, 10, money=97))
    spent = 30 * 101 + 33 * 97
    assert told["a"].money_cents == round(round(3030 / spent * 100) * spent / 100)


def test_no_voters_make_no_groups() -> None:
    assert shown_groups([]) == ()


def test_nobody_can_tell_a_hidden_size_of_a_group_from_the_sizes_that_are_shown() -> None:
    """An attacker who knows the method tries every world: no hidden small group can have one size alone."""
    chance = random.Random(6)
    tried = 0
    for _round in range(40):
        sizes = {
            f"a{n}": chance.choice([chance.randint(1, 6), chance.randint(1, 14)]) for n in range(chance.randint(3, 4))
        }
        told = _sizes(sizes)
        hidden = [key for key, size in told.items() if size is None]
        if not hidden or len(hidden) == len(sizes):
            continue  # with everything hidden, the total is all there is, and that is public
        tried += 1
        for key, possible in _possible(sizes, told, hidden).items():
            assert sizes[key] >= 5 or len(possible) > 1, (sizes, told)
    assert tried > 8


def _sizes(sizes: dict[str, int]) -> dict[str, int | None]:
    return {key: one.voters for key, one in shown(*(group(key, n, 0) for key, n in sizes.items())).items()}


def _possible(sizes: dict[str, int], told: dict[str, int | None], hidden: list[str]) -> dict[str, set[int]]:
    total = sum(sizes[key] for key in hidden)
    found: dict[str, set[int]] = {key: set() for key in hidden}
    known = {key: size for key, size in told.items() if size is not None}
    for parts in itertools.product(range(1, min(total, 15)), repeat=len(hidden) - 1):
        world = {**known, **dict(zip(hidden, (*parts, total - sum(parts)), strict=True))}
        if world[hidden[-1]] > 0 and _sizes(world) == told:
            for key in hidden:
                found[key].add(world[key])
    return found
