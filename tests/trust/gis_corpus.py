"""Hostile geodata: what G1–G11, A12 and A13 are about, made on the spot. Each file says where it tries to reach."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import shapely

from tests.geo.files import makers

CANARY = "honeypot-5b1f"
BOX = shapely.box(514_000, 6_839_000, 515_000, 6_840_000)


@dataclass(frozen=True)
class Trap:
    """Where hostile files point: a local web server and a file that nobody may open."""

    url: str
    secret: Path


Maker = Callable[[Path, Trap], Path]


def _text(name: str, text: str) -> Maker:
    def make(folder: Path, trap: Trap) -> Path:
        path = folder / name
        path.write_text(text.replace("URL", trap.url).replace("SECRET", str(trap.secret)), encoding="utf-8")
        return path

    return make


def _raw(name: str, raw: bytes) -> Maker:
    def make(folder: Path, _trap: Trap) -> Path:
        path = folder / name
        path.write_bytes(raw)
        return path

    return make


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource>'
    "<GeometryType>wkbNone</GeometryType></OGRVRTLayer></OGRVRTDataSource>"
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
GML = (
    '<?xml version="1.0"?>{}<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"><gml:featureMember><x><gml:pointProperty {}>{}</gml:pointProperty>'
    "</x></gml:featureMember></gml:FeatureCollection>"
)
KML = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x SYSTEM "file://SECRET">]><kml><Placemark><name>&x;</name></Placemark></kml>'


def _references(ending: str) -> Iterator[tuple[str, Maker]]:
    """Files that point elsewhere, under a name that is allowed."""
    for where in (
        "/vsicurl/URL/data.geojson",
        "SECRET",
        "CSV:SECRET",
        "CSV:/etc/passwd",
        "URL/data.csv",
        "PG:host=URL",
    ):
        yield f"vrt {where} as {ending}", _text(f"vrt{abs(hash(where))}{ending}", VRT.format(where))
    yield f"gml xlink as {ending}", _text(f"gml{ending}", GML.format("", 'xlink:href="URL/geometry.gml"', ""))
    laughs = f"<!DOCTYPE x [<!ENTITY l0 'ha'>{LAUGHS}]>"
    yield f"gml laughs as {ending}", _text(f"laughs{ending}", GML.format(laughs, "", "&l9;"))
    yield f"gml dtd as {ending}", _text(f"dtd{ending}", GML.format('<!DOCTYPE x SYSTEM "URL/x.dtd">', "", ""))
    schema = 'xsi:schemaLocation="URL URL/x.xsd"'
    yield f"gml schema as {ending}", _text(f"schema{ending}", GML.format("", schema, ""))
    yield f"kml as {ending}", _text(f"kml{ending}", KML)
    yield (
        f"xinclude as {ending}",
        _text(f"xi{ending}", '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="URL"/></a>'),
    )
    yield f"wfs as {ending}", _text(f"wfs{ending}", "<OGRWFSDataSource><URL>URL</URL></OGRWFSDataSource>")
    for bare in (
        "URL/data.geojson",
        "/vsicurl/URL/x",
        "GeoJSON:URL/x",
        "WFS:URL",
        "CSV:/etc/passwd",
        "OAPIF:URL",
        "@SECRET",
    ):
        yield f"bare {bare} as {ending}", _text(f"bare{abs(hash(bare))}{ending}", bare)


def _json_references() -> Iterator[tuple[str, Maker]]:
    """JSON dialects by which other drivers fetch or open things."""
    for label, value in {
        "arcgis": {"fields": [], "features": [], "exceededTransferLimit": True, "geometryType": "esriGeometryPoint"},
        "topojson": {"type": "Topology", "objects": {}, "arcs": []},
        "ogcapi": {"links": [{"rel": "data", "href": "URL/collections", "type": "application/json"}]},
        "stac": {
            "type": "FeatureCollection",
            "stac_version": "1.0.0",
            "features": [{"assets": {"a": {"href": "URL/a.tif"}}}],
        },
        "tilejson": {"tilejson": "2.0.0", "tiles": ["URL/{z}/{x}/{y}.mvt"]},
        "gdalg": {"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline read SECRET ! write /dev/stdout"},
        "next": {"type": "FeatureCollection", "features": [], "links": [{"rel": "next", "href": "URL/next"}]},
        "crs url": {
            "type": "FeatureCollection",
            "crs": {"type": "link", "properties": {"href": "URL/crs"}},
            "features": [makers.feature(makers.point())],
        },
        "crs file": {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "SECRET"}},
            "features": [makers.feature(makers.point())],
        },
    }.items():
        yield f"json {label}", _text(f"{label.replace(' ', '')}.geojson", json.dumps(value))


def _shapes() -> Iterator[tuple[str, Maker]]:
    """GeoJSON that is deep, endless, empty or not a number."""
    one = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'
    deep = '{"type":"GeometryCollection","geometries":[' * 50_000 + "]}" * 50_000
    yield "geojson brackets", _raw("brackets.geojson", b'{"a":' + b"[" * 200_000)
    yield (
        "geojson deep properties",
        _raw("props.geojson", (one % "null").replace("{}", '{"a":' * 100_000 + "1" + "}" * 100_000).encode()),
    )
    yield "geojson deep collection", _raw("deep.geojson", (one % deep).encode())
    for number in ("NaN", "Infinity", "-Infinity", "1e999", "null", '"x"', "[]", "{}", "9" * 4000):
        yield (
            f"geojson {number[:9]}",
            _raw(f"n{abs(hash(number))}.geojson", (one % f'{{"type":"Point","coordinates":[{number},61]}}').encode()),
        )
    for shape in (
        '{"type":"Point","coordinates":[]}',
        '{"type":"Polygon","coordinates":[[]]}',
        '{"type":"Polygon","coordinates":[[[27,61],[28,61]]]}',
        '{"type":"Nothing"}',
        "7",
    ):
        yield f"geojson {shape[:40]}", _raw(f"s{abs(hash(shape))}.geojson", (one % shape).encode())
    yield (
        "geojson huge string",
        _raw("huge.geojson", (one % "null").replace("{}", '{"a":"%s"}' % ("x" * 5_000_000)).encode()),
    )


def _database(name: str, *statements: str) -> Maker:
    def make(folder: Path, trap: Trap) -> Path:
        path = makers.write_layer(folder / name, [BOX], code=["1"])
        with sqlite3.connect(path) as database:
            # the spatial index's own triggers call functions that only GDAL brings
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            database.execute("BEGIN")
            for statement in statements:
                database.execute(statement.replace("SECRET", str(trap.secret)))
        return path

    return make


ENDLESS = (
    "CREATE VIEW bomb AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < 100000000) "
    "SELECT n AS fid, hex(zeroblob(100000)) AS a FROM c"
)
LISTED = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('bomb', 'attributes', 'bomb', 0)"
)


def _databases() -> Iterator[tuple[str, Maker]]:
    yield "gpkg endless view", _database("view.gpkg", ENDLESS, LISTED)
    yield "gpkg hidden view", _database("hidden.gpkg", ENDLESS)
    yield (
        "gpkg trigger",
        _database("trigger.gpkg", "CREATE TRIGGER t AFTER INSERT ON areas BEGIN SELECT hex(zeroblob(1e9)); END"),
    )
    yield "gpkg virtual table", _database("virtual.gpkg", "CREATE VIRTUAL TABLE v USING fts5(a)")
    computed = "CREATE TABLE g (fid INTEGER PRIMARY KEY, a TEXT GENERATED ALWAYS AS (hex(zeroblob(500000000))))"
    yield "gpkg computed column", _database("computed.gpkg", computed)
    yield "gpkg short computed", _database("computed2.gpkg", "CREATE TABLE g (a TEXT, b AS (hex(zeroblob(500000000))))")
    yield "gpkg many layers", _database("many.gpkg", *(f"CREATE TABLE t{n} (a)" for n in range(3000)))
    yield (
        "gpkg broken geometry",
        _database("geometry.gpkg", "UPDATE areas SET geom = x'4750000100000BFB' || zeroblob(50)"),
    )
    yield "gpkg huge blob", _database("blob.gpkg", "UPDATE areas SET geom = zeroblob(90000000)")
    yield "gpkg no contents", _database("contents.gpkg", "DELETE FROM gpkg_contents")
    yield (
        "gpkg srs text",
        _database(
            "srs.gpkg", "UPDATE gpkg_spatial_ref_sys SET definition = replace(hex(zeroblob(100000)), '00', 'GEOGCS[')"
        ),
    )
    yield "sqlite only", _raw("plain.gpkg", b"SQLite format 3\x00" + bytes(1000))
    yield "gpkg mark only", _raw("mark.gpkg", b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(4000))


def _zip(name: str, build: Callable[[zipfile.ZipFile, Path], None]) -> Maker:
    def make(folder: Path, _trap: Trap) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            build(archive, folder)
        return path

    return make


GOOD = json.dumps({"type": "FeatureCollection", "features": [makers.feature(makers.point(), a=1)]})


def _links(archive: zipfile.ZipFile, _folder: Path) -> None:
    link = zipfile.ZipInfo("data.geojson")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    archive.writestr(link, "/etc/passwd")


def _many(archive: zipfile.ZipFile, _folder: Path) -> None:
    for number in range(1500):
        archive.writestr(f"{number}.prj", b"")


def _nameless(folder: Path, _trap: Trap) -> Path:
    """A member whose name begins with the character that ends it."""
    path = makers.zip_files(folder / "nameless.zip", {"a.geojson": GOOD.encode()})
    path.write_bytes(path.read_bytes().replace(b"a.geojson", b"\x00.geojson"))
    return path


def _encrypted(folder: Path, _trap: Trap) -> Path:
    path = makers.zip_files(folder / "locked.zip", {"a.geojson": GOOD.encode()})
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    path.write_bytes(raw)
    return path


def _lying(folder: Path, _trap: Trap) -> Path:
    """A member that unpacks to far more than its directory entry says."""
    path = makers.zip_files(folder / "lying.zip", {"a.geojson": GOOD.encode() + b" " * 30_000_000})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 24 :][:4] = struct.pack("<I", 100)
    start = raw.index(b"PK\x01\x02") + 24
    raw[start : start + 4] = struct.pack("<I", 100)
    path.write_bytes(raw)
    return path


def _archives() -> Iterator[tuple[str, Maker]]:
    yield "zip bomb", _zip("bomb.zip", lambda z, _: z.writestr("a.geojson", b" " * 60_000_000))
    yield "zip traversal", _zip("slip.zip", lambda z, _: z.writestr("../../evil.geojson", GOOD))
    yield "zip absolute", _zip("abs.zip", lambda z, _: z.writestr("/srv/evil.geojson", GOOD))
    yield "zip backslash", _zip("back.zip", lambda z, _: z.writestr("..\\..\\evil.geojson", GOOD))
    yield "zip drive", _zip("drive.zip", lambda z, _: z.writestr("C:evil.geojson", GOOD))
    yield "zip link", _zip("link.zip", _links)
    yield "zip in zip", _zip("nested.zip", lambda z, _: z.writestr("inner.zip", b"PK\x05\x06" + bytes(18)))
    yield "zip many", _zip("many.zip", _many)
    yield "zip nothing", _zip("nothing.zip", lambda z, _: z.writestr("readme.md", b"x"))
    yield "zip vrt", _zip("vrt.zip", lambda z, _: z.writestr("a.geojson", VRT.format("/etc/passwd")))
    yield "zip empty", _zip("empty.zip", lambda z, _: None)
    yield "zip lone shp", _zip("lone.zip", lambda z, _: z.writestr("a.shp", b"\x00\x00\x27\x0a"))
    yield "zip good", _zip("Ää \u202e.zip", lambda z, _: z.writestr("ääkköset/Ö.geojson", GOOD))
    yield "zip nameless", _nameless
    yield "zip encrypted", _encrypted
    yield "zip lying", _lying
    yield "zip cut", lambda folder, trap: _cut(_archives_good(folder))


def _archives_good(folder: Path) -> Path:
    return makers.zip_files(folder / "cut.zip", {"a.geojson": GOOD.encode() * 100})


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-60])
    return path


def _shapefile(stem: str, ending: str, raw: bytes) -> Maker:
    def make(folder: Path, trap: Trap) -> Path:
        path = makers.write_layer(folder / f"{stem}.shp", [BOX], code=["1"])
        path.with_suffix(ending).write_bytes(
            raw.replace(b"SECRET", str(trap.secret).encode()).replace(b"URL", trap.url.encode())
        )
        return path

    return make


def _shapefiles() -> Iterator[tuple[str, Maker]]:
    yield "prj bomb", _shapefile("bomb", ".prj", b'PROJCS["' + b"[" * 15_000)
    yield "prj big", _shapefile("big", ".prj", b"x" * 1_000_000)
    yield "prj file", _shapefile("file", ".prj", b"SECRET")
    yield "prj init", _shapefile("init", ".prj", b"+init=SECRET:1 +nadgrids=@SECRET,URL/grid.gsb")
    yield "prj url", _shapefile("url", ".prj", b"URL/crs.wkt")
    yield "cpg trick", _shapefile("cpg", ".cpg", b"../../../../SECRET")
    yield "cpg utf-7", _shapefile("utf7", ".cpg", b"UTF-7")
    yield "cpg long", _shapefile("cpglong", ".cpg", b"A" * 15_000)
    yield "dbf empty", _shapefile("dbf", ".dbf", b"")
    yield "dbf many records", _shapefile("records", ".dbf", b"\x03\x7a\x01\x01" + b"\xff" * 28)
    yield "shx wrong", _shapefile("shx", ".shx", b"x" * 108)
    yield "shx empty", _shapefile("shxempty", ".shx", b"")
    yield "shp cut", _shapefile("cut", ".shp", b"\x00\x00\x27\x0a" + bytes(60))


def _tables() -> Iterator[tuple[str, Maker]]:
    yield "csv one endless field", _raw("endless.csv", b'a,b\n1,"' + b"x" * 3_000_000)
    yield "csv many columns", _raw("wide.csv", b",".join(b"c%d" % n for n in range(5_000)) + b"\n1\n")
    yield "csv nul", _raw("nul.csv", b"a,b\n\x00,1\n")
    yield "csv quotes", _raw("quotes.csv", b'"' * 200_000)
    yield "csv deep wkt", _raw("wkt.csv", b'a,wkt\n1,"POINT (1 1)"\n2,"' + b"GEOMETRYCOLLECTION(" * 20_000 + b'"\n')
    yield "csv vrt reference", _text("ref.csv", 'a,wkt\n"/vsicurl/URL/x","POINT (27 61)"\n')
    yield "csv good", _raw("good.csv", b"a,b\n1,2\n")


def hostile_files() -> list[tuple[str, Maker]]:
    """Every hand-made file by its label."""
    found = [pair for ending in (".geojson", ".json", ".gpkg", ".shp", ".csv", ".zip") for pair in _references(ending)]
    return [*found, *_json_references(), *_shapes(), *_databases(), *_archives(), *_shapefiles(), *_tables()]


def mutated(seeds: list[Path], folder: Path, count: int, seed: int) -> Iterator[Path]:
    """Copies of good files with bytes changed, cut, doubled or swapped, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        source = chance.choice(seeds)
        raw = bytearray(source.read_bytes())
        for _ in range(chance.randint(1, 12)):
            _spoil(raw, chance)
        path = folder / f"m{number}{source.suffix}"
        path.write_bytes(raw)
        yield path


def _spoil(raw: bytearray, chance: random.Random) -> None:
    if not raw:
        return
    place = chance.randrange(len(raw))
    how = chance.randrange(5)
    if how == 0:
        raw[place] ^= 1 << chance.randrange(8)
    elif how == 1:
        raw[place : place + 4] = chance.choice(
            [b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00"]
        )
    elif how == 2:
        del raw[place : place + chance.randint(1, 200)]
    elif how == 3:
        raw[place:place] = raw[place : place + chance.randint(1, 200)]
    else:
        raw[place : place + 1] = chance.choice([b"[", b"{", b'"', b"<", b"\x00", b"NaN", b"1e999", b"\\u0000"])
