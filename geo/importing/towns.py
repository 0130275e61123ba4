"""Making a town, and its boundary: from a file, or from the first areas that are brought in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.urls import get_resolver
from shapely.geometry.base import BaseGeometry

from geo import crs, sql
from geo.changes import town_made
from geo.files.reader import ReadOptions, open_file
from geo.files.selection import as_text
from geo.importing import columns
from geo.importing.reasons import ROW_REASONS
from geo.importing.refusals import ImportRefused
from geo.importing.report import ImportReport
from geo.importing.shapes import as_multipolygon, from_database, ready_areas, to_multipolygon
from geo.models import Area, AreaSet, Municipality

# Words that addresses begin with, now or some day; a town of that name could never be reached.
RESERVED = frozenset(
    (
        *("fi", "sv", "en", "se", "fi-selko", "selko", "api", "tiles", "ogc", "open311", "embed", "healthz", "static"),
        *("media", "accounts", "account", "admin", "login", "logout", "desk", "privacy", "accessibility", "about"),
        *("help", "i18n", "jsi18n", "feeds", "well-known", "town", "towns", "kunta", "kunnat", "new", "search"),
        *("base-map", "basemap", "metrics", "qr", "p", "map", "www", "new-town"),
    )
)


@dataclass(frozen=True)
class TownWishes:
    """What `create_town` was asked for; None leaves a thing as it is."""

    slug: str
    names: dict[str, str]
    code: str | None = None
    languages: list[str] | None = None
    home_set: str | None = None
    boundary: Path | None = None
    reading: ReadOptions = field(default_factory=ReadOptions)
    is_public: bool = True  # of a new town; one that is there stays as open as it is


def refuse_slug(slug: str) -> None:
    """A slug must be able to stand first in an address."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise ImportRefused("bad_slug", slug=slug) from error
    if slug != slug.lower() or slug in RESERVED | _first_words_of_routes():
        raise ImportRefused("taken_slug", slug=slug)


def _first_words_of_routes() -> set[str]:
    words = set()
    for pattern in get_resolver().url_patterns:
        route = getattr(pattern.pattern, "_route", "")
        first = str(route).lstrip("/").split("/")[0]
        if first and "<" not in first:
            words.add(first.lower())
    return words


def make_town(wishes: TownWishes, report: ImportReport) -> Municipality:
    """Make the town or bring it up to what is wished; the same wishes twice change nothing."""
    refuse_slug(wishes.slug)
    town = Municipality.objects.filter(slug=wishes.slug).first()
    before = None if town is None else _state(town)
    town = town or Municipality(slug=wishes.slug, names={}, is_public=wishes.is_public)
    found = read_boundary(wishes, report) if wishes.boundary else None
    town.names = {**({} if found is None else found.names), **town.names, **wishes.names}
    town.code = wishes.code or town.code or ("" if found is None else found.code)
    town.languages = wishes.languages or town.languages
    town.home_set = town.home_set if wishes.home_set is None else wishes.home_set
    if found is not None:
        town.boundary, town.boundary_source = to_multipolygon(found.shape), Municipality.BoundarySource.FILE
    if before is None:
        report.count("accepted")
    else:
        report.count("unchanged" if _state(town) == before else "updated")
    town.save()
    if found is not None:
        sql.run("geo/subdivide_boundary", {"town": town.pk})
    town_made(town)
    return town


def _state(town: Municipality) -> tuple[Any, ...]:
    boundary = None if town.boundary is None else bytes(town.boundary.wkb)
    return (dict(town.names), town.code, list(town.languages), town.home_set, boundary, town.boundary_source)


@dataclass(frozen=True)
class FoundTown:
    """A municipality in a boundary file."""

    code: str
    names: dict[str, str]
    shape: BaseGeometry


