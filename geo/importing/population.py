"""Storing population by area or by grid cell, and spreading it to the town's other sets."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.gis.geos import Point, Polygon

from geo import crs
from geo.importing.population_columns import Figure
from geo.importing.population_rows import PopulationFile, PopulationRow
from geo.importing.population_spread import spread_town
from geo.importing.refusals import ImportRefused
from geo.importing.report import ImportReport
from geo.models import Area, AreaSet, GridCell, Municipality, PopulationCount

GIVEN = PopulationCount.Basis.GIVEN
Figures = dict[Figure, float | None]


@dataclass(frozen=True)
class PopulationTarget:
    """Where the figures go: the areas of a set, or cells of a size; and of which year they are."""

    year: int
    kind: str | None = None
    cell_m: int | None = None


def import_people(source: PopulationFile, target: PopulationTarget, report: ImportReport) -> None:
    """Store the file's figures of the town, then interpolate for the sets that have none of their own."""
    town = source.town
    if target.kind is not None:
        areas = {area.code: area.pk for area in Area.objects.filter(area_set=_set(town, target.kind))}
        source.codes = areas
        rows = list(source.rows(report))
        if not rows and not report.rejects:
            raise ImportRefused("no_area_of_set", kind=target.kind)
        _store("area_id", areas, rows, (town, target.year), report)
    else:
        rows = list(source.rows(report))
        cells = _cells(town, int(target.cell_m or 0), rows)
        _store("cell_id", cells, rows, (town, target.year), report)
    if report.outcomes["accepted"] or report.outcomes["updated"]:
        spread_town(town)


def _set(town: Municipality, kind: str) -> AreaSet:
    today = datetime.date.today()
    found = AreaSet.objects.valid_on(town, kind, today)
    found = found or AreaSet.objects.of(town).filter(kind=kind).order_by("-valid_from").first()
    if found is None:
        raise ImportRefused("no_such_set", kind=kind, day=today)
    return found


def _cells(town: Municipality, size_m: int, rows: list[PopulationRow]) -> dict[str, int]:
    """The cells of these rows by code, made where they are new."""
    of_size = GridCell.objects.filter(municipality=town, size_m=size_m)
    known = set(of_size.values_list("code", flat=True))
    new = [_cell(town, size_m, row) for row in rows if row.code not in known]
    GridCell.objects.bulk_create(new, batch_size=2000)
    return dict(of_size.values_list("code", "pk"))


def _cell(town: Municipality, size_m: int, row: PopulationRow) -> GridCell:
    assert row.corner is not None
    west, south = row.corner
    square = Polygon.from_bbox((west, south, west + size_m, south + size_m))
    square.srid = crs.STORAGE
    centre = Point(west + size_m / 2, south + size_m / 2, srid=crs.STORAGE)
    return GridCell(municipality=town, size_m=size_m, code=row.code, geom=square, centre=centre)


def _store(
    key: str, units: dict[str, int], rows: list[PopulationRow], about: tuple[Municipality, int], report: ImportReport
) -> None:
    """Replace the figures of the units whose figures differ; the others stay untouched."""
    town, year = about
    whats = {figure.what for row in rows for figure in row.figures}
    stored = _stored(key, town, year, whats)
    new: list[PopulationCount] = []
    changed: list[int] = []
    for row in rows:
        unit = units[row.code]
        before = stored.get(unit)
        if before == row.figures:
            report.count("unchanged")
            continue
        report.count("accepted" if before is None else "updated")
        changed.append(unit)
        new += [
            PopulationCount(
                municipality=town,
                year=year,
                what=figure.what,
                age_from=figure.age_from,
                age_to=figure.age_to,
                count=count,
                **{key: unit},
            )
            for figure, count in row.figures.items()
        ]
    old = PopulationCount.objects.filter(municipality=town, year=year, what__in=whats)
    for start in range(0, len(changed), 5000):
        old.filter(**{f"{key}__in": changed[start : start + 5000]}).delete()
    PopulationCount.objects.bulk_create(new, batch_size=2000)


def _stored(key: str, town: Municipality, year: int, whats: set[str]) -> dict[int, Figures]:
    rows = PopulationCount.objects.filter(
        municipality=town, year=year, what__in=whats, basis=GIVEN, **{f"{key}__isnull": False}
    )
    found: dict[int, Figures] = defaultdict(dict)
    for unit, what, first, last, count in rows.values_list(key, "what", "age_from", "age_to", "count"):
        found[unit][Figure(what, first, last)] = count
    return dict(found)
