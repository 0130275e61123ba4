"""GeoPackage, GeoJSON and Shapefile, read in the child through OGR. Whatever GDAL complains about is a refusal."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.raw
import shapely

from geo import crs
from geo.files.frames import Column, Frame
from geo.files.staging import Refused, Staged

MAX_LAYERS = 1_000
EXPECTED = "GeoPackage, GeoJSON, Shapefile"
BATCH_ROWS = 50_000
BATCH_BYTES = 24_000_000
# Complaints after which the data are still whole: how numbers were written, which version of a format is used.
HARMLESS = (
    "truncated",
    "application_id",
    "user_version",
    "organizational",
    "Several features with id",
    "field name",
)


@dataclass(frozen=True)
class Layer:
    """What a layer says of itself."""

    path: Path
    name: str | None
    fields: list[str]
    features: int
    crs_name: str
    epsg: int | None


def layer_names(staged: Staged) -> list[str]:
    """The layers of a file; a Shapefile and a GeoJSON file have one, named after the file."""
    with _refusing():
        found = [str(name) for name, _kind in pyogrio.list_layers(staged.path)]
    if not found:
        raise Refused("wrong_content", expected=EXPECTED)
    if len(found) > MAX_LAYERS:
        raise Refused("too_many_layers", limit=MAX_LAYERS)
    return found if staged.kind == "gpkg" else [staged.name]


def open_layer(staged: Staged, wanted: str | None) -> Layer:
    """The layer to read: the one asked for, the only one, or the only one with geometries."""
    name = _choose(staged, wanted)
    with _refusing():
        info = pyogrio.read_info(staged.path, layer=name, force_feature_count=True)
    crs_name = str(info["crs"] or "")
    if not info["features"]:
        raise Refused("no_rows")
    epsg = crs.epsg_of(crs_name) if crs_name else None
    return Layer(
        staged.path,
        name,
        [str(field) for field in info["fields"]],
        int(info["features"]),
        crs_name,
        epsg,
    )


def _choose(staged: Staged, wanted: str | None) -> str | None:
    if staged.kind != "gpkg":
        layer_names(staged)
        return None
    with _refusing():
        layers = [(str(name), kind) for name, kind in pyogrio.list_layers(staged.path)]
    names = layer_names(staged)
    if wanted is not None:
        if wanted not in names:
            raise Refused("no_such_layer", name=wanted, names=", ".join(names[:50]))
        return wanted
    spatial = [name for name, kind in layers if kind is not None]
    candidates = spatial or names
    if len(candidates) > 1:
        raise Refused("choose_layer", names=", ".join(candidates[:50]))
    return candidates[0]


def layer_batches(layer: Layer) -> Iterator[Frame]:
    """The features in batches, numbered from 1 in the file's order, geometries in two dimensions."""
    size = sum(part.stat().st_size for part in layer.path.parent.glob("data.*"))
    step = int(np.clip(BATCH_BYTES * layer.features / max(size, 1), 100, BATCH_ROWS))
    for start in range(0, layer.features, step):
        with _refusing():
            meta, _fids, wkb, values = pyogrio.raw.read(
                layer.path,
                layer=layer.name,
                force_2d=True,
                skip_features=start,
                max_features=step,
                datetime_as_string=True,
            )
        count = len(values[0]) if len(values) else (0 if wkb is None else len(wkb))
        if count == 0:
            return
        yield _frame(start + 1, count, dict(zip(meta["fields"], values, strict=True)), wkb)


def _frame(first: int, count: int, values: dict[str, Any], wkb: Any) -> Frame:
    problems: dict[int, str] = {}
    columns = {str(name): _column(value) for name, value in values.items()}
    shapes = None if wkb is None else _checked(wkb, problems)
    return Frame(np.arange(first, first + count, dtype=np.int64), columns, shapes, problems)


def _column(values: npt.NDArray[Any]) -> Column:
    if values.dtype.kind in "iub":
        return values.astype(np.int64)
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    return [None if value is None or isinstance(value, bytes) else str(value) for value in values.tolist()]


def _checked(wkb: npt.NDArray[Any], problems: dict[int, str]) -> list[bytes | None]:
    """Geometries that can be built, have coordinates, and only finite ones; the others are named by row."""
    given = np.array([piece is not None for piece in wkb], dtype=np.bool_)
    geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    finite = np.ones(len(wkb), dtype=np.bool_)
    coordinates, owners = shapely.get_coordinates(geometries, return_index=True)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    good = ~shapely.is_missing(geometries) & ~shapely.is_empty(geometries) & finite
    for index in np.flatnonzero(given & ~good).tolist():
        problems[index] = "invalid_geometry"
    return [bytes(piece) if fine else None for piece, fine in zip(wkb, (given & good).tolist(), strict=True)]


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn GDAL's errors and complaints into one refusal that says what GDAL said."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            yield
        except MemoryError as error:
            raise Refused("too_hungry") from error
        except Refused:
            raise
        except Exception as error:
            raise _why(str(error)) from error
    for complaint in said:
        text = str(complaint.message)
        if issubclass(complaint.category, RuntimeWarning) and not any(word in text for word in HARMLESS):
            raise _why(text)


def _why(said: str) -> Refused:
    """GDAL's words without our paths; its advice about drivers is not for people with a file."""
    if "not recognized as being in a supported file format" in said:
        return Refused("wrong_content", expected=EXPECTED)
    return Refused("unreadable", problem=re.sub(r"(?<!\S)\S*/data\.\w+", "…", said)[:300])
