"""A result as a file for the operator: the columns of `coverage_table`, and which set and area each row is."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from geo.models import Area, AreaSet, Municipality
from neighbourhoods.results import OUTSIDE, AreaRow, Coverage
from neighbourhoods.results_json import to_json

KINDS = (".csv", ".gpkg", ".json")
LAYER = "coverage"
FIGURES = ("expected", "sir", "sir_lo95", "sir_hi95", "p_low", "q_low", "eb_global", "ranking_mean", "p_below_delta")
COLUMNS = ("id", "cases", *FIGURES, "class", "set", "code", "name", "suppressed")


def write_rows(coverage: Coverage, out: Path, town: Municipality) -> None:
    """Exact numbers: a file for those who may see them. A number that cannot be said is an empty cell."""
    if out.suffix == ".csv":
        _write_csv(records(coverage), out)
    elif out.suffix == ".json":
        told = {"rows": records(coverage), "coverage": to_json(coverage)}
        out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    else:
        _write_gpkg(coverage, out, town)


def records(coverage: Coverage) -> list[dict[str, Any]]:
    """A row for each area, and one for those outside all of them."""
    return [_record(coverage, row) for row in coverage.areas]


def _record(coverage: Coverage, row: AreaRow) -> dict[str, Any]:
    name = row.names.get("fi") or next(iter(row.names.values()), row.code)
    return {
        "id": row.code,
        "cases": row.participants,
        **{figure: getattr(row, figure) for figure in FIGURES},
        "class": row.class_,
        "set": coverage.borders.kind,
        "code": row.code,
        "name": name,
        "suppressed": row.suppressed != "",
    }


def _write_csv(rows: list[dict[str, Any]], out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)


def _cell(value: Any) -> Any:
    return "true" if value is True else "false" if value is False else value


def _write_gpkg(coverage: Coverage, out: Path, town: Municipality) -> None:
    import geopandas  # a second to load, and only this file needs it
    import shapely

    borders = coverage.borders
    area_set = AreaSet.objects.filter(municipality=town, kind=borders.kind, valid_from=borders.valid_from).first()
    shapes = dict(Area.objects.filter(area_set=area_set).values_list("code", "geom"))
    rows = [row for row in records(coverage) if row["code"] != OUTSIDE]
    geometry = [shapely.from_wkb(bytes(shapes[row["code"]].wkb)) if row["code"] in shapes else None for row in rows]
    out.unlink(missing_ok=True)
    geopandas.GeoDataFrame(rows, geometry=geometry, crs="EPSG:3067").to_file(out, layer=LAYER, driver="GPKG")
