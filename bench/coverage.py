"""A coverage run over a million pins, beside the time it takes to copy their coordinates out of the database.

    python -m bench.coverage [PINS]

The floor is a COPY in binary of participant, x and y into three arrays. The run is all of `compute_coverage` but its
exports: read in one snapshot, added up, reach of 60,025 cells, classes of 200 areas, pockets, stored. Its arithmetic is
then measured alone, on arrays, from a million to ten million pins. Each part has a process of its own, so that its
peak of memory is its own.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import databases, report, towns
from bench.databases import PROJECT

ROUNDS = 3
PINS = 1_000_000
GOAL_RATIO, GOAL_MB = 2.0, 1024
SIZES = (1_000_000, 10_000_000)
PINS_A_PERSON = (1, 2, 3, 10)  # in turn, so four on average, and a few make most

_TOOK_PART = """
CREATE TEMP TABLE took_part AS
SELECT id AS pin, n / 16 * 4 + CASE WHEN n %% 16 < 1 THEN 0 WHEN n %% 16 < 3 THEN 1 WHEN n %% 16 < 6 THEN 2 ELSE 3 END
    + %(first)s AS person
FROM (SELECT id, row_number() OVER (ORDER BY round(ST_X(geom) / 600), round(ST_Y(geom) / 600), id) - 1 AS n
      FROM feedback_map_pin WHERE municipality_id = %(town)s) AS numbered
"""
_PEOPLE = """
INSERT INTO participation_participant (id, municipality_id, public_id, identity, is_test, created_at)
SELECT DISTINCT person, %(town)s::bigint, 'b' || person, 'token', false, timestamptz '2023-01-01' FROM took_part
"""
_HOMES = """
INSERT INTO participation_participanthome (
    id, municipality_id, participant_id, valid_from, area_id, age_band, resident_type)
SELECT DISTINCT ON (person) person, %(town)s::bigint, person, timestamptz '2022-01-01', assigned.area_id,
    (ARRAY['13-17', '18-29', '30-44', '45-64', '65-74', '75+', ''])[1 + person %% 7], 'permanent'
