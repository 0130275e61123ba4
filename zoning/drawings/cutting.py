"""From a drawing that somebody sent to its tiles; what cannot be read behind walls is refused."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from zoning.drawings.refusals import REASONS

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from zoning.drawings.child import main; main()"
PATIENCE_S = 300.0
MOST_BYTES = 50_000_000
MOST_TILES, MOST_TILE_BYTES = 8_000, 2_000_000
LONGEST_LINE = 1_000


class DrawingRefused(Exception):
    """A drawing that is not laid over the map: a code of zoning/drawings/refusals.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code if code in REASONS else "broken"


@dataclass(frozen=True)
class CutTile:
    grid: str
    z: int
    x: int
    y: int
    content: bytes


def cut_drawing(data: bytes, corners: Sequence[tuple[float, float]] | None) -> Iterator[CutTile]:
    """The tiles of a drawing one by one; DrawingRefused at the start or at any tile. Corners are in EPSG:3067."""
    if not data:
        raise DrawingRefused("empty")
    if len(data) > MOST_BYTES:
        raise DrawingRefused("too_large")
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        [sys.executable, "-I", "-c", BOOT, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"},
        cwd="/",
        start_new_session=True,
    )
    assert child.stdin is not None and child.stdout is not None
    patience = threading.Timer(PATIENCE_S, lambda: _end(child))
    feeder = threading.Thread(target=_feed, args=(child.stdin, {"corners": corners}, data), daemon=True)
    patience.start()
    feeder.start()
    try:
        yield from _tiles(child.stdout)
    finally:
        patience.cancel()
        _end(child)
        child.wait()
        feeder.join()
        child.stdout.close()


def _feed(pipe: IO[bytes], job: dict[str, Any], data: bytes) -> None:
    with contextlib.suppress(OSError), pipe:
        pipe.write(json.dumps(job).encode() + b"\n")
        pipe.write(data)


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _tiles(said: IO[bytes]) -> Iterator[CutTile]:
    for _number in range(MOST_TILES):
        head = _line(said)
        if head.get("done"):
            return
        if "refused" in head:
            raise DrawingRefused(str(head["refused"]))
        try:
            grid, z, x, y, size = str(head["grid"]), *(int(head[name]) for name in ("z", "x", "y", "size"))
        except (KeyError, TypeError, ValueError) as error:
            raise DrawingRefused("too_hard") from error
        content = said.read(size) if 0 < size <= MOST_TILE_BYTES else b""
        if len(content) != size:
            raise DrawingRefused("too_hard")
        yield CutTile(grid, z, x, y, content)
    raise DrawingRefused("too_hard")


def _line(said: IO[bytes]) -> dict[str, Any]:
    """What the child says next; one that takes too long, too much or dies has refused the drawing."""
    try:
        found = json.loads(said.readline(LONGEST_LINE))
    except ValueError as error:
        raise DrawingRefused("too_hard") from error
    if not isinstance(found, dict):
        raise DrawingRefused("too_hard")
    return found
