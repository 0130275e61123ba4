"""The walls around the child process: no network, no files but its own, few drivers, little of everything.

Each wall stands alone. Where the machine forbids one (user namespaces, Landlock), the others still hold and the
missing one is named, so that the operator can be told.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_NO_NEW_PRIVS = 38
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
READ_ONLY = 0b1101  # execute, read file, read directory

MEMORY_BYTES = 2 * 1024**3
OPEN_FILES = 64

DRIVERS = ("GPKG", "GeoJSON", "ESRI Shapefile")
# Skipped before GDAL registers anything; what a newer GDAL adds is found by `foreign_drivers` and skipped too.
SKIPPED = (
    "ADBC,AIVector,AmigoCloud,AVCBin,AVCE00,Carto,CSV,CSW,DGN,DXF,EDIGEO,EEDA,Elasticsearch,ESRIJSON,FlatGeobuf,GDALG,"
    "GeoJSONSeq,GeoRSS,GML,GPSBabel,GPX,GTFS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MapInfo File,MapML,MBTiles,MEM,"
    "MiraMonVector,MVT,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OpenFileGDB,OSM,PCIDSK,PDF,PDS4,PGDUMP,"
    "PLSCENES,PMTiles,S57,Selafin,SQLite,SXF,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX,Parquet,Arrow,PostgreSQL,MySQL,ODBC,"
    "MSSQLSpatial,OCI,XODR,LIBKML,NAS,GMLAS,SOSI,ILI,Interlis 1,Interlis 2,HANA,MongoDBv3,netCDF,XLS,DB2ODBC"
)

libc = ctypes.CDLL(None, use_errno=True)


def settings_for_gdal(skipped: str) -> dict[str, str]:
    """The whole environment of the child: nothing of ours, and GDAL told to stay at home."""
    return {
        "LANG": "C.UTF-8",
        "OGR_SKIP": skipped,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_PYTHON_DRIVER_PATH": "disable",
        "GDAL_NUM_THREADS": "1",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_PAM_ENABLED": "NO",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "100",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PROJ_NETWORK": "OFF",
        "PYTHONHASHSEED": "0",
    }


def leave_the_network() -> bool:
    """Move into an empty network namespace. False where the machine does not let us."""
    return int(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)) == 0


def limit(*, cpu_s: int, file_bytes: int, memory_bytes: int = MEMORY_BYTES) -> None:
    """Hard limits on memory, processor time, written bytes and open files."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stop_writing() -> None:
    """From here on not one byte goes into any file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def see_only(staged: Path) -> int:
    """Let the process see the libraries and its own copy of the file, and no other file (Linux's Landlock).

    Returns the version of Landlock found, 0 where there is none; from version 4 on it also forbids TCP.
    """
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return 0
    known = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    handled = struct.pack("=QQ", known, 0b11) if version >= 4 else struct.pack("=Q", known)
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if ruleset < 0:
        return 0
    for place in _needed_places(staged):
        _allow_reading(ruleset, place)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return int(version) if done else 0


def _needed_places(staged: Path) -> list[Path]:
    interpreter = [Path(sys.prefix) / "lib", Path(sys.base_prefix) / "lib"]
    system = [
        Path(path)
        for path in (
            "/usr/lib",
            "/usr/share/proj",
            "/usr/share/zoneinfo",
            "/lib",
            "/lib64",
        )
    ]
    return [place for place in (*interpreter, *system, staged) if place.is_dir()]


def _allow_reading(ruleset: int, place: Path) -> None:
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", READ_ONLY, handle)
    libc.syscall(LANDLOCK_ADD_RULE, ruleset, 1, rule, 0)
    os.close(handle)


def foreign_drivers() -> list[str]:
    """The drivers that GDAL registered although we did not allow them."""
    import pyogrio

    return sorted(set(pyogrio.list_drivers()) - set(DRIVERS))
