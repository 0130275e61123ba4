"""Which tables are told: a less important one never hides a number of a more important one."""

from __future__ import annotations

import datetime
from dataclasses import replace

from geo.stats.disclosure import CountTable, MaskedRelease, Memory, ReleaseTables, Window, mask_release
from neighbourhoods.releases.choosing import tell
from tests.geo.stats.disclosure_drill import drill

UTC = datetime.UTC
EARLIEST = datetime.datetime(2024, 11, 1, tzinfo=UTC)
YEAR = Window(datetime.datetime(2025, 11, 1, tzinfo=UTC), datetime.datetime(2026, 11, 1, tzinfo=UTC))


def table(area_set: str, participants: tuple[int, ...], above: tuple[str, ...] = ()) -> CountTable:
    return CountTable(
        area_set=area_set,
        window=YEAR,
        denominator="residents",
        areas=tuple(f"{area_set}{place}" for place in range(len(participants))),
        participants=participants,
        people=tuple(1000.0 for _ in participants),
        parents=tuple(("board", code) for code in above) or tuple(None for _ in participants),
        unknown_home=12,
    )


BOARDS = table("board", (24, 31, 45))
SMALL = table("part", (2, 22, 31, 45), ("board0", "board0", "board1", "board2"))
LONELY = table("part", (3, 21, 31, 42, 3), ("board0", "board0", "board1", "board2", "board2"))


def shown(told: tuple[object, ...], place: int) -> list[int | None]:
    return [count.value for count in told[place].participants]  # type: ignore[attr-defined]


def test_tables_that_cost_nothing_are_all_told() -> None:
    told = tell((BOARDS, table("other", (40, 60))), [0, 1], Memory())
    assert told.withheld == frozenset()
    assert shown(told.tables, 0) == [24, 31, 45]
    assert shown(told.tables, 1) == [40, 60]


def test_a_number_of_the_most_important_table_is_never_hidden_by_another() -> None:
    for other in (SMALL, LONELY):
        told = tell((other, BOARDS), [1, 0], Memory())
        assert shown(told.tables, 1) == [24, 31, 45]


def test_what_is_withheld_has_no_number_and_is_not_remembered() -> None:
    """The year before, with a small number in it, would hide this year and both together."""
    both, before = Window(EARLIEST, YEAR.until), Window(EARLIEST, YEAR.start)
    two_years = replace(BOARDS, window=both, participants=(26, 52, 83))
    year_before = replace(BOARDS, window=before, participants=(4, 22, 40))
    tables = (BOARDS, two_years, year_before)
    assert None in shown(mask_release(ReleaseTables(tables)).tables, 0)
    told = tell(tables, [0, 1, 2], Memory())
    assert shown(told.tables, 1) == [26, 52, 83]
    assert told.withheld == frozenset({2})
    assert set(shown(told.tables, 2)) == {None}
    assert told.tables[2].total.value is None
    assert told.kept.tables == (BOARDS, two_years)
    assert len(told.masked.tables) == 2


def test_nothing_to_tell_is_told_without_fuss() -> None:
    told = tell((), [], Memory())
    assert (told.tables, told.withheld, told.kept.tables) == ((), frozenset(), ())


def chosen(exact: ReleaseTables, memory: Memory) -> tuple[ReleaseTables, MaskedRelease]:
    told = tell(exact.tables, range(len(exact.tables)), memory)
    return told.kept, told.masked


def test_what_is_told_of_a_choice_of_tables_gives_nothing_away_either() -> None:
    """Later releases remember what was told, not what was withheld; the attacker has what was told in all of them."""
    found = drill(6, releases=2, mask=chosen)
    assert found.hidden > 0
    assert (found.given_away, found.undecided) == ((), ())
