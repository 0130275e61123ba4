"""What is wrong with an area set: areas that overlap, ground that belongs to none, rings that are not valid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.importing.shapes import from_database
from geo.importing.towns import boundary_of
from geo.models import Area, AreaSet, Municipality

# Less than this is rounding, not ground.
SMALLEST_M2 = 1.0


@dataclass(frozen=True)
class Overlap:
    """Two areas that share ground."""

    first: str
    second: str
    m2: float


@dataclass(frozen=True)
class Gap:
    """Ground of the town in no area, with a point in it (longitude, latitude)."""

    m2: float
    at: tuple[float, float]


@dataclass(frozen=True)
class Invalid:
    """An area whose rings are not valid, and why."""

    code: str
    problem: str


@dataclass(frozen=True)
class SetFindings:
    """Everything found in one version of a set. `gaps` is empty where the town has no boundary to compare with."""

    kind: str
    valid_from: str
    areas: int
    overlaps: list[Overlap] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    invalid: list[Invalid] = field(default_factory=list)
    outside_m2: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The findings with their sums."""
        return {
            **asdict(self),
            "overlap_m2": round(sum(overlap.m2 for overlap in self.overlaps), 1),
            "gap_m2": round(sum(gap.m2 for gap in self.gaps), 1),
        }


def check_town(town: Municipality) -> list[SetFindings]:
    """The findings of every area set of the town, open versions and closed ones."""
    return [check_set(area_set) for area_set in AreaSet.objects.of(town)]


def check_set(area_set: AreaSet) -> SetFindings:
    """The findings of one area set."""
    areas = list(Area.objects.filter(area_set=area_set).order_by("code"))
    codes = [area.code for area in areas]
    shapes = np.array([*(from_database(area.geom) for area in areas), None], dtype=object)[:-1]
    invalid = [
        Invalid(code, str(shapely.is_valid_reason(shape)))
        for code, shape in zip(codes, shapes, strict=True)
        if not shape.is_valid
    ]
    sound = shapely.make_valid(shapes)
    ground = _ground(area_set.municipality)
    covered = shapely.union_all(sound)
    return SetFindings(
        kind=area_set.kind,
        valid_from=area_set.valid_from.isoformat(),
        areas=len(areas),
        overlaps=list(_overlaps(codes, sound)),
        gaps=[] if ground is None else list(_gaps(ground, covered)),
        invalid=invalid,
        outside_m2=0.0 if ground is None else round(float(shapely.difference(covered, ground).area), 1),
    )


def _ground(town: Municipality) -> BaseGeometry | None:
    """The town's ground; where it was drawn around its areas, holes between them are gaps too."""
    boundary = boundary_of(town)
    if boundary is None or town.boundary_source == Municipality.BoundarySource.FILE:
        return boundary
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(boundary)])


def _overlaps(codes: list[str], shapes: npt.NDArray[Any]) -> Iterator[Overlap]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    surface = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    for index in np.argsort(-surface).tolist():
        if surface[index] >= SMALLEST_M2:
            yield Overlap(codes[first[index]], codes[second[index]], round(float(surface[index]), 1))


def _gaps(ground: BaseGeometry, covered: BaseGeometry) -> Iterator[Gap]:
    parts = shapely.get_parts(shapely.difference(ground, covered))
    for part in sorted(parts, key=lambda shape: -shape.area):
        if part.area >= SMALLEST_M2:
            longitude, latitude = crs.to_wire(*part.representative_point().coords[0])
            yield Gap(round(float(part.area), 1), (round(float(longitude), 5), round(float(latitude), 5)))
