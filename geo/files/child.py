"""The child process: stages a file, shuts the doors behind itself, reads, and writes frames to its standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.files import walls


def main() -> None:
    """Read one job from standard input: {"source", "room", "layer", "where", "list", "skip", "cpu_s"}."""
    job = json.load(sys.stdin)
    no_network = walls.leave_the_network()
    walls.limit(cpu_s=int(job["cpu_s"]), file_bytes=int(job["file_bytes"]))
    try:
        _work(job, no_network=no_network)
    except MemoryError:
        _say({"frame": "refused", "code": "too_hungry", "parameters": {}})


def _work(job: dict[str, Any], *, no_network: bool) -> None:
    from geo.files.staging import Refused, stage

    room = Path(job["room"])
    try:
        staged = stage(Path(job["source"]), room, job["layer"])
        walls.stop_writing()
        _load_libraries(staged.kind, job["skip"])
        landlock = walls.see_only(room)
        missing = [] if no_network or landlock >= 4 else ["network"]
        missing += [] if landlock else ["files"]
        if job["list"]:
            _say({"frame": "opened", "layers": _names(staged), "missing_walls": missing})
        else:
            _read(staged, job, missing)
    except Refused as refused:
        _say(
            {
                "frame": "refused",
                "code": refused.code,
                "parameters": _short(refused.parameters),
            }
        )


def _short(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value)[:1000] for name, value in parameters.items()}


def _load_libraries(kind: str, skipped: str) -> None:
    """Load everything before the doors close; start over when GDAL knows a driver that we did not think of."""
    from geo.files import frames, selection, tables  # noqa: F401 - loaded now, needed later

    if kind == "csv":
        return
    # pyogrio looks for the data frame libraries when it is loaded; we take arrays, and save a second and a half.
    sys.modules["pandas"] = sys.modules["geopandas"] = None  # type: ignore[assignment]
    import pyproj

    from geo import crs
    from geo.files import layers  # noqa: F401

    pyproj.CRS.from_epsg(crs.STORAGE)
    foreign = walls.foreign_drivers()
    if foreign:
        _say({"frame": "again", "skip": ",".join([skipped, *foreign])})
        raise SystemExit(0)


def _names(staged: Any) -> list[str]:
    if staged.kind == "csv":
        return [str(staged.name)]
    from geo.files import layers

    return layers.layer_names(staged)


def _read(staged: Any, job: dict[str, Any], missing_walls: list[str]) -> None:
    from geo.files import frames
    from geo.files.staging import Refused

    opened: dict[str, Any] = {
        "frame": "opened",
        "kind": staged.kind,
        "name": staged.name,
        "missing_walls": missing_walls,
    }
    if staged.kind == "csv":
        from geo.files import tables

        shape = tables.shape_of(staged.path)
        opened |= {
            "fields": [name for name in shape.names if name != shape.wkt],
            "has_geometry": shape.wkt is not None,
        }
        batches = tables.table_batches(staged.path, shape)
    else:
        from geo.files import layers

        layer = layers.open_layer(staged, job["layer"])
        opened |= {
            "name": layer.name or staged.name,
            "fields": layer.fields,
            "has_geometry": True,
            "crs": layer.epsg,
            "crs_name": layer.crs_name,
        }
        batches = layers.layer_batches(layer)
    if job["where"] and job["where"][0] not in opened["fields"]:
        raise Refused(
            "no_such_column",
            name=job["where"][0],
            names=", ".join(opened["fields"][:50]),
        )
    _say(opened)
    total = 0
    for batch in _kept(batches, job["where"]):
        total += len(batch.rows)
        _write(frames.pack_rows(batch))
    _say({"frame": "end", "rows": total})


def _kept(batches: Iterator[Any], where: list[str] | None) -> Iterator[Any]:
    """Only the rows whose column says what `where` asks; 491, 491.0 and "491" are the same word."""
    from geo.files import selection

    for batch in batches:
        yield (batch if where is None else selection.rows_where(batch, where[0], where[1]))


def _say(message: dict[str, Any]) -> None:
    from geo.files import frames

    _write(frames.pack(message))


def _write(pieces: list[bytes]) -> None:
    for piece in pieces:
        view = memoryview(piece)
        while view:
            view = view[os.write(1, view) :]
