"""Synthetic towns: the same pins, areas and cells from the same seed, in a database of their own.

python -m bench.towns [PINS]      makes the town that tile and page measurements read, once
"""

from __future__ import annotations

import csv
import datetime
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bench import databases

if TYPE_CHECKING:
    from geo.models import Municipality

# A square of 245 by 245 population cells of 250 m, all of it within one tile of zoom 8 (around Mikkeli).
WEST, SOUTH, SIDE = 491_500.0, 6_836_800.0, 61_250.0
RECIPE = 1  # another one makes the kept towns anew
CENTRES = 400
BORDER_POINTS = 125
CHUNK = 200_000
KINDS = ("feedback", "suggestion", "thanks", "idea")
CHANNELS = ("web", "phone", "desk", "paper", "event", "school")
CATEGORIES = ("streets", "parks", "playgrounds", "transport", "water", "culture", "sports", "other")
FIRST_DAY = datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC)
SENTENCES = (
    "Valo ei pala polun varrella.",
    "Tähän tarvittaisiin suojatie koulun kohdalle.",
    "Kiitos hoidetusta uimarannasta!",
    "Bussi ei ehdi vaihtoon, vuoro voisi lähteä viisi minuuttia aiemmin.",
    "Leikkipuiston keinu on rikki.",
    "Ladun pohja on hyvä, mutta opasteet puuttuvat.",
    "Kylätalolle tarvitaan uusi katto.",
    "Tie pölyää kesällä niin, ettei ikkunoita voi pitää auki.",
)