FROM took_part JOIN feedback_map_pinarea assigned ON assigned.pin_id = pin
WHERE assigned.area_id IS NOT NULL
ORDER BY person, pin
"""
_ASSIGNED = """
INSERT INTO participation_homeassignment (municipality_id, home_id, area_set_id, area_id)
SELECT home.municipality_id, home.id, area.area_set_id, area.id
FROM participation_participanthome home JOIN geo_area area ON area.id = home.area_id
"""
_WHOSE = "UPDATE feedback_map_pin SET participant_id = person FROM took_part WHERE pin = id"


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in PARTS:
        part, argument = sys.argv[1], int(sys.argv[2])
        print(json.dumps({**PARTS[part](argument), "peak_mb": _peak_mb()}))
        return
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else PINS
    databases.set_up()
    _peopled_town(pins)
    floor, run = _alone("floor", pins), _alone("run", pins)
    arithmetic = {size: _alone("arithmetic", size) for size in SIZES}
    report.write("coverage", _words(pins, floor, run, arithmetic))


def _alone(part: str, argument: int) -> dict[str, Any]:
    """One part in a process of its own; its last line is what it found."""
    command = [sys.executable, "-m", "bench.coverage", part, str(argument)]
    said = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peopled_town(pins: int) -> Any:
    """The standing town, copied once, with people behind its pins and homes near what they marked."""
    from geo.models import Municipality

    towns.standing_town(pins)
    name = f"people{towns.RECIPE}_{pins}"
    if databases.kept_copy(name, f"town{towns.RECIPE}_{pins}_200_1"):
        try:
            _bring_people()
        except BaseException:
            databases.forget(name)
            raise
    return Municipality.objects.get(slug="bench")


def _bring_people() -> None:
    from django.db import connections, transaction

    from geo.models import Municipality
    from geo.tenancy import in_town

    town = Municipality.objects.get(slug="bench")
    with in_town(town), transaction.atomic(), connections["default"].cursor() as cursor:
        towns.no_time_limit()
        for statement in (_TOOK_PART, _PEOPLE, _HOMES, _ASSIGNED, _WHOSE):
            cursor.execute(statement, {"town": town.pk, "first": 1_000_000})
    towns.analyse()


def _measure_both(pins: int) -> dict[str, Any]:
    """Floor and run in turn, after one of each that nobody counts but as the first."""
    databases.set_up()
    town = _peopled_town(pins)
    first = _timed(lambda: _run(town))
    _floor(town)
    floor, run = [], []
    for _ in range(ROUNDS):
        floor.append(_timed(lambda: _floor(town)))
        run.append(_timed(lambda: _run(town)))
    return {"floor": floor, "run": run, "first": first}


def _measure_floor(pins: int) -> dict[str, Any]:
    databases.set_up()
    town = _peopled_town(pins)
    return {"floor": [_timed(lambda: _floor(town)) for _ in range(2)]}


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _floor(town: Any) -> int:
    """The coordinates by COPY in binary, as arrays: what any run must read."""
    from django.db import connections

    from geo.tenancy import in_town

    fields = np.dtype(
        [("n", ">i2"), ("a", ">i4"), ("p", ">i8"), ("b", ">i4"), ("x", ">f8"), ("c", ">i4"), ("y", ">f8")]
    )
    statement = (
        "COPY (SELECT participant_id, ST_X(geom), ST_Y(geom) FROM feedback_map_pin WHERE municipality_id = "
        f"{town.pk}) TO STDOUT (FORMAT BINARY)"
    )
    with in_town(town), connections["default"].cursor() as cursor:
        towns.no_time_limit()
        with cursor.copy(statement) as copy:
            raw = b"".join(copy)
    rows = np.frombuffer(raw[19:-2], fields)
    columns = [np.ascontiguousarray(rows[name].astype(kind)) for name, kind in (("p", "i8"), ("x", "f8"), ("y", "f8"))]
    return len(columns[0])


def _run(town: Any) -> None:
    import datetime

    from neighbourhoods.runs.asking import Asked, months_before
    from neighbourhoods.runs.running import make_run

    until = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    make_run(asked=Asked(town, months_before(until, 36)))


def _arithmetic(pins: int) -> dict[str, Any]:
    """Reach, classes and pockets on arrays alone."""
    from geo.stats import scan as scanning

    for work in _pieces(10_000).values():
        work()
    found: dict[str, Any] = {}
    pieces = _pieces(pins)
    for name, work in pieces.items():
        found[name] = [_timed(work) for _ in range(max(1, ROUNDS * PINS // pins))]
    scanning.forget_nulls()
    found["pockets, new null"] = [_timed(pieces["pockets"])]
    return found


def _pieces(pins: int) -> dict[str, Callable[[], Any]]:
    cells, placed, area, people = _synthetic(pins)
    return {
        "reach": lambda: _reach(cells, placed, area, people),
        "nearest": lambda: _nearest(cells, placed),
        "classes": lambda: _classes(people, area, placed),
        "pockets": lambda: _pockets(cells, people),
    }


def _synthetic(pins: int) -> tuple[Any, Any, Any, Any]:
    from geo.stats.reach import Pins, Points

    x, y = np.empty(pins), np.empty(pins)
    at = 0
    for batch in towns.pin_batches(pins):
        x[at : at + len(batch.x)], y[at : at + len(batch.x)] = batch.x, batch.y
        at += len(batch.x)
    own = np.resize(np.repeat(np.arange(4), PINS_A_PERSON), pins) + np.arange(pins) // 16 * 4
    steps = np.arange(245) * 250.0 + 125
    cells = Points(np.tile(steps, 245) + towns.WEST, np.repeat(steps, 245) + towns.SOUTH)
    order = np.lexsort((y // 600, x // 600))
    area = ((cells.x - towns.WEST) // 6125).astype(np.int64) * 20 + ((cells.y - towns.SOUTH) // 3062.5).astype(np.int64)
    people = np.random.default_rng(1).integers(0, 25, (len(cells), 7)).astype(float)
    return cells, Pins(x[order], y[order], own), area, people


def _reach(cells: Any, pins: Any, area: Any, people: Any) -> None:
    from geo.stats.reach import persons_within, reach_curves

    reach_curves(persons_within(cells, pins), people, area)


def _nearest(cells: Any, pins: Any) -> None:
    from geo.stats.reach import Points, nearest_engagement

    nearest_engagement(cells, Points(pins.x, pins.y))


def _classes(people: Any, area: Any, pins: Any) -> None:
    from geo.stats.coverage import AreaCounts, Rule, area_coverage

    residents = np.bincount(area, people.sum(axis=1), minlength=200)
    persons = np.random.default_rng(2).multinomial(int(pins.participant[-1]) + 1, residents / residents.sum())
    area_coverage(
        AreaCounts(tuple(map(str, range(200))), persons.astype(np.float64), residents.astype(np.float64)), Rule()
    )


def _pockets(cells: Any, people: Any) -> None:
    """The town's 3,844 squares of a kilometre."""
    from geo.stats.scan import Cells, ScanRule, scan

    square = ((cells.y - towns.SOUTH) // 1000).astype(int) * 62 + ((cells.x - towns.WEST) // 1000).astype(int)
    residents = np.bincount(square, people.sum(axis=1), minlength=62 * 62)
    cases = np.random.default_rng(3).multinomial(20_000, residents / residents.sum())
    x, y = np.tile(np.arange(62) * 1000.0, 62), np.repeat(np.arange(62) * 1000.0, 62)
    scan(Cells(x, y, cases, population=residents.astype(np.float64)), ScanRule("low"), np.random.default_rng(4))


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "floor": _measure_floor,
    "run": _measure_both,
    "arithmetic": _arithmetic,
}


