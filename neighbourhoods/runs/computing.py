"""From frozen inputs to results: a pure function, the same to the last digit wherever and whenever it is run."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.stats.coverage import AreaCoverage, Rule
from geo.stats.equity import equity, theil
from geo.stats.reach import ReachCurves, reach_curves
from geo.stats.representation import unknown_by_channel
from neighbourhoods.results import (
    Coverage,
    CoverageClass,
    Curve,
    Denominator,
    Equity,
    Group,
    Identity,
    Lorenz,
    Method,
    Pocket,
    Reason,
    SensitivityRow,
    Town,
)
from neighbourhoods.runs.area_rows import Found, area_rows, found_of, sensitivity_rows
from neighbourhoods.runs.counting import PEOPLE_PER_HOLIDAY_HOME, Counted
from neighbourhoods.runs.describing import age_groups, channel_groups, number, percent, reach_points
from neighbourhoods.runs.frozen import Frozen
from neighbourhoods.runs.pockets import pockets_of

YOUNG = datetime.timedelta(days=90)
DENOMINATORS: tuple[Denominator, ...] = ("residents", "seasonal")
_EQUITY, _UNKNOWN, _POCKETS = 1, 2, 3  # which draws: each has its own stream of random numbers


@dataclass(frozen=True)
class Facts:
    """What names a run and what was chosen in it."""

    run: str
    made_at: datetime.datetime
    seed: int
    inputs_hash: str
    parameters: dict[str, float | int | str | bool]

    def rng(self, purpose: int, *more: str) -> np.random.Generator:
        """Random numbers of one purpose: they do not depend on what else is computed, where, or in which order."""
        key = (purpose, *(zlib.crc32(one.encode()) for one in more))
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))


@dataclass(frozen=True)
class Task:
    """A piece of a run that needs no other: one set under one denominator, or (without a set) the pockets."""

    denominator: Denominator
    area_set: int | None = None


Spread = Callable[[Callable[[Task], Any], list[Task]], Iterable[Any]]


def here(work: Callable[[Task], Any], tasks: list[Task]) -> Iterator[Any]:
    """One task after another in this process."""
    return map(work, tasks)


def tasks_of(frozen: Frozen) -> list[Task]:
    """Both denominators of every set; holiday residents only where holiday homes are known."""
    wanted = [one for one in DENOMINATORS if one == "residents" or _has_holiday_homes(frozen)]
    return [Task(one) for one in wanted] + [Task(one, number) for number in range(len(frozen.sets)) for one in wanted]


def compute(frozen: Frozen, facts: Facts, spread: Spread = here) -> tuple[Coverage, ...]:
    """Every set under every denominator, in the order of the sets."""
    tasks = tasks_of(frozen)
    done = dict(zip(tasks, spread(Work(frozen, facts), tasks), strict=True))
    found = [replace(done[one], pockets=done[Task(one.denominator)]) for one in tasks if one.area_set is not None]
    return tuple(_with_other_zoning(one, found) for one in found)


@dataclass(frozen=True)
class Work:
    """What one task is to do; can be sent to another process."""

    frozen: Frozen
    facts: Facts

    def __call__(self, task: Task) -> Coverage | tuple[Pocket, ...]:
        if task.area_set is None:
            replicates = int(self.facts.parameters["replicates"])
            return pockets_of(self.frozen, task.denominator, replicates, self.facts.rng(_POCKETS, task.denominator))
        return _coverage(self.frozen, self.facts, task.area_set, task.denominator)


def _has_holiday_homes(frozen: Frozen) -> bool:
    return any(np.nansum(one.holiday_homes) > 0 for one in frozen.sets)


def _coverage(frozen: Frozen, facts: Facts, number_of_set: int, denominator: Denominator) -> Coverage:
    counted = Counted(frozen.sets[number_of_set], denominator, frozen.bands, frozen.channels)
    rule = Rule(delta=float(facts.parameters["delta"]))
    curves, reach = _reach(frozen, counted)
    compare = frozen.first_act is not None and frozen.first_act <= frozen.earlier.start + YOUNG
    found = found_of(counted, rule, reach, compare=compare)
    return Coverage(
        borders=counted.one.borders,
        denominator=denominator,
        method=_method(frozen, facts, counted, found.areas),
        town=_town(frozen, facts, counted, found.areas),
        areas=area_rows(counted, found),
        ages=_town_ages(counted, found),
        channels=_town_channels(counted),
        equity=equity_of(counted, found.areas, facts.rng(_EQUITY, counted.one.borders.kind, denominator)),
        reach=curves,
        sensitivity=sensitivity_rows(found.areas),
        identity=_identity(frozen, counted),
    )


def _method(frozen: Frozen, facts: Facts, counted: Counted, areas: AreaCoverage) -> Method:
    return Method(
        run=facts.run,
        version=frozen.method_version,
        inputs_hash=facts.inputs_hash,
        seed=facts.seed,
        made_at=facts.made_at,
        window=frozen.window,
        process=frozen.process,
        delta=areas.rule.delta,
        parameters=facts.parameters,
        bands=merged_bands(counted.bands, areas.town.bands) if areas.town.standardised else (),
        population_year=counted.one.people_year,
        population_basis=counted.one.people_basis,
        population_from_cells_m=frozen.cells.size_m if counted.one.people_basis == "cells" else None,
    )


def merged_bands(bands: tuple[str, ...], groups: tuple[tuple[int, ...], ...]) -> tuple[str, ...]:
    """The names of merged bands: 0-12 and 13-17 are 0-17."""
    return tuple(
        bands[own[0]] if len(own) == 1 else bands[own[0]].split("-")[0] + _end(bands[own[-1]]) for own in groups
    )


def _end(band: str) -> str:
    return "+" if band.endswith("+") else "-" + band.split("-")[1]


def _town(frozen: Frozen, facts: Facts, counted: Counted, areas: AreaCoverage) -> Town:
    everybody, people = counted.total, float(np.nansum(counted.people))
    unknown = counted.unknown_home
    reasons = tuple(_reasons(frozen, areas, everybody))
    shares, differs = _unknown_homes(facts, counted)
    return Town(
        participants=everybody,
        residents=people or None,
        share_percent=percent(everybody, people),
        placed=everybody - unknown,
        unknown_home=unknown,
        unknown_home_share=unknown / everybody if everybody else None,
        other_ties=counted.other_ties,
        headcount=int(counted.heads.sum()),
        standardised=areas.town.standardised,
        provisional=bool({"home_unknown", "young"} & set(reasons)),
        has_classes=not areas.town.no_classes,
        reasons=reasons,
        unknown_home_by_channel=shares,
        unknown_home_differs_by_channel=differs,
        pins=frozen.pins,
        pins_without_place=frozen.pins_without_place,
        pins_outside=counted.one.pins_outside,
    )


def _reasons(frozen: Frozen, areas: AreaCoverage, everybody: int) -> Iterator[Reason]:
    """Why a result says less than it could, the gravest first."""
    town = areas.town
    if everybody == 0:
        yield "nobody"
        return
    if town.no_classes in ("no_cases", "few_cases"):
        yield "few_persons"
    if town.unknown_home_share > areas.rule.largest_unknown:
        yield "home_unknown_to_most"
    elif town.provisional:
        yield "home_unknown"
    if len(areas.ids) < 2 or town.no_classes == "one_area":
        yield "one_area"
    if frozen.first_act is not None and frozen.first_act > frozen.window.until - YOUNG:
        yield "young"
    if town.sparse:
        yield "few_heard"


def _unknown_homes(facts: Facts, counted: Counted) -> tuple[dict[str, float | None], bool]:
    """The share of persons without a known home by channel, and whether it differs more than chance makes it."""
    channel, persons = counted.first_channel(), counted.persons
    places = len(counted.channels)
    unknown_here = persons[:, 0] < 0
    known = np.bincount(channel[~unknown_here], persons[~unknown_here, -1], minlength=places).astype(np.int64)
    unknown = np.bincount(channel[unknown_here], persons[unknown_here, -1], minlength=places).astype(np.int64)
    found = unknown_by_channel(known, unknown, facts.rng(_UNKNOWN, counted.one.borders.kind, counted.denominator))
    shares = zip(counted.channels, found.share, known + unknown, strict=True)
    return {name: number(share) for name, share, used in shares if used}, found.differs


def _town_ages(counted: Counted, found: Found) -> tuple[Group, ...]:
    people = counted.people_by_band
    if found.ages is None or people is None:
        return ()
    return age_groups(counted.bands, counted.by_band(), np.nansum(people, axis=0), found.ages, 0)


def _town_channels(counted: Counted) -> tuple[Group, ...]:
    used = counted.by_channel
    return channel_groups(
        [counted.channels[one] for one in used], np.array([own.sum() for own in used.values()]), counted.total
    )


def equity_of(counted: Counted, areas: AreaCoverage, rng: np.random.Generator) -> Equity:
    """Over the areas in which anybody is expected, beside what chance alone would give."""
    weights = np.nan_to_num(areas.people)
    some = (np.nan_to_num(areas.expected) > 0) & (weights > 0) & np.isfinite(areas.cases)
    if some.sum() < 2 or not areas.cases[some].sum():
        return Equity()
    cases, expected = areas.cases[some].astype(np.int64), areas.expected[some]
    found = equity(cases, expected, weights[some], rng)
    parents = [counted.one.areas[place].parent for place in np.flatnonzero(some)]
    parts = theil(cases / expected, weights[some], np.unique(parents, return_inverse=True)[1])
    nested = len(set(parents)) > 1
    return Equity(
        gini=found.gini,
        gini_chance_median=found.chance.gini_median,
        gini_chance_lo=found.chance.gini_lo,
        gini_chance_hi=found.chance.gini_hi,
        theil=parts.total,
        theil_between=parts.between if nested else None,
        theil_within=parts.within if nested else None,
        lorenz=Lorenz(
            x=tuple(found.lorenz.x.tolist()),
            y=tuple(found.lorenz.y.tolist()),
            chance_lo=tuple(np.interp(found.lorenz.x, found.chance.x, found.chance.lorenz_lo).tolist()),
            chance_hi=tuple(np.interp(found.lorenz.x, found.chance.x, found.chance.lorenz_hi).tolist()),
        ),
    )


def _reach(frozen: Frozen, counted: Counted) -> tuple[tuple[Curve, ...], ReachCurves | None]:
    """Curves of the town by group, and the areas' own for everybody of the denominator."""
    cells = frozen.cells
    if not len(cells.x) or not cells.distances_m:
        return (), None
    seasonal = PEOPLE_PER_HOLIDAY_HOME * cells.holiday_homes
    groups = {"all": cells.people[:, 0]}
    groups |= {band: cells.people[:, 1 + place] for place, band in enumerate(frozen.bands)}
    groups = {"all": seasonal} if counted.denominator == "seasonal" else {**groups, "seasonal": seasonal}
    groups = {name: people for name, people in groups.items() if np.nansum(people) > 0}
    if not groups:
        return (), None
    area = np.where(counted.one.cell_area == counted.areas, -1, counted.one.cell_area)
    people = np.column_stack(list(groups.values()))
    found = reach_curves(cells.persons.astype(np.int32), people, area, cells.distances_m)
    curves = tuple(Curve(name, reach_points(found, found.town[place])) for place, name in enumerate(groups))
    return curves, found


def _identity(frozen: Frozen, counted: Counted) -> Identity:
    kinds = frozen.identities.get(counted.denominator, {})
    everybody = sum(kinds.values())
    return Identity(
        shares={kind: persons / everybody for kind, persons in sorted(kinds.items())},
        persons_at_least=frozen.at_least.get(counted.denominator, 0),
        persons_at_most=everybody,
    )


def _with_other_zoning(one: Coverage, all_sets: list[Coverage]) -> Coverage:
    """The areas whose area above has another class: said in the sensitivity table, and no ground for `robust`."""
    above: dict[str, CoverageClass] = {
        row.code: row.class_
        for other in all_sets
        if other.denominator == one.denominator and other.borders.kind != one.borders.kind
        for row in other.areas
        if row.class_
    }
    changed = {row.code: above[row.parent] for row in one.areas if above.get(row.parent) not in (None, row.class_)}
    if not any(row.parent in above for row in one.areas):
        return one
    return replace(one, sensitivity=(*one.sensitivity, SensitivityRow("other_zoning", changed)))
