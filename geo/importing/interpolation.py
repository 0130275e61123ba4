"""Areal interpolation: figures known for one division of a town, spread to another by the surfaces they share.

Arrays in, arrays out. The assumption, which the result carries as a flag, is that people live evenly within a source
area; the sum over the town is kept. See Goodchild and Lam (1980), areal interpolation, a variant of the traditional
spatial problem.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy import sparse

Numbers = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]

# Less than this part of a source area is a drawing difference between two files, not a shared surface.
SLIVER = 0.01
# A set that covers this much of the sources is a division of the whole town, so every resident belongs to one of it.
WHOLE = 0.8


def shares(sources: Shapes, targets: Shapes) -> sparse.csr_array:
    """What part of each source (column) goes to each target (row).

    Columns sum to 1 where the targets divide the whole town (a source that meets none goes to the nearest one), and
    to the covered part of the source where they do not.
    """
    source_places, target_places = shapely.STRtree(targets).query(sources, predicate="intersects")
    common = shapely.area(shapely.intersection(sources[source_places], targets[target_places]))
    surface = shapely.area(sources)
    part = common / np.where(surface[source_places] > 0, surface[source_places], 1.0)
    kept = part > SLIVER
    size = (len(targets), len(sources))
    weights = sparse.csr_array((part[kept], (target_places[kept], source_places[kept])), shape=size)
    covered = np.asarray(weights.sum(axis=0)).ravel()
    if surface.sum() <= 0 or float((covered * surface).sum() / surface.sum()) < WHOLE:
        return weights
    scaled = weights @ sparse.diags_array(np.where(covered > 0, 1 / np.where(covered > 0, covered, 1.0), 0.0))
    lost = np.flatnonzero(covered == 0)
    nearest = shapely.STRtree(targets).nearest(sources[lost])
    rest = sparse.csr_array((np.ones(len(lost)), (nearest, lost)), shape=size)
    return sparse.csr_array(scaled + rest)


def fill_hidden(bands: Numbers, totals: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Estimates for hidden bands: the town's own share of the band, within the area's own total.

    `bands` is areas × bands with NaN where hidden, `totals` per area. An area whose total is hidden stays unknown:
    totals are never invented. Gives the filled bands and which of them are estimates.
    """
    hidden = np.isnan(bands)
    known = ~hidden.any(axis=1) & ~np.isnan(totals)
    people = totals[known].sum()
    if people <= 0:
        return bands, np.zeros_like(hidden)
    share = bands[known].sum(axis=0) / people
    estimate = totals[:, None] * share[None, :]
    filled = np.where(hidden, estimate, bands)
    return filled, hidden & ~np.isnan(filled)


def spread(counts: Numbers, weights: sparse.csr_array) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Counts per source (NaN where unknown) as counts per target, and which targets lack a source that is unknown.

    A target none of whose sources is known stays unknown.
    """
    unknown = np.isnan(counts)
    sums = np.asarray(weights @ np.where(unknown, 0.0, counts))
    lacking = np.asarray(weights @ unknown.astype(np.float64)) > 0
    knows = np.asarray(weights @ (~unknown).astype(np.float64)) > 0
    return np.where(knows, sums, np.nan), lacking
