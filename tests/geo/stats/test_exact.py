"""What a solver says is believed only as far as whole numbers bear it out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from geo.stats.attack import attack
from geo.stats.disclosure import Count, MaskedRelease, exact
from geo.stats.disclosure.exact import Undecided, counts_with
from geo.stats.disclosure.relations import Ints, Place, Relations
from tests.geo.stats.test_attack import PROTECTS, SMALL, published

Bounds = tuple[Ints, Ints]


def counts(*spans: tuple[int, int]) -> tuple[Relations, Bounds]:
    """Counts of which no more is known than the least and the most."""
    rules = Relations()
    for row in range(len(spans)):
        rules.new(Place(0, 0, "persons", row, 0))
    low, high = zip(*spans, strict=True)
    return rules, (np.array(low, np.int64), np.array(high, np.int64))


def test_known_counts_that_do_not_add_up_are_no_solution_whatever_is_asked() -> None:
    """Far from the count in question nothing is drawn together, and a relation of known counts has nothing to solve."""
    rules, bounds = counts((0, 4), (0, 9), (7, 7), (5, 5), (13, 13))
    rules.holds([0, 1], [], 3, 9)
    arrays = rules.arrays()
    assert counts_with(arrays, bounds, (0, 2)) is not None
    rules.holds([2, 3], [4])
    assert counts_with(rules.arrays(), bounds, (0, 2)) is None


def test_a_solution_within_the_solvers_tolerance_alone_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, bounds = counts((0, 4), (0, 9), (0, 9))
    rules.holds([0, 1], [2], 1, 1)
    asked: list[bool] = []

    def nearly(costs: Ints, *, options: dict[str, bool], **_rest: object) -> SimpleNamespace:
        asked.append(options["presolve"])
        return SimpleNamespace(status=0, x=np.full(len(costs), 0.4999999), message="Optimal.")

    monkeypatch.setattr(exact, "milp", nearly)
    with pytest.raises(Undecided):
        counts_with(rules.arrays(), bounds, (0, 3))
    assert asked == [True, False]


def test_what_is_not_decided_is_told_apart_from_what_is_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(arrays: object, bounds: object, goal: tuple[int, int] | None) -> Ints | None:
        if goal is None:
            return counts_with(arrays, bounds, goal)  # type: ignore[arg-type]
        raise Undecided("Time is up.")

    monkeypatch.setattr("geo.stats.disclosure.possible.counts_with", nothing)
    monkeypatch.setattr("geo.stats.disclosure.possible.EFFORTS", ())
    found = attack([MaskedRelease((published(SMALL, PROTECTS, Count(40), total=70),))])
    assert found.excluded == ()
    assert {one.value for one in found.undecided} < set(range(5))
    assert found.undecided