def read_boundary(wishes: TownWishes, report: ImportReport) -> FoundTown:
    """The town's own row of a boundary file: by code, else by name, else the only one."""
    assert wishes.boundary is not None
    candidates: list[tuple[dict[str, Any], Any, int]] = []
    with open_file(wishes.boundary, wishes.reading) as reading:
        fields = reading.layer.fields
        code_column = columns.find(fields, columns.MUNICIPALITY_CODE)
        name_columns = {tongue: columns.find(fields, names) for tongue, names in columns.NAMES.items()}
        source = reading.layer.crs
        for batch in reading:
            shapes = batch.geometries()
            rows = [batch.row(index) for index in range(len(batch))]
            candidates += [
                (row, shapes[index], int(batch.rows[index]))
                for index, row in enumerate(rows)
                if _is_the_town(row, wishes, code_column, [name for name in name_columns.values() if name])
            ]
    if source is None:
        raise ImportRefused("no_crs")
    return _one_town(candidates, wishes, source, report)


def _is_the_town(row: dict[str, Any], wishes: TownWishes, code: str | None, names: list[str]) -> bool:
    if wishes.code and code:
        return same_code(as_text(row[code]), wishes.code)
    wanted = {name.casefold() for name in wishes.names.values()}
    return not names or not wanted or any(as_text(row[name]).casefold() in wanted for name in names)


def same_code(one: str, other: str) -> bool:
    """Municipality codes are three digits, however many of them a file keeps: 75 is 075."""
    return bool(one) and one.zfill(3) == other.zfill(3)


def _one_town(
    candidates: list[tuple[dict[str, Any], Any, int]], wishes: TownWishes, source: int, report: ImportReport
) -> FoundTown:
    if not candidates:
        raise ImportRefused("town_not_in_file", town=" / ".join(filter(None, (wishes.code, *wishes.names.values()))))
    shapes = []
    for (_row, _shape, number), readied in zip(
        candidates, ready_areas(_array([shape for _, shape, _ in candidates]), source), strict=True
    ):
        if readied.shape is None:
            raise ImportRefused("bad_boundary", row=number, problem=ROW_REASONS[str(readied.reason)])
        if readied.repaired:
            report.repair(number, f"boundary repaired: {readied.repaired}")
        shapes.append(readied.shape)
    row = candidates[0][0]
    code_column = columns.find(row, columns.MUNICIPALITY_CODE)
    if len(candidates) > 1 and len({as_text(found[code_column]) for found, _, _ in candidates if code_column}) != 1:
        raise ImportRefused("several_towns", count=len(candidates))
    whole = as_multipolygon(shapely.union_all(shapes))
    assert whole is not None
    names = {
        tongue: as_text(row[column])
        for tongue, known in columns.NAMES.items()
        if (column := columns.find(row, known)) is not None and as_text(row[column])
    }
    code = as_text(row[code_column]).zfill(3) if code_column and as_text(row[code_column]).isdigit() else ""
    return FoundTown(code=code if len(code) == 3 else "", names=names, shape=whole)


def _array(shapes: list[Any]) -> Any:
    import numpy as np

    return np.array([*shapes, None], dtype=object)[:-1]


def follows_areas(town: Municipality, kind: str) -> bool:
    """Whether the areas of this kind make the boundary: no file gave one, and it is the town's first kind."""
    if town.boundary_source == Municipality.BoundarySource.FILE:
        return False
    first = AreaSet.objects.of(town).order_by("pk").first()
    return first is None or first.kind == kind


def bound_by_areas(town: Municipality, area_set: AreaSet) -> None:
    """Where no boundary was given, the town is what its first area set covers, and follows it."""
    if area_set.valid_to is not None or not follows_areas(town, area_set.kind):
        return
    shapes = [from_database(area.geom) for area in Area.objects.filter(area_set=area_set)]
    whole = as_multipolygon(shapely.union_all(shapes)) if shapes else None
    town.boundary = None if whole is None else to_multipolygon(whole)
    town.boundary_source = "" if whole is None else Municipality.BoundarySource.AREAS
    town.save(update_fields=["boundary", "boundary_source"])
    sql.run("geo/subdivide_boundary", {"town": town.pk})


def boundary_of(town: Municipality) -> BaseGeometry | None:
    """The town's boundary for shapely."""
    return None if town.boundary is None else shapely.set_srid(from_database(town.boundary), crs.STORAGE)
