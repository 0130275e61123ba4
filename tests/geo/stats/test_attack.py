"""The attacker finds what can be found, and finds nothing in masked releases."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace

import pytest

from geo.stats.attack import Contradiction, attack
from geo.stats.disclosure import Count, MaskedRelease, MaskedTable, Memory, ReleaseTables, mask_release
from tests.geo.stats.disclosure_drill import drill, drill_many, is_breach, unprotected
from tests.geo.stats.disclosure_towns import random_town
from tests.geo.stats.test_disclosure import table, window

SMALL = Count(None, "under_five")
PROTECTS = Count(None, "protects")


def published(*participants: Count, total: int, months: int = 12, until: int = 36) -> MaskedTable:
    public = mask_release(ReleaseTables((table(*(50 for _ in participants)),))).tables[0]
    unknown = Count(10)
    return replace(
        public, participants=participants, total=Count(total), unknown_home=unknown, window=window(months, until)
    )


def excluded(*tables: MaskedTable) -> set[int]:
    """Of the first area of the first table, all tables being of one release."""
    found = attack([MaskedRelease(tables)]).excluded
    return {one.value for one in found if (one.place.table, one.place.row) == (0, 0)}


def test_a_lone_hidden_count_is_the_rest_of_the_sum() -> None:
    assert excluded(published(SMALL, Count(40), total=53)) == {0, 1, 2, 4}


def test_two_small_counts_with_a_sum_tell_of_each_other() -> None:
    assert excluded(published(SMALL, SMALL, Count(40), total=57)) == {0, 1, 2}


def test_a_protector_with_room_keeps_every_value_open() -> None:
    assert excluded(published(SMALL, PROTECTS, total=19)) == set()
    assert excluded(published(SMALL, PROTECTS, total=18)) == {4}


def test_a_longer_window_bounds_the_protector() -> None:
    short = published(SMALL, PROTECTS, total=30)
    assert excluded(short) == set()
    assert excluded(short, published(Count(12), Count(17), total=39, months=24)) == {0, 1, 2}


def test_a_later_release_tells_of_an_earlier_one() -> None:
    first = published(SMALL, PROTECTS, total=30, until=36)
    later = published(Count(12), Count(17), total=39, months=24, until=37)
    found = attack([MaskedRelease((first,)), MaskedRelease((later,))]).excluded
    assert {one.value for one in found} == {0, 1, 2}


def test_nothing_hidden_is_nothing_to_find() -> None:
    assert attack([MaskedRelease((published(Count(40), total=50),))]).counts == 0
    assert attack([]).excluded == ()


def test_the_truth_spares_the_attack_work_and_changes_nothing_that_it_finds() -> None:
    exact = [random_town(1).release(number) for number in range(2)]
    bare = [mask_release(one, protect=False) for one in exact]
    blind, helped = attack(bare), attack(bare, exact)
    assert helped.excluded
    assert helped.excluded == tuple(one for one in blind.excluded if is_breach(one, exact))


def test_tables_that_cannot_be_true_are_refused() -> None:
    with pytest.raises(Contradiction):
        attack([MaskedRelease((published(SMALL, Count(40), total=80),))])


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 6, 9, 10, 11, 16])
def test_twelve_releases_of_a_random_town_give_nothing_away(seed: int) -> None:
    found = drill(seed)
    assert (found.given_away, found.undecided) == ((), ())


def test_without_protection_the_attacker_wins() -> None:
    assert all(drill(seed, releases=1, mask=unprotected).given_away for seed in (1, 5, 9))


def test_without_memory_the_attacker_would_win_over_two_releases() -> None:
    """A release that is safe by itself can still give an earlier one away."""
    people = (400.0, 500.0, 600.0)
    first = ReleaseTables((replace(table(3, 20, 40), people=people),))
    later = ReleaseTables((replace(table(7, 20, 40, months=24), people=people, window=window(24, 37)),))
    alone = [mask_release(first), mask_release(later)]
    assert any(one.hidden == "under_five" for one in attack(alone).excluded)
    together = [alone[0], mask_release(later, Memory(((first, alone[0]),)))]
    assert not any(one.hidden == "under_five" for one in attack(together).excluded)


def test_somebody_who_runs_the_method_on_every_table_learns_nothing_either() -> None:
    """Every table of three areas: those published alike leave all of 0 … 4 open for every small count.

    Hidden sums up to 10, so that every table that could be published alike is among them.
    """
    alike: dict[MaskedTable, list[tuple[int, ...]]] = defaultdict(list)
    people = (300.0, 400.0, 500.0)
    for counts in itertools.product(range(11), repeat=3):
        exact = replace(table(*counts, unknown_home=40), people=people)
        alike[mask_release(ReleaseTables((exact,))).tables[0]].append(counts)
    tried = 0
    for public, tables in alike.items():
        hidden = (public.total.value or 0) - 40 - sum(count.value or 0 for count in public.participants)
        for row, count in enumerate(public.participants):
            if count.hidden == "under_five" and hidden <= 10:
                tried += 1
                assert {counts[row] for counts in tables} == set(range(5)), public
    assert tried > 20


@pytest.mark.heavy
def test_a_thousand_towns_give_nothing_away() -> None:
    assert [one for one in drill_many(range(1000)) if one.given_away or one.undecided] == []
