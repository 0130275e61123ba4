"""What is hidden in a release, and that it suffices."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.stats.attack import attack
from geo.stats.coverage import AreaCounts, Rule, area_coverage
from geo.stats.disclosure import (
    Breakdown,
    CountTable,
    MaskedTable,
    Memory,
    ReleaseTables,
    Window,
    mask_release,
    public_counts,
)
from tests.geo.stats.disclosure_towns import RandomTown, Shape


def window(months: int, until: int = 36) -> Window:
    year, month = divmod(until, 12)
    end = datetime.datetime(2023 + year, 1 + month, 1, tzinfo=datetime.UTC)
    return Window(end - datetime.timedelta(days=30 * months), end)


def table(*participants: int, people: float = 500.0, unknown_home: int = 10, months: int = 12) -> CountTable:
    count = len(participants)
    return CountTable(
        area_set="board",
        window=window(months),
        denominator="residents",
        areas=tuple(map(str, range(count))),
        participants=participants,
        people=(people,) * count,
        parents=(None,) * count,
        unknown_home=unknown_home,
    )


def masked(*tables: CountTable, memory: Memory | None = None) -> tuple[MaskedTable, ...]:
    return mask_release(ReleaseTables(tables), memory).tables


def kinds(public: MaskedTable) -> list[str]:
    return [count.hidden for count in public.participants]


def excluded(*tables: CountTable) -> set[tuple[str, int]]:
    return {(one.hidden, one.value) for one in attack([mask_release(ReleaseTables(tables))]).excluded}


def test_counts_of_five_and_more_are_shown_as_they_are() -> None:
    (public,) = masked(table(5, 40, 17))
    assert [count.value for count in public.participants] == [5, 40, 17]
    assert (public.total.value, public.unknown_home.value) == (72, 10)


def test_zero_is_never_shown() -> None:
    (public,) = masked(table(0, 40, 17))
    assert kinds(public)[0] == "under_five"
    assert public.participants[0].value is None


def test_one_small_count_takes_another_with_it() -> None:
    (public,) = masked(table(3, 40, 17))
    assert sorted(kinds(public)) == ["", "protects", "under_five"]


def test_the_protector_is_chosen_by_residents_and_not_by_counts() -> None:
    people = (900.0, 300.0, 5000.0, 800.0)
    ones = [replace(table(2, *rest), people=people) for rest in ((20, 30, 60), (60, 30, 20), (30, 60, 20))]
    assert len({tuple(kinds(masked(one)[0])) for one in ones}) == 1


def test_a_protector_without_room_takes_a_second_one_with_it() -> None:
    (public,) = masked(table(0, 5, 30, 30))
    assert excluded(table(0, 5, 30, 30)) == set()
    assert kinds(public).count("protects") >= 1


def test_one_area_alone_is_hidden_with_what_it_is_the_rest_of() -> None:
    (public,) = masked(table(3, unknown_home=60))
    assert public.participants[0].value is None
    assert public.unknown_home.value is None
    assert excluded(table(3, unknown_home=60)) == set()


def test_of_fewer_than_thirty_persons_only_the_number_is_told() -> None:
    (public,) = masked(table(7, 8, 5, unknown_home=4))
    assert kinds(public) == ["withheld"] * 3
    assert public.total.value == 24


def test_nobody_at_all_is_one_hidden_number() -> None:
    (public,) = masked(table(0, 0, unknown_home=0))
    assert (public.total.value, public.total.hidden) == (None, "under_five")


def test_areas_with_fewer_than_thirty_residents_are_not_shown() -> None:
    (public,) = masked(replace(table(20, 40, 17), people=(29.0, 500.0, 500.0)))
    assert kinds(public)[0] == "few_people"
    (public,) = masked(replace(table(20, 40, 17), people=(30.0, 500.0, None)))
    assert kinds(public) == ["", "", ""]


def test_no_areas_leave_the_total() -> None:
    (public,) = masked(table(unknown_home=50))
    assert (public.participants, public.total.value) == ((), 50)


def test_the_parts_of_a_hidden_area_do_not_give_it_back() -> None:
    boards = replace(table(2, 45, 50, 60), area_set="board")
    quarters = replace(
        table(1, 1, 25, 20, 25, 25, 30, 30),
        area_set="quarter",
        parents=tuple(("board", str(row // 2)) for row in range(8)),
    )
    hidden, parts = masked(boards, quarters)
    protecting = [row for row, kind in enumerate(kinds(hidden)) if kind == "protects"]
    assert protecting
    for row in protecting:
        assert any(kinds(parts)[child] for child in (2 * row, 2 * row + 1))
    assert excluded(boards, quarters) == set()


def test_a_longer_window_does_not_narrow_down_a_shorter_one() -> None:
    short, long = table(1, 9, 9, 30), table(6, 9, 9, 30, months=24)
    assert excluded(short, long) == set()


def test_ages_of_few_persons_are_not_told() -> None:
    ages = Breakdown(("young", "old"), ((3, 17), (10, 10), (20, 80)), (35, 115))
    (public,) = masked(replace(table(20, 20, 100), ages=ages))
    assert public.ages is not None
    assert [{count.hidden for count in row} for row in public.ages.counts[:2]] == [{"withheld"}] * 2
    assert [count.value for count in public.ages.counts[2]] == [20, 80]


def test_a_small_age_band_is_hidden_with_another_in_row_and_column() -> None:
    ages = Breakdown(("a", "b", "c"), ((2, 48, 50), (30, 40, 50), (40, 40, 40)), (80, 130, 140))
    tables = replace(table(100, 120, 120), ages=ages)
    (public,) = masked(tables)
    assert public.ages is not None
    assert sum(bool(count.hidden) for count in public.ages.counts[0]) >= 2
    assert excluded(tables) == set()


def test_channels_that_nearly_cover_an_area_do_not_tell_the_small_one() -> None:
    channels = Breakdown(("web", "phone"), ((58, 2), (90, 20)), (155, 25))
    assert excluded(replace(table(60, 100), channels=channels)) == set()


def test_what_protected_last_month_protects_again() -> None:
    people = (400.0, 500.0, 600.0, 700.0)
    first = replace(table(2, 30, 30, 40), people=people)
    exact = ReleaseTables((first,))
    memory = Memory().with_release(exact, mask_release(exact))
    before = kinds(masked(first)[0]).index("protects")
    grown = replace(first, people=tuple(reversed(people)), window=window(12, 37))
    assert kinds(masked(grown, memory=memory)[0]).index("protects") == before
    assert kinds(masked(grown)[0]).index("protects") != before


def test_the_same_tables_are_masked_the_same() -> None:
    release = RandomTown(Shape(12, 3, 5, 3000, 0.05, broken_down=True), np.random.default_rng(3)).release(0)
    assert mask_release(release) == mask_release(release)


@pytest.mark.parametrize(("quarters", "boards"), [(60, 12), (200, 12)])
def test_a_town_is_masked_in_seconds(quarters: int, boards: int) -> None:
    mask_release(RandomTown(Shape(3, 1, 1, 3000, 0.05), np.random.default_rng(1)).release(0))  # compiled by now
    release = RandomTown(Shape(quarters, boards, 30, 55000, 0.1), np.random.default_rng(1)).release(0)
    begun = time.process_time()
    mask_release(release)
    assert time.process_time() - begun < 2


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=7),
    people=st.lists(st.sampled_from([10.0, 40.0, 400.0, 4000.0]), min_size=7, max_size=7),
    unknown_home=st.integers(0, 40),
    later=st.lists(st.integers(0, 9), min_size=7, max_size=7),
)
def test_nothing_can_be_said_of_a_hidden_count(
    counts: list[int], people: list[float], unknown_home: int, later: list[int]
) -> None:
    short = replace(table(*counts, unknown_home=unknown_home), people=tuple(people[: len(counts)]))
    longer = tuple(count + more for count, more in zip(counts, later, strict=False))
    long = replace(short, participants=longer, window=window(24))
    exact = (short, long)
    for one in attack([mask_release(ReleaseTables(exact))]).excluded:
        assert one.hidden != "under_five"
        assert one.place.row < 0 or exact[one.place.table].participants[one.place.row] >= 5


def test_towns_with_the_same_masked_table_tell_the_same_to_the_last_byte() -> None:
    """Whatever is computed for the public cannot depend on more than the masked table."""

    def told(exact: CountTable) -> bytes:
        counts = public_counts(masked(exact)[0])
        cases = np.where(counts.classed, counts.y, np.nan)
        found = area_coverage(
            AreaCounts(exact.areas, cases, np.array(exact.people, float), total=float(exact.total)), Rule()
        )
        return b"".join(np.asarray(getattr(found, name)).tobytes() for name in ("classes", "sir", "q_low", "expected"))

    one, other = table(0, 30, 300, 250), table(4, 26, 300, 250)
    assert masked(one) == masked(other)
    assert told(one) == told(other)
    assert told(one) != told(table(0, 30, 250, 300))


def test_a_small_count_enters_as_its_upper_bound_and_a_protector_is_not_classed() -> None:
    counts = public_counts(masked(table(0, 30, 300))[0])
    assert counts.y[0] == 4
    assert counts.shown.tolist() == [False, False, True]
    assert counts.classed.tolist() == [True, False, True]
    assert counts.rest == 30
