"""What would it take to know more of an area: participants of the whole town, or of the area alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geo.stats import power
from geo.stats.adjust import Family
from geo.stats.arrays import Codes, Floats
from geo.stats.classes import (
    ON_PAR,
    TOO_LITTLE_DATA,
    Classes,
    Rule,
    Town,
    classify,
    codes_of,
    low_tails,
    on_par_limits,
)

MOST_ADDED = 5_000
FIRST_BLOCK, LARGEST_BLOCK = 32, 512


@dataclass(frozen=True)
class MoreHere:
    """added: (A,) more participants until the class changes, NaN when none would; leads_to: (A,) what it becomes."""

    added: Floats
    leads_to: Codes


def needed_in_town(expected: Floats, total: float, classes: Classes, rule: Rule) -> Floats:
    """If participation grows evenly, how many participants must the town have until an area like it is known to be so?

    N = Y·E*/E_i, E* = `power.expected_for_on_par` (108 with the default rule); for an area against the rest,
    `power.town_for_on_par`. expected: (A,) persons. Gives (A,) persons of the town. NaN where the town has as many
    already (what lacks is not data), where a class is known, and where nothing is expected. One area: NaN.
    """
    enough = _on_par_size(rule.delta, rule.on_par_alpha, rule.power)
    weights = expected / np.nansum(expected) if np.nansum(expected) > 0 else expected
    needed = np.divide(total * enough, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    for place in np.flatnonzero(classes.against_rest):
        needed[place] = _dominant_size(float(weights[place]), rule.delta, rule.on_par_alpha, rule.power)
    needed = np.ceil(needed)
    undecided = (classes.codes == TOO_LITTLE_DATA) & (np.sum(expected > 0) > 1)
    return np.where(undecided & (needed > total) & np.isfinite(needed), needed, np.nan)


_on_par_size = lru_cache(maxsize=64)(power.expected_for_on_par)
_dominant_size = lru_cache(maxsize=4096)(power.town_for_on_par)


def needed_here(cases: Floats, expected: Floats, room: Floats, rule: Rule) -> MoreHere:
    """The rest of the town held fixed, how many more from this area would change its class?

    The smallest k ≥ 1 at which `classify` of y_i + k, with every E grown by (Y + k)/Y, gives the area another class; k
    goes up to `room`, the residents who have not taken part, or 5,000. Others' q move too, so an area may become
    underserved by one more participant: `leads_to` says what it becomes.
    cases, expected, room: (A,) persons. NaN where none would change it, where the area is on par already (more cannot
    make it less), where nothing is expected and where the count is hidden. Zero pins, one area, fewer than 30: NaN.
    """
    added, leads_to = np.full(cases.shape, np.nan), classify(cases, expected, rule).codes.copy()
    tested = expected > 0
    total = float(np.nansum(np.where(tested, cases, 0.0)))
    if total <= 0 or tested.sum() < 2 or np.isnan(cases[tested]).any() or total + MOST_ADDED < rule.fewest_cases:
        return MoreHere(added, leads_to)
    last = np.where(np.isnan(room), MOST_ADDED, np.minimum(room, MOST_ADDED))
    undecided = [int(place) for place in np.flatnonzero(tested & (leads_to != ON_PAR))]
    start, step = 1, FIRST_BLOCK
    while undecided:
        more = np.arange(start, start + step, dtype=float)
        block = _Block(cases, expected * ((total + more) / total)[:, None], more, rule)
        for place in undecided:
            codes = np.where(more <= last[place], block.codes(place), leads_to[place])
            changed = np.flatnonzero(codes != leads_to[place])
            if changed.size:
                added[place], leads_to[place] = more[changed[0]], codes[changed[0]]
        start, step = start + step, min(2 * step, LARGEST_BLOCK)
        undecided = [place for place in undecided if np.isnan(added[place]) and start <= last[place]]
    return MoreHere(added, leads_to)


class _Block:
    """Towns with k more participants, for a run of k. What the other areas then look like is worked out once."""

    def __init__(self, cases: Floats, expected: Floats, more: Floats, rule: Rule) -> None:
        self._cases = np.broadcast_to(np.where(expected > 0, cases, np.nan), expected.shape)
        self._expected, self._more, self._rule = expected, more, rule
        self._total = np.nansum(self._cases, axis=-1) + more
        self._town = Town.of(self._cases, expected, rule, self._total)
        self._tails = np.where(expected > 0, low_tails(self._cases, expected, self._town, rule), np.nan)
        self._family = Family.of(self._tails)

    def codes(self, place: int) -> Codes:
        """The area's class when the k are all its own; as `classify`, which the tests hold it to."""
        one = slice(place, place + 1)
        town = Town(self._town.total, self._town.weight[:, one], self._town.against_rest[:, one])
        cases, expected = self._cases[:, one] + self._more[:, None], self._expected[:, one]
        adjusted = self._family.with_larger(place, low_tails(cases, expected, town, self._rule)[:, 0])
        limit = on_par_limits(cases, expected, town, self._rule)
        codes = codes_of(cases, adjusted[:, None], limit, self._rule)[:, 0]
        return np.where(self._total >= self._rule.fewest_cases, codes, TOO_LITTLE_DATA)
