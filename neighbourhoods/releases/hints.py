"""What a release tells besides the areas: pockets, reach, identities. From the masked table, or coarse enough to tell
nobody's place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.stats.scan import ScanRule, scan
from neighbourhoods.releases.public import ROUNDED_TO, PublicFound, PublicTable
from neighbourhoods.results import Coverage, Curve, Identity, Pocket, ReachPoint
from neighbourhoods.runs.frozen import FrozenNames
from neighbourhoods.runs.pockets import Ground, pocket_at, worth_telling

FEWEST_PERSONS = 30  # below it nothing is told of reach or identities
LEAST_IN_AN_AREA = 5  # of an area only how many reach this many different persons


def public_pockets(
    table: PublicTable, found: PublicFound, replicates: int, rng: np.random.Generator
) -> tuple[Pocket, ...]:
    """A scan of the areas that the masked table has a number or "0 to 4" for, the latter as 4: no cell is looked at."""
    areas = found.areas
    some = found.classed & (np.nan_to_num(areas.people) > 0) & (np.nan_to_num(areas.expected) > 0)
    places = np.flatnonzero(some)
    if len(places) < 2:
        return ()
    known = [table.ground.one.areas[place] for place in places]
    ground = Ground(
        x=np.array([area.x for area in known]),
        y=np.array([area.y for area in known]),
        persons=areas.cases[places].astype(np.int64),
        people=areas.people[places],
        expected=areas.expected[places],
        ids=tuple(area.code for area in known),
        names=tuple(area.names.get("fi") or next(iter(area.names.values()), area.code) for area in known),
    )
    clusters = scan(ground.cells, ScanRule("low", replicates=replicates), rng).clusters
    nowhere = FrozenNames((), np.zeros(0), np.zeros(0))
    return tuple(_coarse(pocket_at(one, ground, nowhere)) for one in clusters if worth_telling(one))


def _coarse(pocket: Pocket) -> Pocket:
    return replace(
        pocket,
        radius_m=float(100 * round(pocket.radius_m / 100)),
        people=float(10 * round((pocket.people or 0) / 10)),
        expected=float(ROUNDED_TO * round((pocket.expected or 0) / ROUNDED_TO)),
        participants=None,
        relative_risk=None,
    )


def public_curves(exact: Coverage, everybody: int | None) -> tuple[Curve, ...]:
    """The town's curves in whole per cents, where enough people are behind them."""
    if everybody is None or everybody < FEWEST_PERSONS:
        return ()
    return tuple(Curve(one.of, _whole_percents(one.points)) for one in exact.reach)


def public_reach(exact: Coverage, everybody: int | None) -> dict[str, tuple[ReachPoint, ...]]:
    """Of each area the reach of five persons or more, in whole per cents."""
    if everybody is None or everybody < FEWEST_PERSONS:
        return {}
    return {
        row.code: _whole_percents(tuple(point for point in row.reach if point.persons >= LEAST_IN_AN_AREA))
        for row in exact.areas
    }


def public_identity(exact: Coverage, everybody: int | None) -> Identity:
    """Shares to the nearest twentieth, numbers to the nearest five."""
    if everybody is None or everybody < FEWEST_PERSONS:
        return Identity()
    least = exact.identity.persons_at_least
    return Identity(
        shares={
            kind: None if share is None else round(20 * share) / 20 for kind, share in exact.identity.shares.items()
        },
        persons_at_least=None if least is None else ROUNDED_TO * (least // ROUNDED_TO),
        persons_at_most=everybody,
    )


def _whole_percents(points: tuple[ReachPoint, ...]) -> tuple[ReachPoint, ...]:
    return tuple(replace(point, share=None if point.share is None else round(point.share, 2)) for point in points)
