"""The exact tables of a release, as its disclosure control takes them: persons by home, age and channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from geo.stats import disclosure
from geo.stats.arrays import Ints
from geo.stats.disclosure import Breakdown, CountTable
from neighbourhoods.results import OUTSIDE, Borders, Window
from neighbourhoods.runs.counting import Counted
from neighbourhoods.runs.frozen import AREA, PERSONS, UNKNOWN, Frozen

_UNKNOWN_AGE = "unknown"
TOWN = "town"


def set_name(borders: Borders) -> str:
    """A dated set: the same codes within other borders are other areas."""
    return f"{borders.kind}@{borders.valid_from}"


def count_table(frozen: Frozen, counted: Counted, *, in_detail: bool) -> CountTable:
    """One set, the run's window, one denominator; in detail with ages and channels."""
    table = replace(_table(frozen, counted, counted.persons, frozen.window), other_ties=counted.other_ties)
    return replace(table, ages=_ages(counted), channels=_channels(counted)) if in_detail else table


def town_table(frozen: Frozen, counted: Counted) -> CountTable:
    """The town as one area, with ages and channels: told also where no area is large enough for them."""
    row = counted.by_area_and_band(counted.persons).sum(axis=0)
    used = {number: own[:-1].sum() for number, own in counted.by_channel.items()}
    town = {number: own.sum() for number, own in counted.by_channel.items()}
    ages = counted.bands and counted.denominator == "residents"
    return CountTable(
        area_set=TOWN,
        window=disclosure.Window(frozen.window.start, frozen.window.until),
        denominator=counted.denominator,
        areas=(TOWN,),
        participants=(counted.total - counted.unknown_home,),
        people=(float(np.nansum(counted.people)),),
        parents=(None,),
        unknown_home=counted.unknown_home,
        other_ties=counted.other_ties,
        process=frozen.process,
        ages=_one_row(_age_labels(counted), row, counted.by_band()) if ages else None,
        channels=_one_row(_channel_labels(counted), list(used.values()), list(town.values())) if used else None,
    )


def earlier_table(frozen: Frozen, counted: Counted) -> CountTable:
    """The window just before, for what changed; without ages and channels."""
    return _table(frozen, counted, counted.before, frozen.earlier)


def rows_of(counted: Counted) -> int:
    """The areas and, where anybody is, those outside them."""
    outside = counted.areas
    anybody = bool(np.nan_to_num(counted.people[outside]) or counted.by_area(counted.persons)[outside])
    return outside + anybody


def _table(frozen: Frozen, counted: Counted, persons: Ints, window: Window) -> CountTable:
    rows = rows_of(counted)
    borders = counted.one.borders
    parents = [(_above(frozen, counted, area.parent), area.parent) for area in counted.one.areas]
    return CountTable(
        area_set=set_name(borders),
        window=disclosure.Window(window.start, window.until),
        denominator=counted.denominator,
        areas=(*counted.one.codes, OUTSIDE)[:rows],
        participants=tuple(counted.by_area(persons)[:rows].tolist()),
        people=tuple(None if np.isnan(people) else float(people) for people in counted.people[:rows]),
        parents=(*((above, code) if above else None for above, code in parents), None)[:rows],
        unknown_home=int(persons[persons[:, AREA] == UNKNOWN, PERSONS].sum()),
        process=frozen.process,
    )


def _above(frozen: Frozen, counted: Counted, parent: str) -> str:
    """The set in which an area's parent lies; nothing for an area without one."""
    if not parent:
        return ""
    sets = [one for one in frozen.sets if one.borders.kind != counted.one.borders.kind and parent in one.codes]
    return set_name(sets[0].borders) if sets else ""


def _ages(counted: Counted) -> Breakdown | None:
    if not counted.bands or counted.denominator == "seasonal":
        return None
    rows = counted.by_area_and_band(counted.persons)[: rows_of(counted)]
    return Breakdown(_age_labels(counted), _whole(rows), tuple(counted.by_band().tolist()))


def _channels(counted: Counted) -> Breakdown | None:
    used = counted.by_channel
    if not used:
        return None
    rows = np.stack([own[: rows_of(counted)] for own in used.values()], axis=1)
    town = tuple(int(own.sum()) for own in used.values())
    return Breakdown(_channel_labels(counted), _whole(rows), town)


def _age_labels(counted: Counted) -> tuple[str, ...]:
    return (*counted.bands, _UNKNOWN_AGE)


def _channel_labels(counted: Counted) -> tuple[str, ...]:
    return tuple(counted.channels[number] for number in counted.by_channel)


def _one_row(labels: tuple[str, ...], row: Iterable[int], town: Iterable[int]) -> Breakdown:
    return Breakdown(labels, (tuple(map(int, row)),), tuple(map(int, town)))


def _whole(rows: Ints) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in rows.tolist())
