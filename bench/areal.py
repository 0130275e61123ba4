"""How wrong is areal weighting? Real postal areas against what is counted for other divisions: `areal FOLDER`.

FOLDER holds postal_areas_2019geom_paavo_3067.gpkg and municipalities_arho_2024_3067.gpkg; what comes out is in
docs/method.md. Three trials: postal areas to municipalities (against the sum of the postal areas that the source puts
into each), two postal areas joined and parted again, and the part of a municipality that one postal area is. Where the
file of municipalities holds but a fragment of one (less than half of the surface of its postal areas), it is left out.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.stats.areal import ceilings_of, guessed, people_inside

Numbers = npt.NDArray[np.float64]
BANDS = ("age_0_2", "age_3_6", "age_7_12", "age_75_79", "age_80_84", "age_85_plus")
FEWEST = 100  # people of an area whose error in percent is worth a percent


def main() -> None:
    folder = Path(sys.argv[1])
    postal = _read(folder / "postal_areas_2019geom_paavo_3067.gpkg", ["pop_total", *BANDS, "municipality"])
    towns = _read(folder / "municipalities_arho_2024_3067.gpkg", ["name_fi"])
    print("| trial | areas | people off, of all | median error | 9 of 10 below |\n|---|---|---|---|---|")
    _to_municipalities(postal, towns)
    _parted(postal)
    _part_of_town(postal)


def _read(path: Path, columns: list[str]) -> Any:
    import pyogrio

    return pyogrio.read_dataframe(path, columns=columns)


def _shares(units: Any, outlines: Any) -> Numbers:
    import shapely

    unit, outline = shapely.STRtree(outlines).query(units, predicate="intersects")
    found = np.zeros((len(units), len(outlines)))
    common = shapely.area(shapely.intersection(units[unit], outlines[outline]))
    found[unit, outline] = common / shapely.area(units[unit])
    return np.clip(found, 0, 1)


def _to_municipalities(postal: Any, towns: Any) -> None:
    own, surface = postal["municipality"].to_numpy(dtype=str), postal.geometry.area.to_numpy()
    names = towns["name_fi"].to_list()
    whole = towns.geometry.area.to_numpy() >= [surface[own == name].sum() / 2 for name in names]
    shares = _shares(postal.geometry.to_numpy(), towns.geometry.make_valid().to_numpy())
    for name, columns in (("all ages", ["pop_total"]), ("0–12", list(BANDS[:3])), ("75 and over", list(BANDS[3:]))):
        counts = postal[columns].to_numpy(dtype=float).sum(axis=1)
        counts = np.where(np.isnan(counts) | (counts < 0), 0.0, counts)[:, None]
        found = people_inside(counts, shares, ceilings_of(counts, 0), guessed(counts, 0)).estimate[:, 0]
        truth = np.array([counts[own == name, 0].sum() for name in names])
        _tell(f"postal areas to municipalities, {name}", found[whole], truth[whole])


def _parted(postal: Any) -> None:
    """Each postal area and its neighbour with the longest common border are taken for one unit, and parted."""
    import shapely

    shapes = postal.geometry.to_numpy()
    people = np.maximum(np.nan_to_num(postal["pop_total"].to_numpy(dtype=float)), 0)
    here, there = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = here != there
    here, there = here[apart], there[apart]
    border = shapely.length(shapely.intersection(shapely.boundary(shapes[here]), shapely.boundary(shapes[there])))
    order = np.lexsort((border, here))
    last = np.append(here[order][1:] != here[order][:-1], True)
    here, there = here[order][last], there[order][last]
    surface = shapely.area(shapes)
    found = (people[here] + people[there]) * surface[here] / (surface[here] + surface[there])
    _tell("one of two joined postal areas", found, people[here])


def _part_of_town(postal: Any) -> None:
    import shapely

    surface = shapely.area(postal.geometry.to_numpy())
    people = np.maximum(np.nan_to_num(postal["pop_total"].to_numpy(dtype=float)), 0)
    _code, town = np.unique(postal["municipality"].to_numpy(dtype=str), return_inverse=True)
    found = np.bincount(town, people)[town] * surface / np.bincount(town, surface)[town]
    _tell("one postal area of a municipality", found, people)


def _tell(name: str, found: Numbers, truth: Numbers) -> None:
    worth = truth >= FEWEST
    off = 100 * np.abs(found - truth)[worth] / truth[worth]
    moved = 50 * np.abs(found - truth).sum() / truth.sum()
    print(f"| {name} | {worth.sum():,} | {moved:.1f} % | {np.median(off):.1f} % | {np.quantile(off, 0.9):.1f} % |")


if __name__ == "__main__":
    main()