def _words(pins: int, floor: dict[str, Any], run: dict[str, Any], arithmetic: dict[int, dict[str, Any]]) -> str:
    ratios = [a / b for a, b in zip(run["run"], run["floor"], strict=True)]
    base = _median(run["floor"])
    lines = [
        "## Coverage",
        "",
        f"A run over {pins:,} pins of {pins // 4:,} people, 60,025 cells and 200 areas, beside a COPY of the pins' "
        f"coordinates into arrays; medians of {ROUNDS} rounds in turn. The goal is at most {GOAL_RATIO:g} × the floor "
        f"and {GOAL_MB} MB. `first` is the first run of a process: the compiled loops are loaded and the replicates of "
        "the pockets drawn.",
        "",
        "| | seconds | × the floor | peak memory, MB |",
        "|---|---|---|---|",
        f"| COPY of the coordinates (the floor) | {base:.2f} | 1 | {floor['peak_mb']:.0f} |",
        f"| the whole run | {_median(run['run']):.2f} | {_median(ratios):.2f} | {run['peak_mb']:.0f} |",
        f"| the same, first | {run['first']:.2f} | {run['first'] / base:.2f} | |",
        "",
        "The arithmetic alone, on arrays of 60,025 cells and 200 areas; seconds, medians. Pockets: 3,844 squares, the "
        "999 replicates from memory, and drawn anew.",
        "",
        "| pins | reach and its curves | nearest mark | classes | pockets | pockets, new null | peak memory, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    names = ("reach", "nearest", "classes", "pockets", "pockets, new null")
    for size, found in arithmetic.items():
        cells = " | ".join(f"{_median(found[name]):.2f}" for name in names)
        lines.append(f"| {size:,} | {cells} | {found['peak_mb']:.0f} |")
    return "\n".join(lines)


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
