"""The child's own copy of a file: content looked at, archives unpacked under our names."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

MAX_BYTES = 1_000_000_000
MAX_MEMBERS = 1_000
MAX_RATIO = 200
RATIO_MATTERS_FROM = 20_000_000

KINDS = {
    ".gpkg": "gpkg",
    ".geojson": "geojson",
    ".json": "geojson",
    ".shp": "shapefile",
    ".zip": "zip",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
SHAPEFILE_NEEDED = (".shx", ".dbf")
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".kmz", ".zst")
OUR_NAME = "data"


class Refused(Exception):
    """Why this file is not read; the parent turns the code into a sentence."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True)
class Staged:
    """A file that may be opened: what it is, where, and the name that people know it by."""

    kind: str
    path: Path
    name: str


def stage(source: Path, room: Path, layer: str | None) -> Staged:
    """Copy `source` into `room` under our own name and make sure that it is what it says."""
    ending = source.suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise Refused("unknown_kind", ending=ending)
    if not source.is_file():
        raise Refused("no_such_file", name=source.name)
    if kind == "shapefile":
        staged = _stage_shapefile(source, room)
    elif kind == "zip":
        staged = _stage_zip(source, room, layer)
    else:
        copy = room / (OUR_NAME + ending)
        _copy(source, copy)
        staged = Staged(kind, copy, source.stem)
    check_content(staged)
    return staged


