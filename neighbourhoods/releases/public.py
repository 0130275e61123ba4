"""From a masked table to what everybody may read. Nothing here has seen an exact count.

Whoever knows the masked table could compute all of this: so no sentence, picture or file tells more than the table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geo.stats.arrays import Flags, Floats
from geo.stats.change import TwoWindows, change_between
from geo.stats.classes import ON_PAR, TOO_LITTLE_DATA
from geo.stats.coverage import AreaCounts, AreaCoverage, Rule, area_coverage
from geo.stats.disclosure import Count, MaskedTable, public_counts
from geo.stats.equity import equity
from geo.stats.expected import crude
from neighbourhoods.releases.breakdowns import age_rows, channel_rows, hidden_as, known_bands
from neighbourhoods.results import (
    OUTSIDE,
    AreaRow,
    Change,
    CoverageClass,
    Equity,
    Lorenz,
)
from neighbourhoods.runs.area_rows import NAMES_OUTSIDE
from neighbourhoods.runs.counting import Counted
from neighbourhoods.runs.describing import class_named, number, percent, whole

ROUNDED_TO = 5  # what is expected of a hidden area


@dataclass(frozen=True)
class PublicTable:
    """A masked table and the ground it stands on: names, borders and people are public anyway.

    `ground` has no persons in it. `before` is the masked table of the window just before, where change is told;
    `town` the one of the whole town in the shortest window, whose ages stand for those of all windows.
    """

    told: MaskedTable
    ground: Counted
    before: MaskedTable | None = None
    town: MaskedTable | None = None

    @property
    def everybody(self) -> int | None:
        return self.told.total.value

    @property
    def unknown_home(self) -> int | None:
        return self.told.unknown_home.value

    @property
    def outside(self) -> Count | None:
        return self.told.participants[-1] if self.told.areas[-1:] == (OUTSIDE,) else None

    @property
    def compared(self) -> float | None:
        """Persons who live in the areas of the set, as far as the public knows."""
        if self.everybody is None or self.unknown_home is None:
            return None
        return float(self.everybody - self.unknown_home - ((self.outside and self.outside.value) or 0))

    @property
    def people(self) -> Floats:
        return self.ground.people[: self.ground.areas]


@dataclass(frozen=True)
class PublicFound:
    """The statistics of a masked table; `shown`, `classed` by area of the set."""

    areas: AreaCoverage
    shown: Flags
    classed: Flags


def found_in(table: PublicTable, rule: Rule) -> PublicFound:
    """Classes with "0 to 4" as 4, the others hidden as not known, and the rest as anybody could compute it."""
    counts, areas = public_counts(table.told), table.ground.areas
    shown, classed = counts.shown[:areas], counts.classed[:areas] & (table.compared is not None)
    cases = np.where(classed, counts.y[:areas].astype(float), np.nan)
    found = area_coverage(_area_counts(table, cases), rule)
    # "0 to 4" as 4 can be as in the town by mistake: it is nobody perhaps, and nobody is never on par
    on_par_unseen = (found.classes == ON_PAR) & ~shown
    classes = np.where(on_par_unseen, TOO_LITTLE_DATA, found.classes)
    return PublicFound(replace(found, classes=classes), shown, classed)


def _area_counts(table: PublicTable, cases: Floats) -> AreaCounts:
    """The ages of all are known as a sum alone. Only sums enter an expectation, so they stand in the first row."""
    by_band = _ages_of(table)
    ages = table.ground.people_by_band
    matrix = None
    if by_band is not None and ages is not None:
        matrix = np.zeros((table.ground.areas, len(by_band)))
        matrix[int(np.argmax(np.nan_to_num(table.people)))] = by_band
    return AreaCounts(
        ids=table.ground.one.codes,
        cases=cases,
        people=table.people,
        cases_by_band=matrix,
        people_by_band=None if matrix is None or ages is None else ages[: table.ground.areas],
        without_area=float(table.unknown_home or 0),
        total=table.compared or 0.0,
    )


def _ages_of(table: PublicTable) -> Floats | None:
    """Participants by band, on the scale of this window."""
    town, everybody = table.town, table.everybody
    known = known_bands(town, table.ground) if town else None
    if known is None or town is None or not town.total.value or everybody is None:
        return None
    return np.asarray(known * (everybody / town.total.value), dtype=np.float64)


def candidates(found: PublicFound) -> dict[str, CoverageClass]:
    """The class of each area before a second month has confirmed it."""
    return {code: class_named(its) for code, its in zip(found.areas.ids, found.areas.classes, strict=True)}


def public_rows(table: PublicTable, found: PublicFound) -> tuple[AreaRow, ...]:
    changes = _changes(table, found)
    ages, channels = age_rows(table.told, table.ground), channel_rows(table.told)
    rows = [_row(table, found, place) for place in range(table.ground.areas)]
    told = tuple(
        replace(row, change=changes.get(place), ages=ages[place], channels=channels[place])
        for place, row in enumerate(rows)
    )
    return (*told, _outside_row(table)) if table.outside else told


def _row(table: PublicTable, found: PublicFound, place: int) -> AreaRow:
    areas, area, count = found.areas, table.ground.one.areas[place], table.told.participants[place]
    row = AreaRow(
        code=area.code,
        names=area.names,
        people=number(table.people[place]),
        participants=count.value,
        share_percent=None,
        expected=_rounded(areas.expected[place]),
        class_=class_named(areas.classes[place]),
        reference="rest" if areas.against_rest[place] else "town",
        suppressed=hidden_as(count),
        needed_in_town=_hundreds(areas.needed_in_town[place]),
        findable_ratio=number(areas.findable[place]),
        parent=area.parent,
        estimated_people=bool(table.ground.one.estimated[place]),
        headcount=_heads(int(table.ground.heads[place])),
    )
    return _with_numbers(row, areas, place) if found.shown[place] else row


def _with_numbers(row: AreaRow, areas: AreaCoverage, place: int) -> AreaRow:
    needed = areas.needed_here[place]
    return replace(
        row,
        share_percent=percent(row.participants or 0, row.people or 0),
        expected=number(areas.expected[place]),
        sir=number(areas.sir[place]),
        sir_lo95=number(areas.sir_lo95[place]),
        sir_hi95=number(areas.sir_hi95[place]),
        p_low=number(areas.p_low[place]),
        q_low=number(areas.q_low[place]),
        eb_global=number(areas.eb_global[place]),
        ranking_mean=number(areas.ranking_mean[place]),
        p_below_delta=number(areas.p_below_delta[place]),
        overrepresented=bool(areas.overrepresented[place]),
        robust=bool(areas.robust[place]),
        needed_in_town=whole(areas.needed_in_town[place]),
        needed_here=whole(needed),
        needed_here_class=class_named(areas.needed_here_class[place]) if np.isfinite(needed) else None,
    )


def _rounded(expected: float) -> float | None:
    return float(ROUNDED_TO * round(expected / ROUNDED_TO)) if math.isfinite(expected) else None


def _hundreds(needed: float) -> int | None:
    """Up to two figures: of a hidden area not even what is expected is told exactly."""
    if not math.isfinite(needed) or needed <= 0:
        return None
    step = 10 ** max(0, len(str(int(needed))) - 2)
    return int(math.ceil(needed / step) * step)


def _heads(heads: int) -> int | None:
    return heads if heads == 0 or heads >= ROUNDED_TO else None


def _outside_row(table: PublicTable) -> AreaRow:
    count, people = table.told.participants[-1], table.ground.people[table.ground.areas]
    return AreaRow(
        code=OUTSIDE,
        names=NAMES_OUTSIDE,
        people=number(people),
        participants=count.value,
        share_percent=None if count.value is None else percent(count.value, people),
        expected=None,
        class_=None,
        suppressed=hidden_as(count),
    )


def _changes(table: PublicTable, found: PublicFound) -> dict[int, Change]:
    """Of areas that are shown in both windows."""
    before = table.before
    if before is None or before.total.value is None or table.everybody is None:
        return {}
    then = public_counts(before)
    both = np.flatnonzero(found.shown & then.shown[: table.ground.areas])
    expected = [np.nan_to_num(crude(table.people, total)) for total in (before.total.value, table.everybody)]
    change = change_between(
        TwoWindows(
            before=then.y[both],
            after=np.array([table.told.participants[place].value for place in both], dtype=np.int64),
            expected_before=expected[0][both],
            expected_after=expected[1][both],
        )
    )
    return {
        int(place): Change(
            participants_before=int(then.y[place]),
            residents_before=number(table.people[place]),
            ratio=number(change.ratio[one]),
            ratio_lo95=number(change.lo95[one]),
            ratio_hi95=number(change.hi95[one]),
            p=number(change.p[one]),
            q=number(change.q[one]),
            verdict=change.verdict[one],
        )
        for one, place in enumerate(both)
    }


def public_equity(table: PublicTable, found: PublicFound, rng: np.random.Generator) -> Equity:
    """The hidden areas are one: their sum can be worked out by anybody, and nothing more is told of them."""
    rest = public_counts(table.told).rest
    weights, expected = np.nan_to_num(table.people), np.nan_to_num(found.areas.expected)
    some = (weights > 0) & (expected > 0)
    pooled = some & ~found.shown
    if rest is None or not some.any() or (table.outside and table.outside.value is None):
        return Equity()
    own = some & found.shown
    cases = np.array([table.told.participants[place].value for place in np.flatnonzero(own)], dtype=np.int64)
    if pooled.any():
        cases = np.append(cases, rest)
        expected = np.append(expected[own], expected[pooled].sum())
        weights = np.append(weights[own], weights[pooled].sum())
    else:
        expected, weights = expected[own], weights[own]
    if len(cases) < 2 or not cases.sum():
        return Equity(pooled_areas=int(pooled.sum()))
    result = equity(cases, expected, weights, rng)
    lorenz = result.lorenz
    return Equity(
        gini=result.gini,
        gini_chance_median=result.chance.gini_median,
        gini_chance_lo=result.chance.gini_lo,
        gini_chance_hi=result.chance.gini_hi,
        lorenz=Lorenz(
            tuple(lorenz.x.tolist()),
            tuple(lorenz.y.tolist()),
            tuple(np.interp(lorenz.x, result.chance.x, result.chance.lorenz_lo).tolist()),
            tuple(np.interp(lorenz.x, result.chance.x, result.chance.lorenz_hi).tolist()),
        ),
        pooled_areas=int(pooled.sum()),
    )
