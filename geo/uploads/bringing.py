"""Bringing an upload in: the same importing that the commands do."""

from __future__ import annotations

from pathlib import Path

from geo.importing.area_rows import AreaFile
from geo.importing.area_sets import import_areas
from geo.importing.place_rows import PlaceFile
from geo.importing.places import store_places
from geo.importing.population import PopulationTarget, import_people
from geo.importing.population_rows import PopulationFile
from geo.importing.report import ImportReport
from geo.importing.towns import TownWishes, make_town
from geo.models import Municipality, Upload
from geo.uploads.wishes import HowRead, UploadWishes

What = Upload.What

# What an import of a kind may change; of the town itself only the boundary.
GROUND = ("geo_municipality", "geo_boundarypart")
TABLES = {
    What.BOUNDARY: GROUND,
    What.AREAS: (*GROUND, "geo_areaset", "geo_area", "geo_areapart", "geo_populationcount"),
    What.PEOPLE: ("geo_gridcell", "geo_populationcount"),
    What.PLACES: ("geo_place",),
}


def bring_in(town: Municipality, path: Path, wishes: UploadWishes, reading: HowRead, report: ImportReport) -> None:
    """Write what the file holds, noting every row in the report."""
    if wishes.what == What.BOUNDARY:
        asked = TownWishes(town.slug, dict(town.names), town.code or None, boundary=path, reading=reading.options)
        make_town(asked, report)
    elif wishes.what == What.AREAS:
        areas = AreaFile(
            town, path, reading.options, kind=wishes.kind, code=reading.code or None, name=reading.name or None
        )
        import_areas(areas, wishes.of_set, report)
    elif wishes.what == What.PEOPLE:
        _bring_in_people(town, path, wishes, reading, report)
    else:
        store_places(town, PlaceFile(town, path, reading.options, columns=reading.columns).rows(report), report)


def _bring_in_people(
    town: Municipality, path: Path, wishes: UploadWishes, reading: HowRead, report: ImportReport
) -> None:
    target = PopulationTarget(int(wishes.year or 0), kind=wishes.kind or None, cell_m=wishes.cell_m)
    people = PopulationFile(
        town,
        path,
        reading.options,
        code=reading.code or None,
        columns=reading.columns or None,
        cell_m=wishes.cell_m,
    )
    import_people(people, target, report)