def _copy(source: Path, target: Path) -> None:
    if source.stat().st_size > MAX_BYTES:
        raise Refused("too_large", megabytes=MAX_BYTES // 1_000_000)
    shutil.copyfile(source, target)


def _stage_shapefile(source: Path, room: Path) -> Staged:
    siblings = {path.suffix.lower(): path for path in source.parent.glob(f"{_literally(source.stem)}.*")}
    siblings[".shp"] = source
    for ending in SHAPEFILE_PARTS:
        if ending in siblings and siblings[ending].is_file():
            _copy(siblings[ending], room / (OUR_NAME + ending))
    return _whole_shapefile(room, source.stem)


def _literally(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _whole_shapefile(room: Path, name: str) -> Staged:
    for ending in SHAPEFILE_NEEDED:
        if not (room / (OUR_NAME + ending)).is_file():
            raise Refused("missing_part", name=name + ending)
    return Staged("shapefile", room / (OUR_NAME + ".shp"), name)


# ── Archives ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _stage_zip(source: Path, room: Path, layer: str | None) -> Staged:
    copy = room / "archive.zip"
    _copy(source, copy)
    if copy.stat().st_size == 0:
        raise Refused("empty_file")
    try:
        with zipfile.ZipFile(copy) as archive:
            return _unpack(archive, room, layer)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # a damaged archive makes the library stumble in many ways, an empty name among them
        raise Refused("broken_zip") from error


def _unpack(archive: zipfile.ZipFile, room: Path, layer: str | None) -> Staged:
    members = [member for member in archive.infolist() if not member.is_dir()]
    _check_members(members)
    chosen = _choose_member(members, layer)
    stem, ending = (
        str(PurePosixPath(chosen.filename).with_suffix("")),
        PurePosixPath(chosen.filename).suffix.lower(),
    )
    wanted = SHAPEFILE_PARTS if ending == ".shp" else (ending,)
    for member in members:
        path = PurePosixPath(member.filename)
        if str(path.with_suffix("")) == stem and path.suffix.lower() in wanted:
            with archive.open(member) as packed:
                _pour(packed, room / (OUR_NAME + path.suffix.lower()), member.file_size)
    name = PurePosixPath(stem).name
    if ending == ".shp":
        return _whole_shapefile(room, name)
    return Staged(KINDS[ending], room / (OUR_NAME + ending), name)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise Refused("zip_too_many", limit=MAX_MEMBERS)
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", member.filename):
            raise Refused("zip_unsafe_name", name=member.filename)
        if member.flag_bits & 0x1:
            raise Refused("zip_encrypted")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Refused("zip_link", name=member.filename)
        if path.suffix.lower() in ARCHIVES:
            raise Refused("zip_in_zip", name=member.filename)
    unpacked, packed = (
        sum(member.file_size for member in members),
        sum(member.compress_size for member in members),
    )
    if unpacked > MAX_BYTES or (unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise Refused("zip_bomb")


def data_files(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The members that are data of their own, by the name that `--layer` takes."""
    found = {}
    for member in members:
        path = PurePosixPath(member.filename)
        if KINDS.get(path.suffix.lower(), "zip") != "zip" and not path.name.startswith("."):
            found[path.stem if path.suffix.lower() != ".txt" else path.name] = member
    spatial = {name: member for name, member in found.items() if not member.filename.lower().endswith((".txt", ".csv"))}
    return spatial or found


def _choose_member(members: list[zipfile.ZipInfo], layer: str | None) -> zipfile.ZipInfo:
    found = data_files(members)
    if not found:
        raise Refused("zip_nothing")
    if len(found) == 1:
        return next(iter(found.values()))
    if layer in found:
        return found[layer]
    raise Refused("zip_mixed", names=", ".join(sorted(found)))


def _pour(packed: IO[bytes], target: Path, promised: int) -> None:
    """Unpack at most what the archive promised; a member that goes on is a bomb."""
    written = 0
    with target.open("wb") as out:
        while piece := packed.read(1 << 20):
            written += len(piece)
            if written > promised or written > MAX_BYTES:
                raise Refused("zip_bomb")
            out.write(piece)


# ── Content ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check_content(staged: Staged) -> None:
    """Magic bytes must agree with the name, before any driver sees the file."""
    if staged.path.stat().st_size == 0:
        raise Refused("empty_file")
    with staged.path.open("rb") as opened:
        head = opened.read(4096)
    if staged.kind in ("geojson", "csv") and _looks_like_xml(head):
        raise Refused("xml")
    if staged.kind == "gpkg":
        _check_geopackage(staged.path, head)
    elif staged.kind == "geojson":
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not text.startswith(b"{") or b"\x00" in head:
            raise Refused("wrong_content", expected="GeoJSON")
    elif staged.kind == "shapefile":
        _check_shapefile(staged.path, head)
    elif staged.kind == "csv" and head.startswith((b"SQLite format 3", b"PK\x03\x04", b"%PDF", b"\x1f\x8b")):
        raise Refused("wrong_content", expected="CSV")


def _looks_like_xml(head: bytes) -> bool:
    """XML in any encoding that a parser would guess: the first thing it says is a less-than sign."""
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        if head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n\x00").startswith("<"):
            return True
    return False


def _check_shapefile(path: Path, head: bytes) -> None:
    if head[:4] != b"\x00\x00\x27\x0a":
        raise Refused("wrong_content", expected="Shapefile")
    if path.with_suffix(".shx").read_bytes()[:4] != b"\x00\x00\x27\x0a":
        raise Refused("wrong_content", expected="Shapefile (.shx)")
    if path.with_suffix(".dbf").stat().st_size < 32:
        raise Refused("wrong_content", expected="Shapefile (.dbf)")
    for ending in (".prj", ".cpg"):
        part = path.with_suffix(ending)
        if part.is_file() and part.stat().st_size > 20_000:
            raise Refused("wrong_content", expected=f"Shapefile ({ending})")


_HARMLESS_TRIGGERS = re.compile(r"(rtree_|trigger_(insert|delete)_feature_count_|gpkg_)", re.IGNORECASE)
_COMPUTED = re.compile(r"\bgenerated\s+always\b|\bas\s*\(", re.IGNORECASE)
_RTREE = re.compile(r"create\s+virtual\s+table\s+\S+\s+using\s+rtree\b", re.IGNORECASE)


def _check_geopackage(path: Path, head: bytes) -> None:
    """An SQLite file with GeoPackage's mark, whose schema runs no code of its own when it is read.

    GeoPackage's own triggers keep its spatial index; nothing fires when a file is only read, so those may stay.
    """
    if not head.startswith(b"SQLite format 3\x00"):
        raise Refused("wrong_content", expected="GeoPackage")
    if head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
        raise Refused("not_geopackage")
    if b"\x02" in head[18:20]:  # written ahead and never tidied up, as QGIS leaves it: the copy is read without its log
        with path.open("r+b") as copy:
            copy.seek(18)
            copy.write(b"\x01\x01")
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
            schema = database.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master LIMIT 20000").fetchall()
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise Refused("unreadable", problem=str(error)) from error
    for kind, name, sql in schema:
        _refuse_code(str(kind), str(name), str(sql))


def _refuse_code(kind: str, name: str, sql: str) -> None:
    runs_code = (
        kind == "view"
        or (kind == "trigger" and not _HARMLESS_TRIGGERS.match(name))
        or (kind == "table" and sql.lower().lstrip().startswith("create virtual") and not _RTREE.match(sql.lstrip()))
        or (kind in ("table", "index") and _COMPUTED.search(sql) is not None)
    )
    if runs_code:
        raise Refused("database_code", name=name)
