"""Small files of every kind, good and bad, made for a test."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

HERE = (27.2722, 61.6886)


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(longitude: float = HERE[0], latitude: float = HERE[1]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def square(west: float, south: float, size: float = 0.1) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def write_geojson(path: Path, features: list[dict[str, Any]], crs: str | None = None) -> Path:
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def write_layer(path: Path, shapes: list[Any], layer: str = "areas", crs: str = "EPSG:3067", **columns: Any) -> Path:
    """A layer of a GeoPackage (added to one that is there) or a Shapefile."""
    options: dict[str, Any] = {} if path.suffix == ".shp" else {"layer": layer}
    pyogrio.raw.write(
        str(path),
        geometry=np.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], dtype=object),
        field_data=[
            np.array(values, dtype=object if isinstance(values[0], str) else None) for values in columns.values()
        ],
        fields=np.array(list(columns), dtype=object),
        geometry_type=shapes[0].geom_type,
        crs=crs,
        append=path.exists() and path.suffix == ".gpkg",
        **options,
    )
    return path


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def zip_files(path: Path, files: Mapping[str, bytes | Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path


def zip_shapefile(folder: Path, stem: str, inside: str = "") -> Path:
    parts = {f"{inside}{part.name}": part for part in folder.glob(f"{stem}.*") if part.suffix != ".zip"}
    return zip_files(folder / f"{stem}.zip", parts)
