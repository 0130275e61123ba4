"""Reading a town at one moment: everything a run needs, added up in the database, and never a person."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import transaction

from geo import sql
from geo.arrays import columns_of
from geo.models import Area, AreaSet
from geo.stats.arrays import Ints
from geo.stats.reach import DISTANCES_M, Pins, Points, fits_cells, persons_within
from geo.tenancy import in_town
from neighbourhoods.results import Borders
from neighbourhoods.runs.asking import Asked, earlier
from neighbourhoods.runs.frozen import (
    METHOD_VERSION,
    STRATA,
    UNKNOWN,
    Frozen,
    FrozenArea,
    FrozenCells,
    FrozenHomes,
    FrozenNames,
    FrozenSet,
    no_heads,
    no_rows,
)
from neighbourhoods.runs.people import Bands
from neighbourhoods.runs.population import CellPeople, SetPeople, cells_of, people_of_sets
from participation.models import Channel

LONGEST_STATEMENT = "15min"  # a million pins are read in seconds; a request's limit is not meant for this
ROOM_TO_SORT = "128MB"  # a million acts are joined to their persons in memory instead of on disk


def freeze(asked: Asked) -> Frozen:
    """The inputs of a run as they are at this moment, whatever is written meanwhile."""
    with _one_moment(asked):
        sets = list(AreaSet.objects.of(asked.town).valid(asked.day).order_by("kind"))
        cells = cells_of(asked.town, sets)
        people, bands = people_of_sets(sets, cells)
        with _acts_of(asked, earlier(asked.window)):
            _find_persons(asked)
            before = _homes(sets, bands)
        with _acts_of(asked, asked.window), _reached(cells) as reaching:
            _find_persons(asked)
            persons = _homes(sets, bands)
            homes = _home_cells(cells)
            identities, at_least = _identities()
            counts = _pin_counts(asked, sets)
            heads = _heads(asked, sets)
            reached = reaching.result()
        frozen_sets = [
            _set(one, people[one.pk], (persons[one.pk], before[one.pk]), heads[one.pk], (cells, counts)) for one in sets
        ]
        return Frozen(
            town=asked.town.slug,
            method_version=METHOD_VERSION,
            window=asked.window,
            earlier=earlier(asked.window),
            process=asked.process.slug if asked.process else "",
            first_act=(sql.row("neighbourhoods/run_first_act", asked.reading()) or (None,))[0],
            bands=bands.names,
            channels=tuple(Channel.values),
            sets=tuple(frozen_sets),
            cells=FrozenCells(cells.size_m, cells.x, cells.y, cells.table(bands), cells.homes, *reached),
            homes=homes,
            names=_names(asked),
            pins=counts.get(None, (0, 0, 0))[0],
            pins_without_place=counts.get(None, (0, 0, 0))[1],
            identities=identities,
            at_least=at_least,
        )


@contextmanager
def _one_moment(asked: Asked) -> Iterator[None]:
    """One transaction that sees one state of the database. Inside a larger one, what that one sees."""
    alone = not transaction.get_connection().in_atomic_block
    with transaction.atomic():
        if alone:
            sql.run("neighbourhoods/one_snapshot")
        with in_town(asked.town):
            sql.set_all_local({"statement_timeout": LONGEST_STATEMENT, "work_mem": ROOM_TO_SORT})
            yield


@contextmanager
def _acts_of(asked: Asked, window: Any) -> Iterator[None]:
    """The acts of a window and whoever is found in them, kept in tables of this transaction while they are counted."""
    sql.run("neighbourhoods/run_acts", {**asked.reading(window), "channels": list(Channel.values)})
    sql.run("neighbourhoods/run_acts_told")
    yield
    sql.run("neighbourhoods/run_persons_end")


def _find_persons(asked: Asked) -> None:
    sql.run("neighbourhoods/run_persons", {"town": asked.town.pk})


def _homes(sets: list[AreaSet], bands: Bands) -> dict[int, Ints]:
    """By set: area number, band, stratum, channels, persons; sorted, so that the same persons give the same rows."""
    numbers = {one.pk: _area_numbers(one) for one in sets}
    found: dict[int, list[tuple[int, ...]]] = {one.pk: [] for one in sets}
    for area_set, area, outside, band, stratum, channels, persons in sql.rows(
        "neighbourhoods/run_homes", {"sets": [one.pk for one in sets]}
    ):
        place = numbers[area_set][area] if area else len(numbers[area_set]) if outside else UNKNOWN
        row = (place, bands.of_participant(band), STRATA.index(stratum), channels, persons)
        found[area_set].append(row)
    return {pk: _added_up(rows) if rows else no_rows() for pk, rows in found.items()}


def _added_up(rows: list[tuple[int, ...]]) -> Ints:
    """Rows that say the same (bands were merged) become one."""
    table = np.array(rows, dtype=np.int64)
    keys, place = np.unique(table[:, :-1], axis=0, return_inverse=True)
    counts = np.zeros(len(keys), dtype=np.int64)
    np.add.at(counts, place.ravel(), table[:, -1])
    return np.column_stack([keys, counts])


def _area_numbers(area_set: AreaSet) -> dict[int, int]:
    """Areas by code: their numbers in this set."""
    areas = Area.objects.filter(area_set=area_set).order_by("code").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(areas)}


def _home_cells(cells: CellPeople) -> FrozenHomes:
    """Persons by the square kilometre they named, on the same squares as people."""
    counts: dict[tuple[float, float], list[int]] = {}
    for x, y, _size, stratum, persons in sql.rows("neighbourhoods/run_home_cells"):
        here = counts.setdefault(cells.square(x, y), [0] * len(STRATA))
        here[STRATA.index(stratum)] += persons
    squares = cells.by_square()
    at = sorted({*squares, *counts}, key=lambda centre: (centre[1], centre[0]))
    people = np.array([squares.get(one, (0.0, 0.0)) for one in at]).reshape(len(at), 2)
    return FrozenHomes(
        x=np.array([one[0] for one in at], dtype=float),
        y=np.array([one[1] for one in at], dtype=float),
        people=people[:, 0].copy(),
        holiday_homes=people[:, 1].copy(),
        persons=np.array([counts.get(one, [0] * len(STRATA)) for one in at], dtype=np.int64).reshape(-1, len(STRATA)),
    )


def _identities() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    shares: dict[str, dict[str, int]] = {}
    least: dict[str, int] = {}
    for stratum, identity, persons, at_least in sql.rows("neighbourhoods/run_identities"):
        shares.setdefault(stratum, {})[identity] = persons
        least[stratum] = at_least
    return shares, least


@contextmanager
def _reached(cells: CellPeople) -> Iterator[Future[tuple[tuple[float, ...], Ints]]]:
    """Distances that suit the cells, and how many different persons have a place within each.

    The places are read now and counted while the database is asked for other things.
    """
    distances = tuple(d for d, fits in zip(DISTANCES_M, fits_cells(DISTANCES_M, cells.size_m), strict=True) if fits)
    pins = columns_of("neighbourhoods/run_pins", {"participant": "int8", "x": "float8", "y": "float8"})

    def count() -> tuple[tuple[float, ...], Ints]:
        if not len(cells.x) or not distances:
            return distances, np.zeros((len(cells.x), len(distances)), dtype=np.int64)
        placed = Pins(pins["x"], pins["y"], pins["participant"])
        return distances, persons_within(Points(cells.x, cells.y), placed, distances).astype(np.int64)

    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(count)


def _pin_counts(asked: Asked, sets: list[AreaSet]) -> dict[int | None, tuple[int, int, int]]:
    parameters = {"town": asked.town.pk, "sets": [one.pk for one in sets]}
    return {row[0]: row[1:] for row in sql.rows("neighbourhoods/run_pin_counts", parameters)}


def _heads(asked: Asked, sets: list[AreaSet]) -> dict[int, Ints]:
    """By set: event number, area number (UNKNOWN: not named in this set), stratum, heads."""
    numbers = {one.pk: _area_numbers(one) for one in sets}
    events: dict[int, int] = {}
    found: dict[int, list[tuple[int, ...]]] = {one.pk: [] for one in sets}
    named: dict[tuple[int, int, int], int] = {}
    totals: dict[tuple[int, int], int] = {}
    for event, area_set, area, stratum, heads in sql.rows("neighbourhoods/run_headcounts", asked.reading()):
        key = (events.setdefault(event, len(events)), STRATA.index(stratum))
        if area_set is None:
            totals[key] = heads
        elif area_set in found:
            found[area_set].append((key[0], numbers[area_set][area], key[1], heads))
            named[area_set, *key] = named.get((area_set, *key), 0) + heads
    for pk, rows in found.items():
        rows += [
            (event, UNKNOWN, stratum, total - named.get((pk, event, stratum), 0))
            for (event, stratum), total in totals.items()
        ]
    kept = {pk: sorted(row for row in rows if row[3]) for pk, rows in found.items()}
    return {pk: np.array(rows, dtype=np.int64) if rows else no_heads() for pk, rows in kept.items()}


def _names(asked: Asked) -> FrozenNames:
    rows = sql.rows("neighbourhoods/run_place_names", {"town": asked.town.pk, "language": asked.town.first_language})
    return FrozenNames(
        tuple(row[0] for row in rows),
        np.array([row[1] for row in rows], dtype=float),
        np.array([row[2] for row in rows], dtype=float),
    )


def _set(
    area_set: AreaSet,
    people: SetPeople,
    persons: tuple[Ints, Ints],
    heads: Ints,
    read: tuple[CellPeople, dict[int | None, tuple[int, int, int]]],
) -> FrozenSet:
    cells, counts = read
    areas = Area.objects.filter(area_set=area_set).without_geometry().select_related("parent").order_by("code")
    return FrozenSet(
        borders=borders_of(area_set),
        areas=tuple(
            FrozenArea(one.code, one.names, one.parent.code if one.parent else "", one.label_point.x, one.label_point.y)
            for one in areas.defer("geom", "parent__geom")
        ),
        people=people.table,
        holiday_homes=people.holiday_homes,
        estimated=people.estimated,
        people_year=people.year,
        people_basis=people.basis,
        persons=persons[0],
        before=persons[1],
        heads=heads,
        cell_area=cells.area[area_set.pk],
        pins_outside=counts.get(area_set.pk, (0, 0, 0))[2],
    )


def borders_of(area_set: AreaSet) -> Borders:
    return Borders(
        kind=area_set.kind,
        names=area_set.names,
        member_term=area_set.member_term,
        valid_from=area_set.valid_from,
        valid_to=area_set.valid_to,
        source=area_set.source,
        licence=area_set.licence,
        illustrative=area_set.illustrative,
        content_hash=area_set.content_hash,
    )
