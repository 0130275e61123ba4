"""How far a collection reaches, in space and time, and when it last changed: one read for all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from doors.ogc.layers import Layer
from geo import crs, sql

DECIMALS = 6


@dataclass(frozen=True)
class Facts:
    """`box` is west, south, east and north in degrees."""

    box: tuple[float, float, float, float] | None = None
    begin: datetime.datetime | None = None
    end: datetime.datetime | None = None
    updated: datetime.datetime | None = None


def facts_of(layers: Iterable[Layer]) -> dict[str, Facts]:
    """By the collection's id."""
    wanted = list(layers)
    towns = sorted({layer.town.pk for layer in wanted})
    slugs = {layer.town.pk: layer.town.slug for layer in wanted}
    found = {f"{slugs[row[0]]}_{row[1]}": _facts(row[2:]) for row in sql.rows("doors/facts", {"towns": towns})}
    return {layer.id: found.get(layer.id, Facts()) for layer in wanted}


def _facts(row: tuple[Any, ...]) -> Facts:
    west, south, east, north, begin, end, updated = row
    if west is None:
        return Facts(None, begin, end, updated)
    # a metre more on each side: what is rounded stays within, and a single point has a box
    outline = shapely.box(west - 1, south - 1, east + 1, north + 1).segmentize(5_000)
    box = crs.wire_geometry(outline).bounds
    return Facts(tuple(round(one, DECIMALS) for one in box), begin, end, updated)  # type: ignore[arg-type]
