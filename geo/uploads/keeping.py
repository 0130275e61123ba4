"""Where files lie until they are brought in: a folder of its own, under names that nobody can guess.

A file keeps its ending, which the reader goes by, and nothing else of its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction

from geo.ids import new_public_id

ENDINGS = (".gpkg", ".geojson", ".json", ".zip", ".csv", ".tsv", ".txt")


def keep(path: Path, name: str) -> str:
    """Move a file into the folder; gives the name it has there."""
    ending = Path(name).suffix.lower()
    kept = new_public_id() + (ending if ending in ENDINGS else ".bin")
    room: Path = settings.UPLOADS_ROOT
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = room / f".{kept}.part"
    shutil.move(path, beside)
    beside.chmod(0o600)
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.rename(room / kept)
    return kept


def place_of(kept: str) -> Path:
    """Where a kept file lies."""
    if "/" in kept or kept.startswith(".") or not kept:
        raise ValueError("no name of the folder")
    room: Path = settings.UPLOADS_ROOT
    return room / kept


def fingerprint_of(path: Path) -> tuple[int, bytes]:
    """Size and sha-256 of a file."""
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256")
    return path.stat().st_size, digest.digest()


def unlink_later(kept: str) -> None:
    """Remove a file when what is written now has been written. What a crash leaves over goes with `tidy`."""
    if kept:
        transaction.on_commit(lambda: unlink(kept))


def unlink(kept: str) -> None:
    with contextlib.suppress(OSError):
        place_of(kept).unlink()
