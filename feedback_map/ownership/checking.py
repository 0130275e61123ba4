"""Whether the rules give exactly one owner to every point of the town, every category and every season.

The town is cut by all areas that the rules name, so nothing is sampled: inside a piece all points are alike.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from feedback_map.models import RoutingRule
from geo import sql
from geo.models import Municipality

LAST_DAY = 1231


@dataclass(frozen=True)
class Cell:
    """A piece of the town inside which every point has the same areas; without geometry: no place at all."""

    area_ids: tuple[int, ...]
    km2: float
    geometry: BaseGeometry | None


@dataclass(frozen=True)
class Season:
    """From a day to a day of the year, as month × 100 + day, both included."""

    first: int
    last: int

    @property
    def is_all_year(self) -> bool:
        return (self.first, self.last) == (101, LAST_DAY)


@dataclass(frozen=True)
class Finding:
    """Where nobody is the owner (no rules), or several bodies are by equally particular rules.

    `categories` are codes, "" for messages without a category.
    """

    categories: tuple[str, ...]
    seasons: tuple[Season, ...]
    rules: tuple[RoutingRule, ...]
    km2: float
    geometry: BaseGeometry | None
    is_placeless: bool

    @property
    def is_hole(self) -> bool:
        return not self.rules


@dataclass(frozen=True)
class Ownership:
    """What the check found, and over how much it looked."""

    findings: tuple[Finding, ...]
    rules: int
    cells: int
    categories: int
    seasons: tuple[Season, ...]
    km2: float

    @property
    def is_sound(self) -> bool:
        return not self.findings

    @property
    def holes(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_hole)

    @property
    def overlaps(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_hole)


def rules_of(town: Municipality) -> list[RoutingRule]:
    """The rules in force, the most general first."""
    rules = RoutingRule.objects.filter(municipality=town, ended_at=None)
    rules = rules.select_related("category", "area__area_set", "body").defer("area__geom")
    return sorted(rules, key=_order)


def check_ownership(town: Municipality) -> Ownership:
    """Everything that is not owned exactly once."""
    cells = [_cell(*row) for row in sql.rows("feedback_map/routing_cells", {"town": town.pk})]
    kinds = list(dict.fromkeys(cell.area_ids for cell in cells))
    decided = sql.rows("feedback_map/routing_owners", {"town": town.pk, "cells": json.dumps(kinds)})
    rules = {rule.pk: rule for rule in rules_of(town)}
    every = sorted({row[2] for row in decided})
    findings = [_finding(found, rules, every) for found in _findings(decided, cells, kinds)]
    return Ownership(
        findings=tuple(sorted(findings, key=lambda found: (not found.is_hole, -found.km2))),
        rules=len(rules),
        cells=len(cells),
        categories=len({row[1] for row in decided}),
        seasons=tuple(season for start in every for season in seasons_of([start], every)),
        km2=sum(cell.km2 for cell in cells),
    )


def ask_at_points(town: Municipality, points: int, seasons: Iterable[Season], seed: int = 1) -> tuple[int, int]:
    """What random points of the town are answered: how many questions (point × category × season), how many in vain."""
    days = [season.first for season in seasons]
    asked = {"town": town.pk, "points": points, "seed": seed, "seasons": days}
    found, without = sql.row("feedback_map/routing_points", asked) or (0, 0)
    return int(found), int(without)


_Decided = tuple[int, str | None, int, list[int], list[int]]


@dataclass(frozen=True)
class _Found:
    rules: tuple[int, ...]
    cells: list[Cell]
    starts: tuple[int, ...]
    categories: list[str]


def seasons_of(starts: Iterable[int], every: list[int]) -> tuple[Season, ...]:
    """The stretches of the year that begin on some of all the days on which a rule begins or ceases to hold."""
    wanted = set(starts)
    stretches: list[Season] = []
    for first, following in zip(every, [*every[1:], None], strict=True):
        if first in wanted:
            last = LAST_DAY if following is None else _day_before(following)
            if stretches and _day_before(first) == stretches[-1].last:
                stretches[-1] = Season(stretches[-1].first, last)
            else:
                stretches.append(Season(first, last))
    if len(stretches) > 1 and stretches[0].first == 101 and stretches[-1].last == LAST_DAY:
        over_new_year = Season(stretches[-1].first, stretches[0].last)
        return (over_new_year, *stretches[1:-1])
    return tuple(stretches)


def _day_before(month_day: int) -> int:
    month, day = divmod(month_day, 100)
    before = datetime.date(2024, month, day) - datetime.timedelta(days=1)
    return before.month * 100 + before.day


def _findings(decided: list[_Decided], cells: list[Cell], kinds: list[tuple[int, ...]]) -> Iterator[_Found]:
    """What is not decided once, put together where the same rules collide (or none is there) in the same pieces."""
    pieces: dict[tuple[tuple[int, ...], str, int], set[int]] = defaultdict(set)
    for number, category, start, rules, bodies in decided:
        if len(bodies) != 1:
            pieces[tuple(rules), category or "", start].add(number - 1)
    starts: dict[tuple[tuple[int, ...], str, frozenset[int]], list[int]] = defaultdict(list)
    for (colliding, code, start), numbers in pieces.items():
        starts[colliding, code, frozenset(numbers)].append(start)
    categories: dict[tuple[tuple[int, ...], frozenset[int], tuple[int, ...]], list[str]] = defaultdict(list)
    for (colliding, code, where), days in starts.items():
        categories[colliding, where, tuple(sorted(days))].append(code)
    for (colliding, where, when), codes in categories.items():
        here = {kinds[number] for number in where}
        yield _Found(colliding, [cell for cell in cells if cell.area_ids in here], when, codes)


def _finding(found: _Found, rules: dict[int, RoutingRule], every: list[int]) -> Finding:
    drawn = [cell.geometry for cell in found.cells if cell.geometry is not None]
    return Finding(
        categories=tuple(sorted(found.categories)),
        seasons=seasons_of(found.starts, every),
        rules=tuple(rules[pk] for pk in found.rules),
        km2=sum(cell.km2 for cell in found.cells),
        geometry=shapely.union_all(drawn) if drawn else None,
        is_placeless=any(cell.geometry is None for cell in found.cells),
    )


def _cell(area_ids: list[int], km2: float, geom: memoryview | bytes | None) -> Cell:
    return Cell(tuple(area_ids), km2, None if geom is None else shapely.from_wkb(bytes(geom)))


def _order(rule: RoutingRule) -> tuple[bool, bool, bool, str, str, int]:
    return (
        rule.category_id is not None,
        rule.area_id is not None,
        rule.season_from is not None,
        rule.category.code if rule.category else "",
        rule.area.code if rule.area else "",
        rule.pk,
    )
