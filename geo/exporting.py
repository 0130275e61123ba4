"""A town's data in one file. Apps register what they give (`AppConfig.ready`); whoever runs the export sees it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from geo import crs
from geo.models import Area, Municipality


@dataclass(frozen=True)
class ExportLayer:
    """A layer of a GeoPackage. `shapes` are geometries in EPSG:3067 as WKB, one for each row; None: a plain table."""

    name: str
    rows: list[dict[str, Any]]
    shapes: list[bytes | None] | None = None


Give = Callable[[Municipality], Iterator[ExportLayer]]
Tell = Callable[[Municipality], str]

_layers: list[Give] = []
_texts: dict[str, Tell] = {}


def when_exported(give: Give) -> None:
    """Register what gives layers of a town. Registering twice is the same as once."""
    if give not in _layers:
        _layers.append(give)


def when_exported_as(ending: str, tell: Tell) -> None:
    """Register what writes a town as text, for files with this ending."""
    _texts[ending] = tell


def endings() -> list[str]:
    return [".gpkg", *sorted(_texts)]


def export_town(town: Municipality, out: Path) -> dict[str, int]:
    """Write the file in place of one that is there; gives the number of rows of each layer."""
    tell = _texts.get(out.suffix.lower())
    beside = out.with_name(f".{out.name}.part{out.suffix}")
    beside.unlink(missing_ok=True)
    try:
        if tell is not None:
            beside.write_text(tell(town), "utf-8")
            counts = {"bytes": beside.stat().st_size}
        else:
            counts = {layer.name: _write(layer, beside) for give in _layers for layer in give(town)}
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return counts


def _write(layer: ExportLayer, out: Path) -> int:
    import geopandas  # a second to load, and only this file needs it
    import pyogrio

    if not layer.rows:
        return 0
    if layer.shapes is None:
        import pandas

        pyogrio.write_dataframe(pandas.DataFrame(layer.rows), out, layer=layer.name, driver="GPKG", append=out.exists())
        return len(layer.rows)
    shapes = [None if wkb is None else shapely.from_wkb(bytes(wkb)) for wkb in layer.shapes]
    frame = geopandas.GeoDataFrame(layer.rows, geometry=shapes, crs=crs.STORAGE)
    pyogrio.write_dataframe(frame, out, layer=layer.name, driver="GPKG", append=out.exists())
    return len(layer.rows)


def layers_of_geography(town: Municipality) -> Iterator[ExportLayer]:
    """The town itself, and its areas in every version of every set."""
    said = {"slug": town.slug, "code": town.code, **{f"name_{code}": name for code, name in town.names.items()}}
    yield ExportLayer("town", [said], [None if town.boundary is None else bytes(town.boundary.wkb)])
    areas = list(Area.objects.filter(municipality=town).select_related("area_set").order_by("area_set_id", "code"))
    rows = [
        {
            "set": area.area_set.kind,
            "valid_from": area.area_set.valid_from.isoformat(),
            "code": area.code,
            **{f"name_{code}": area.names.get(code) for code in town.languages},
        }
        for area in areas
    ]
    yield ExportLayer("areas", rows, [bytes(area.geom.wkb) for area in areas])
