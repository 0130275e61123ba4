"""The drawing of one version, from a file that a planner sent: its area, and the objects in it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from geo.files.reader import ReadOptions, layers_of, open_file
from geo.files.refusals import FileRefused
from geo.importing.shapes import to_multipolygon
from geo.refusals import FieldError, Refused
from zoning.importing.drawn_file import PLAN_LAYERS
from zoning.importing.drawn_rows import object_columns, rows_of
from zoning.ryhti.messages import NotTaken
from zoning.services.importing import ObjectGiven
from zoning.services.versions import Drawing

MOST_BYTES = 50_000_000
ENDINGS = (".geojson", ".json", ".gpkg", ".zip")
_AREAS = ("Polygon", "MultiPolygon")


def drawing_in(name: str, content: bytes, language: str) -> Drawing:
    """What a GeoPackage, GeoJSON or zipped Shapefile draws.

    A layer called "kaava" (or alike), or the only layer when its rows have no codes, is the area; all else are
    objects, and without such a layer the area is what they cover together. Raises Refused, with the row and
    the reason.
    """
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise _refused("wrong_kind", _("Send the drawing as GeoJSON, GeoPackage or a zipped Shapefile."))
    if len(content) > MOST_BYTES:
        raise _refused("too_large", _("The file is larger than 50 MB."))
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / f"drawing{ending}"
        path.write_bytes(content)
        try:
            return _read(path, language)
        except FileRefused as refused:
            raise _refused(refused.code, str(refused)) from refused
        except NotTaken as refused:
            raise _refused(refused.reason, refused.detail) from refused


def _read(path: Path, language: str) -> Drawing:
    names = layers_of(path)
    areas: list[Any] = []
    covered: list[Any] = []
    objects: list[ObjectGiven] = []
    for name in names:
        with open_file(path, ReadOptions(layer=name)) as reading:
            layer = reading.layer
            if not layer.has_geometry:
                continue
            if layer.crs is None:
                raise FileRefused("unknown_crs")
            columns = object_columns(layer, None, None, None)
            is_area = name.lower() in PLAN_LAYERS or (len(names) == 1 and columns.code is None)
            for batch in reading:
                for row in rows_of(batch, layer):
                    shape = row.taken()
                    if is_area and shape.geom_type in _AREAS:
                        areas.append(shape)
                        continue
                    objects.append(columns.read(row, shape, language))
                    if shape.geom_type in _AREAS:
                        covered.append(shape)
    _refuse_doubles(objects)
    areas = areas or covered
    whole = shapely.MultiPolygon([*shapely.get_parts(shapely.union_all(areas))]) if areas else None
    area = to_multipolygon(whole) if whole is not None else None
    return Drawing(area, objects)


def _refuse_doubles(objects: list[ObjectGiven]) -> None:
    keys = [(one.layer, one.key) for one in objects]
    if len(set(keys)) < len(keys):
        raise NotTaken("duplicate_id", "two rows of a layer have the same id")


def _refused(code: str, reason: object) -> Refused:
    return Refused([FieldError("drawing", code, str(reason))])
