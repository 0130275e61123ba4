"""A run over a local Dask cluster with two workers gives what it gives in one process, to the last digit."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from neighbourhoods.results import Borders, Coverage, Window
from neighbourhoods.runs.computing import Facts, compute
from neighbourhoods.runs.executors import executor
from neighbourhoods.runs.frozen import (
    METHOD_VERSION,
    Frozen,
    FrozenArea,
    FrozenCells,
    FrozenHomes,
    FrozenNames,
    FrozenSet,
    no_heads,
    no_rows,
)

NOW = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)


def made_up_set(kind: str, areas: int, rng: np.random.Generator) -> FrozenSet:
    people = np.append(rng.integers(200, 3000, areas), 0).astype(float)
    persons = [(area, -1, stratum, 1, int(rng.integers(1, 40))) for area in range(areas) for stratum in (0, 1)]
    return FrozenSet(
        borders=Borders(kind, {"fi": kind}, {}, datetime.date(2020, 1, 1)),
        areas=tuple(
            FrozenArea(f"{kind}{n}", {"fi": f"{kind} {n}"}, "", 1000.0 * n, 500.0 * (n % 7)) for n in range(areas)
        ),
        people=people[:, None],
        holiday_homes=people / 4,
        estimated=np.zeros(areas + 1, dtype=bool),
        people_year=2024,
        people_basis="given",
        persons=np.array(persons, dtype=np.int64),
        before=no_rows(),
        heads=no_heads(),
        cell_area=np.zeros(0, dtype=np.int64),
    )


def made_up(seed: int = 3) -> Frozen:
    rng = np.random.default_rng(seed)
    nothing, no_persons = np.zeros(0), np.zeros((0, 3), dtype=np.int64)
    window = Window(NOW - datetime.timedelta(days=365), NOW, 12)
    return Frozen(
        town="kokeila",
        method_version=METHOD_VERSION,
        window=window,
        earlier=Window(window.start - datetime.timedelta(days=365), window.start, 12),
        process="",
        first_act=NOW - datetime.timedelta(days=300),
        bands=(),
        channels=("web",),
        sets=(made_up_set("board", 8, rng), made_up_set("village", 40, rng)),
        cells=FrozenCells(0, nothing, nothing, np.zeros((0, 1)), nothing, (), no_persons[:, :0]),
        homes=FrozenHomes(nothing, nothing, nothing, nothing, no_persons),
        names=FrozenNames((), nothing, nothing),
        pins=100,
        pins_without_place=0,
    )


def results(name: str) -> tuple[Coverage, ...]:
    facts = Facts("r", NOW, 7, "h", {"delta": 0.8, "replicates": 99})
    with executor(name, workers=2) as spread:
        return compute(made_up(), facts, spread)


def test_here_the_pieces_do_not_depend_on_their_order() -> None:
    facts = Facts("r", NOW, 7, "h", {"delta": 0.8, "replicates": 99})
    backwards = compute(made_up(), facts, lambda work, tasks: [work(one) for one in reversed(tasks)][::-1])
    assert backwards == results("here")


@pytest.mark.heavy
def test_two_workers_give_what_one_process_gives() -> None:
    assert results("dask") == results("here")