@dataclass(frozen=True)
class Pins:
    """Columns of synthetic pins; coordinates in EPSG:3067."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int64]
    channel: npt.NDArray[np.int64]
    category: npt.NDArray[np.int64]
    text: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]


def make_town(pins: int = 1_000_000, areas: int = 200, seed: int = 1, *, cells: bool = False) -> Municipality:
    """A town in the database that the aliases point at: areas, pins, and everything derived from them."""
    from feedback_map.aggregates import rebuild_town
    from geo.tenancy import in_town

    town = make_empty_town(areas, seed)
    if cells:
        _make_cells(town)
    with in_town(town):
        no_time_limit()
        _store_pins(town, pins, seed)
        rebuild_town(town)
    analyse()
    return town


def standing_town(pins: int = 1_000_000, areas: int = 200, seed: int = 1) -> Municipality:
    """The town of a kept database, made at the first call: what measurements of reading use."""
    from geo.models import Municipality

    name = f"town{RECIPE}_{pins}_{areas}_{seed}"
    if databases.kept(name) or not Municipality.objects.filter(slug="bench").exists():
        try:
            make_town(pins, areas, seed, cells=True)
        except BaseException:
            databases.forget(name)
            raise
    town = Municipality.objects.get(slug="bench")
    _sum_people(town)
    return town


def make_empty_town(areas: int = 200, seed: int = 1, slug: str = "bench") -> Municipality:
    """A town with its boundary, categories and one set of neighbourhoods, and no pins."""
    from django.contrib.gis.geos import MultiPolygon, Polygon

    from feedback_map.models import Category
    from geo.models import AreaSet, Municipality

    square = Polygon.from_bbox((WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))
    square.srid = 3067
    town = Municipality.objects.create(
        slug=slug,
        names={"fi": "Mittala", "sv": "Mittala", "en": "Mittala"},
        boundary=MultiPolygon(square, srid=3067),
        boundary_source="file",
        home_set="neighbourhood",
    )
    Category.objects.bulk_create(
        Category(municipality=town, code=code, names={"fi": code}, shown_when="at_once") for code in CATEGORIES
    )
    area_set = AreaSet.objects.create(
        municipality=town,
        kind="neighbourhood",
        names={"fi": "Kaupunginosat", "sv": "Stadsdelar", "en": "Neighbourhoods"},
        valid_from=datetime.date(2020, 1, 1),
    )
    _store_areas(area_set, neighbourhoods(areas, seed))
    return town


def neighbourhoods(areas: int, seed: int) -> dict[str, Any]:
    """A partition of the square into `areas` members whose inner borders wind, as shapely polygons of ~500 vertices."""
    import shapely

    rows = max(rows for rows in range(1, int(np.sqrt(areas / 2)) + 2) if areas % rows == 0)
    columns = areas // rows
    rng = np.random.default_rng(seed)
    width, height = SIDE / columns, SIDE / rows
    flat = {(c, r): _edge(rng, width, 0 < r < rows) for r in range(rows + 1) for c in range(columns)}
    upright = {(c, r): _edge(rng, height, 0 < c < columns) for c in range(columns + 1) for r in range(rows)}

    def along(c: int, r: int) -> npt.NDArray[np.float64]:
        return flat[c, r] + (WEST + c * width, SOUTH + r * height)

    def up(c: int, r: int) -> npt.NDArray[np.float64]:
        return upright[c, r][:, ::-1] + (WEST + c * width, SOUTH + r * height)

    found = {}
    for r in range(rows):
        for c in range(columns):
            ring = [along(c, r), up(c + 1, r)[1:], along(c, r + 1)[::-1][1:], up(c, r)[::-1][1:]]
            found[f"{r * columns + c + 1:03d}"] = shapely.Polygon(np.vstack(ring))
    return found


def _edge(rng: np.random.Generator, length: float, winding: bool) -> npt.NDArray[np.float64]:
    """A border from (0, 0) to (length, 0): how far along, how far beside; the ends stay where they are."""
    t = np.linspace(0, 1, BORDER_POINTS)
    beside = np.zeros_like(t)
    if winding:
        for wave in range(1, 9):
            beside += rng.normal(0, 0.02 / wave) * np.sin(np.pi * wave * t)
        beside *= min(length, 3_000.0)
    return np.column_stack([t * length, beside])


def _store_areas(area_set: Any, shapes: dict[str, Any]) -> None:
    from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
    from django.db import connections

    from geo.models import Area

    Area.objects.bulk_create(
        Area(
            municipality=area_set.municipality,
            area_set=area_set,
            code=code,
            names={"fi": f"Alue {code}", "sv": f"Område {code}", "en": f"Area {code}"},
            geom=MultiPolygon(GEOSGeometry(memoryview(shape.wkb), srid=3067), srid=3067),
            label_point=Point(shape.representative_point().coords[0], srid=3067),
        )
        for code, shape in shapes.items()
    )
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO geo_areapart (municipality_id, area_set_id, area_id, geom) "
            "SELECT municipality_id, area_set_id, id, ST_Subdivide(geom, 64) FROM geo_area WHERE area_set_id = %s",
            [area_set.pk],
        )
        cursor.execute(
            "INSERT INTO geo_boundarypart (municipality_id, geom) "
            "SELECT id, ST_Subdivide(boundary, 64) FROM geo_municipality WHERE id = %s",
            [area_set.municipality_id],
        )


def pin_batches(pins: int, seed: int = 1) -> Iterator[Pins]:
    """Pins that crowd around a few hundred centres, in batches; the same seed gives the same pins."""
    rng = np.random.default_rng(seed + 1)
    centres = rng.uniform(0.04, 0.96, (CENTRES, 2)) * SIDE + (WEST, SOUTH)
    weights = 1 / np.arange(1, CENTRES + 1) ** 1.1
    spread = rng.lognormal(np.log(450), 0.7, CENTRES)
    spread[:3] = 900.0, 700.0, 700.0
    for start in range(0, pins, CHUNK):
        count = min(CHUNK, pins - start)
        own = rng.choice(CENTRES, count, p=weights / weights.sum())
        x = centres[own, 0] + rng.standard_t(2.5, count) * spread[own]
        y = centres[own, 1] + rng.standard_t(2.5, count) * spread[own]
        lost = (np.abs(x - WEST - SIDE / 2) > SIDE / 2 - 1) | (np.abs(y - SOUTH - SIDE / 2) > SIDE / 2 - 1)
        x[lost], y[lost] = rng.uniform(0, 1, (2, int(lost.sum()))) * (SIDE - 2) + np.array([[WEST], [SOUTH]]) + 1
        yield Pins(
            x=np.round(x, 2),
            y=np.round(y, 2),
            kind=rng.choice(4, count, p=[0.55, 0.3, 0.1, 0.05]),
            channel=rng.choice(6, count, p=[0.7, 0.1, 0.07, 0.05, 0.04, 0.04]),
            category=rng.choice(len(CATEGORIES), count),
            text=rng.choice(len(SENTENCES), count),
            second=rng.integers(0, 3 * 365 * 86_400, count),
        )


def write_csv(path: Path, pins: int, seed: int = 1) -> None:
    """The pins as a file for import_pins, longitude and latitude as towns send them."""
    from geo import crs

    number = 0
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["id", "longitude", "latitude", "kind", "category", "channel", "text", "time"])
        for batch in pin_batches(pins, seed):
            longitude, latitude = crs.to_wire(batch.x, batch.y)
            for row in zip(longitude.tolist(), latitude.tolist(), *_words(batch), strict=True):
                number += 1
                writer.writerow([number, f"{row[0]:.7f}", f"{row[1]:.7f}", *row[2:]])


def _words(batch: Pins) -> Iterator[list[Any]]:
    yield [KINDS[kind] for kind in batch.kind.tolist()]
    yield [CATEGORIES[category] for category in batch.category.tolist()]
    yield [CHANNELS[channel] for channel in batch.channel.tolist()]
    yield [f"{SENTENCES[text]} ({second % 997})" for text, second in zip(batch.text, batch.second, strict=True)]
    yield [(FIRST_DAY + datetime.timedelta(seconds=second)).isoformat() for second in batch.second.tolist()]


_STAGE = """
CREATE TEMP TABLE bench_pins (
    x float8, y float8, kind text, category text, channel text, text text, at timestamptz) ON COMMIT DROP
