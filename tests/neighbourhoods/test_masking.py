"""An attacker who knows the sum and the rule must not exclude any of 0–4 for a hidden small cell."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from neighbourhoods.masking import masked


def possible(small: int, others_small: int, protecting: int, hidden_sum: int) -> set[int]:
    """Values of one small cell that some assignment of the other hidden cells allows."""
    found = set()
    for value, *others in product(range(5), repeat=1 + others_small):
        rest = hidden_sum - value - sum(others)
        if (rest == 0 and not protecting) or (protecting and rest >= 5 * protecting):
            found.add(value)
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=7))
def test_no_small_cell_can_be_narrowed_down(counts: list[int]) -> None:
    named = {str(number): count for number, count in enumerate(counts)}
    result = masked(named)
    if not result.small:
        assert not result.protecting
        return
    if not result.safe:
        return
    hidden_sum = sum(named[key] for key in result.small | result.protecting)
    assert possible(1, len(result.small) - 1, len(result.protecting), hidden_sum) == {0, 1, 2, 3, 4}


def test_without_small_cells_nothing_is_hidden() -> None:
    assert masked({"a": 5, "b": 9}).small | masked({"a": 5, "b": 9}).protecting == frozenset()


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    result = masked({"a": 4, "b": 30, "c": 9})
    assert (result.small, result.protecting, result.safe) == (frozenset("a"), frozenset("c"), True)


def test_a_group_that_cannot_be_made_safe_says_so() -> None:
    assert not masked({"a": 1, "b": 2}).safe
    assert not masked({"a": 3}).safe


def test_no_areas_are_safe() -> None:
    assert masked({}).safe
