"""Spreading people to area sets for which no source gives them: from cells, else from the finest set that has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.db.models import Count

from geo.importing.interpolation import fill_hidden, shares, spread
from geo.importing.population_columns import Figure
from geo.models import Area, AreaSet, GridCell, Municipality, PopulationCount

GIVEN, INTERPOLATED = PopulationCount.Basis.GIVEN, PopulationCount.Basis.INTERPOLATED


@dataclass(frozen=True)
class Source:
    """Figures as given for one year: where the units lie, and what is counted there (NaN where hidden)."""

    year: int
    what: str
    shapes: npt.NDArray[Any]
    figures: list[Figure]
    counts: npt.NDArray[np.float64]
    area_set_id: int | None


def spread_town(town: Municipality) -> None:
    """Bring the interpolated figures of every set of the town up to date."""
    for area_set in AreaSet.objects.of(town):
        spread_to(area_set)


def spread_to(area_set: AreaSet) -> None:
    """Interpolated figures for one set, for every year and thing counted that no source gives for it."""
    town = area_set.municipality
    areas = list(Area.objects.filter(area_set=area_set).order_by("code"))
    # By ids: joined to its areas, a table that was filled a moment ago is searched row by row for each of its rows
    PopulationCount.objects.filter(area__in=[area.pk for area in areas], basis=INTERPOLATED).delete()
    if not areas:
        return
    targets = shapely.from_wkb(np.array([bytes(area.geom.wkb) for area in areas], dtype=object))
    given = set(
        PopulationCount.objects.filter(area__area_set=area_set, basis=GIVEN).values_list("year", "what").distinct()
    )
    wanted = set(PopulationCount.objects.filter(municipality=town, basis=GIVEN).values_list("year", "what").distinct())
    for year, what in sorted(wanted - given):
        source = _source(town, year, what)
        PopulationCount.objects.bulk_create(_spread_rows(town, source, areas, targets), batch_size=2000)


def _source(town: Municipality, year: int, what: str) -> Source:
    """The finest figures of a year: by cell where there are cells, else by the set with the most areas."""
    counts = PopulationCount.objects.filter(municipality=town, year=year, what=what, basis=GIVEN)
    by_cell = counts.filter(cell__isnull=False)
    area_set_id = None
    if by_cell.exists():
        size = by_cell.order_by("cell__size_m").values_list("cell__size_m", flat=True)[0]
        units: Any = GridCell.objects.filter(municipality=town, size_m=size)
        rows = by_cell.filter(cell__size_m=size).values_list("cell_id", "age_from", "age_to", "count")
    else:
        finest = counts.values("area__area_set_id").annotate(areas=Count("area_id", distinct=True)).order_by("-areas")
        area_set_id = finest[0]["area__area_set_id"]
        units = Area.objects.filter(area_set_id=area_set_id)
        rows = counts.filter(area__area_set_id=area_set_id).values_list("area_id", "age_from", "age_to", "count")
    return _as_source(Source(year, what, np.array([]), [], np.array([]), area_set_id), units, list(rows))


def _as_source(kind: Source, units: Any, rows: list[tuple[int, int | None, int | None, float | None]]) -> Source:
    figures = sorted({Figure(kind.what, first, last) for _unit, first, last, _count in rows}, key=str)
    used = sorted({row[0] for row in rows})
    shapes = {unit.pk: bytes(unit.geom.wkb) for unit in units.filter(pk__in=used).only("pk", "geom")}
    places = {unit: index for index, unit in enumerate(used)}
    columns = {figure: index for index, figure in enumerate(figures)}
    counts = np.full((len(used), len(figures)), np.nan)
    for unit, first, last, count in rows:
        counts[places[unit], columns[Figure(kind.what, first, last)]] = np.nan if count is None else count
    wkb = np.array([shapes[unit] for unit in used], dtype=object)
    return Source(kind.year, kind.what, shapely.from_wkb(wkb), figures, counts, kind.area_set_id)


def _spread_rows(
    town: Municipality, source: Source, areas: list[Area], targets: npt.NDArray[Any]
) -> list[PopulationCount]:
    weights = shares(source.shapes, targets)
    counts, estimated = _filled(source)
    rows = []
    for column, figure in enumerate(source.figures):
        sums, lacking = spread(counts[:, column], weights)
        guessed = np.asarray(weights @ estimated[:, column].astype(np.float64)) > 0
        for index, area in enumerate(areas):
            rows.append(
                PopulationCount(
                    municipality=town,
                    area=area,
                    year=source.year,
                    what=source.what,
                    age_from=figure.age_from,
                    age_to=figure.age_to,
                    count=None if np.isnan(sums[index]) else float(sums[index]),
                    basis=INTERPOLATED,
                    estimated=bool(lacking[index] or guessed[index]),
                )
            )
    return rows


def _filled(source: Source) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The counts with hidden ages estimated within each unit's own total; totals stay as they are."""
    bands = [index for index, figure in enumerate(source.figures) if figure.age_from is not None]
    totals = [index for index, figure in enumerate(source.figures) if figure.age_from is None]
    counts, estimated = source.counts.copy(), np.zeros(source.counts.shape, dtype=np.bool_)
    if bands and totals:
        filled, guessed = fill_hidden(counts[:, bands], counts[:, totals[0]])
        counts[:, bands], estimated[:, bands] = filled, guessed
    return counts, estimated
