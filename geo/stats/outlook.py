"""What would it take to know more of an area: participants of the whole town, or of the area alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geo.stats import power
from geo.stats.arrays import Codes, Floats
from geo.stats.classes import ON_PAR, Classes, Rule, classify

MOST_ADDED = 5_000


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
    undecided = (classes.codes == 3) & (np.sum(expected > 0) > 1)
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
    tested = (expected > 0) & ~np.isnan(cases)
    total = float(np.nansum(np.where(expected > 0, cases, 0.0)))
    now = classify(cases, expected, rule)
    added, leads_to = np.full(cases.shape, np.nan), now.codes.copy()
    if total <= 0 or np.isnan(cases[expected > 0]).any():
        return MoreHere(added, leads_to)
    for place in np.flatnonzero(tested & (now.codes != ON_PAR)).tolist():
        found = _first_change(place, cases, expected, (float(room[place]), rule, int(now.codes[place])))
        if found:
            added[place], leads_to[place] = found
    return MoreHere(added, leads_to)


def _first_change(
    place: int, cases: Floats, expected: Floats, limits: tuple[float, Rule, int]
) -> tuple[int, int] | None:
    """Steps of 32, 64, …: each a block of towns with k more participants in one area, classed at once."""
    room, rule, now = limits
    total = float(np.nansum(cases))
    last = int(min(room, MOST_ADDED)) if not np.isnan(room) else MOST_ADDED
    start, step = 1, 32
    while start <= last:
        more = np.arange(start, min(start + step, last + 1), dtype=float)
        towns = np.repeat(cases[None, :], more.size, axis=0)
        towns[:, place] += more
        codes = classify(towns, expected[None, :] * ((total + more) / total)[:, None], rule).codes[:, place]
        changed = np.flatnonzero(codes != now)
        if changed.size:
            return int(more[changed[0]]), int(codes[changed[0]])
        start, step = start + step, min(2 * step, 512)
    return None