"""
_STORE = """
INSERT INTO feedback_map_pin (
    id, municipality_id, public_id, code, kind, category_id, text, geom, place_note, channel, visibility, moderation,
    language, received_at, is_test)
SELECT given.id, %(town)s, substr(md5(given.id::text), 1, 22), pin_code(given.id), given.kind, category.id, given.text,
    ST_SetSRID(ST_MakePoint(given.x, given.y), 3067), '', given.channel, 'public', 'shown', 'fi', given.at, false
FROM (SELECT nextval(pg_get_serial_sequence('feedback_map_pin', 'id')) AS id, * FROM bench_pins) AS given
LEFT JOIN feedback_map_category category ON category.municipality_id = %(town)s AND category.code = given.category
"""


def _store_pins(town: Municipality, pins: int, seed: int) -> None:
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute(_STAGE)
        for batch in pin_batches(pins, seed):
            with cursor.copy("COPY bench_pins FROM STDIN") as copy:
                for row in zip(batch.x.tolist(), batch.y.tolist(), *_words(batch), strict=True):
                    copy.write_row(row)
            cursor.execute(_STORE, {"town": town.pk})
            cursor.execute("DELETE FROM bench_pins")


def _make_cells(town: Municipality) -> None:
    """Population cells of 250 m, most of them with few people, a few with many."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO geo_gridcell (municipality_id, size_m, code, geom, centre) "
            "SELECT %(town)s, 250, format('250mN%%sE%%s', r, c), box, ST_Centroid(box) "
            "FROM generate_series(0, 244) c, generate_series(0, 244) r, "
            "LATERAL (SELECT ST_MakeEnvelope(%(west)s + c * 250, %(south)s + r * 250, %(west)s + c * 250 + 250, "
            "%(south)s + r * 250 + 250, 3067) AS box) AS square",
            {"town": town.pk, "west": WEST, "south": SOUTH},
        )
        cursor.execute(
            "INSERT INTO geo_populationcount (municipality_id, cell_id, year, what, count, basis, estimated) "
            "SELECT municipality_id, id, 2024, 'people', (hashint4(id::int) & 1023) / 40, 'given', false "
            "FROM geo_gridcell WHERE municipality_id = %s",
            [town.pk],
        )


def _sum_people(town: Municipality) -> None:
    """The people of every area from the cells, as `import_population` leaves them."""
    from geo.importing.population_spread import spread_town
    from geo.models import PopulationCount

    if not PopulationCount.objects.filter(municipality=town, area__isnull=False).exists():
        spread_town(town)


def no_time_limit() -> None:
    from geo import sql

    sql.set_local("statement_timeout", "0")
    sql.set_local("idle_in_transaction_session_timeout", "0")


def analyse() -> None:
    """Statistics and visibility as autovacuum would leave them; only the owner may."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def main() -> None:
    databases.set_up()
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    started = time.monotonic()
    town = standing_town(pins)
    print(f"{town.slug}: {pins} pins, {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
