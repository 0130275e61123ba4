"""The denominators of a run, read from the database: people and holiday homes of cells and of areas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo import sql
from geo.arrays import columns_of
from geo.models import Area, AreaSet, Municipality, PopulationCount
from geo.stats.arrays import Flags, Floats, Ints
from neighbourhoods.runs.people import TOTAL, Ages, Bands, by_band, shared_bands, summed

SQUARE_M = 1_000.0
_Place = Callable[[Ints], Ints]  # from keys of cells to their places in the grid's order


@dataclass(frozen=True)
class CellPeople:
    """The finest grid of a town: centres, counts by age (NaN hidden), holiday homes, and the area of each set.

    `area` holds an area's number, and the number past the last for a cell outside all areas.
    """

    size_m: int
    x: Floats
    y: Floats
    ages: dict[Ages, Floats]
    homes: Floats
    area: dict[int, Ints]
    year: int | None

    def table(self, bands: Bands) -> Floats:
        return by_band(self.ages, bands, len(self.x))

    def square(self, x: float, y: float) -> tuple[float, float]:
        """The centre of the square kilometre around a place."""
        return (x // SQUARE_M + 0.5) * SQUARE_M, (y // SQUARE_M + 0.5) * SQUARE_M

    def by_square(self) -> dict[tuple[float, float], tuple[float, float]]:
        """People and holiday homes of each square kilometre; hidden cells count as nobody."""
        found: dict[tuple[float, float], tuple[float, float]] = {}
        people, homes = np.nan_to_num(self.ages.get(TOTAL, np.zeros(len(self.x)))), np.nan_to_num(self.homes)
        for x, y, some, holiday in zip(self.x, self.y, people, homes, strict=True):
            key = self.square(float(x), float(y))
            known = found.get(key, (0.0, 0.0))
            found[key] = (known[0] + float(some), known[1] + float(holiday))
        return found


@dataclass(frozen=True)
class SetPeople:
    """People of the areas of a set and, in the last row, of those outside them."""

    table: Floats
    holiday_homes: Floats
    estimated: Flags
    year: int | None
    basis: str


def cells_of(town: Municipality, sets: list[AreaSet]) -> CellPeople:
    """The cells of the finest grid for which people are known; empty where a town has none."""
    columns = {"id": "int8", "x": "float8", "y": "float8", "size_m": "int4"}
    cells = columns_of("neighbourhoods/run_cells", columns, {"town": town.pk})
    size = int(cells["size_m"][0]) if len(cells["id"]) else 0
    places = np.argsort(cells["id"], kind="stable")
    reading = {"town": town.pk, "size_m": size, "sets": [one.pk for one in sets]}

    def place(ids: Ints) -> Ints:
        return places[np.searchsorted(cells["id"], ids, sorter=places)]

    ages, homes, year = _cell_counts(reading, place, len(places))
    return CellPeople(size, cells["x"], cells["y"], ages, homes, _cell_areas(reading, sets, place, len(places)), year)


def _cell_counts(
    reading: dict[str, object], place: _Place, cells: int
) -> tuple[dict[Ages, Floats], Floats, int | None]:
    columns = {"cell": "int8", "what": "int4", "first": "int4", "last": "int4", "year": "int4", "count": "float8"}
    found = columns_of("neighbourhoods/run_cell_people", columns, reading)
    ages: dict[Ages, Floats] = {}
    homes = np.full(cells, np.nan)
    if not len(found["cell"]):
        return ages, homes, None
    at, people = place(found["cell"]), found["what"] == 0
    homes[at[~people]] = found["count"][~people]
    kinds = np.unique(np.column_stack([found["first"][people], found["last"][people]]), axis=0)
    for first, last in kinds.tolist():
        own = people & (found["first"] == first) & (found["last"] == last)
        ages[first, last] = np.full(cells, np.nan)
        ages[first, last][at[own]] = found["count"][own]
    return ages, homes, int(found["year"][people].max()) if people.any() else None


def _cell_areas(reading: dict[str, object], sets: list[AreaSet], place: _Place, cells: int) -> dict[int, Ints]:
    columns = {"cell": "int8", "area_set": "int8", "area": "int8"}
    found = columns_of("neighbourhoods/run_cell_areas", columns, reading)
    areas: dict[int, Ints] = {}
    for one in sets:
        ids = np.array(_ids(one), dtype=np.int64)
        areas[one.pk] = np.full(cells, len(ids), dtype=np.int64)
        own = found["area_set"] == one.pk
        by_id = np.argsort(ids, kind="stable")
        areas[one.pk][place(found["cell"][own])] = by_id[np.searchsorted(ids, found["area"][own], sorter=by_id)]
    return areas


def _ids(area_set: AreaSet) -> list[int]:
    return list(Area.objects.filter(area_set=area_set).order_by("code").values_list("pk", flat=True))


@dataclass(frozen=True)
class _Given:
    """What a source says of the areas of a set themselves."""

    ages: dict[Ages, Floats]
    homes: Floats
    estimated: Flags
    year: int | None
    basis: str


def people_of_sets(sets: list[AreaSet], cells: CellPeople) -> tuple[dict[int, SetPeople], Bands]:
    """People of every set by shared age bands: as given for its areas, else added up from cells by their centres."""
    given = {one.pk: _given(one) for one in sets}
    bands = shared_bands(
        source for one in given.values() if (source := set(one.ages if TOTAL in one.ages else cells.ages) - {TOTAL})
    )
    return {pk: _set_people(one, cells, pk, bands) for pk, one in given.items()}, bands


def _given(area_set: AreaSet) -> _Given:
    numbers = {pk: number for number, pk in enumerate(_ids(area_set))}
    ages: dict[Ages, Floats] = {}
    homes = np.full(len(numbers), np.nan)
    estimated = np.zeros(len(numbers), dtype=bool)
    year, basis = None, ""
    for area, what, first, last, its_year, count, its_basis, guessed in sql.rows(
        "neighbourhoods/run_people", {"area_set": area_set.pk}
    ):
        number, value = numbers[area], np.nan if count is None else count
        if what == PopulationCount.What.HOLIDAY_HOMES:
            homes[number] = value
            continue
        age = TOTAL if first is None else (first, -1 if last is None else last)
        ages.setdefault(age, np.full(len(numbers), np.nan))[number] = value
        estimated[number] |= guessed
        year, basis = max(year or its_year, its_year), its_basis
    return _Given(ages, homes, estimated, year, basis)


def _set_people(given: _Given, cells: CellPeople, area_set: int, bands: Bands) -> SetPeople:
    areas = len(given.homes)
    from_cells = summed(cells.table(bands), cells.area[area_set], areas + 1)
    homes_from_cells = summed(cells.homes, cells.area[area_set], areas + 1)
    if not len(cells.x):
        from_cells[:], homes_from_cells[:] = np.nan, np.nan
    elif np.isnan(cells.table(bands)[:, 1:]).all():
        from_cells[:, 1:] = np.nan
    estimated = np.append(given.estimated, False)
    if TOTAL not in given.ages:
        return SetPeople(from_cells, homes_from_cells, estimated, cells.year, "cells" if len(cells.x) else "")
    table = np.vstack([by_band(given.ages, bands, areas), from_cells[-1:]])
    homes = np.append(given.homes, homes_from_cells[-1])
    return SetPeople(table, homes, estimated, given.year, given.basis)
