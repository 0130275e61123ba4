"""Reading files from outside: the only door through which importers open anything.

    with open_file(path, ReadOptions(layer="areas")) as reading:
        reading.layer.crs, reading.layer.fields
        for batch in reading:           # columns: fast
            batch.columns["name"], batch.geometries(), batch.rows

`read_layer` gives the same row by row. What is refused raises FileRefused, at the start or while reading.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.files import frames, walls
from geo.files.frames import Column
from geo.files.refusals import FileRefused

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from geo.files.child import main; main()"
MAX_FILE_BYTES = 1_000_000_000
PIPE_BYTES = 1_048_576
F_SETPIPE_SZ = 1031


@dataclass(frozen=True)
class ReadOptions:
    """What to read: a layer, the rows where a column has a value, in a coordinate system other than the file says."""

    layer: str | None = None
    where: tuple[str, str] | None = None
    crs: int | None = None
    silence_s: float = 40.0


@dataclass(frozen=True)
class LayerInfo:
    """What the file says of the layer that is being read. `crs` is None for a table that does not say."""

    name: str
    kind: str
    fields: tuple[str, ...]
    has_geometry: bool
    crs: int | None
    missing_walls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Some rows of a layer, by column. `rows` are numbers as a person counts them, from 1, without the heading.

    `problems` names rows (by index in the batch) that cannot be used: invalid_geometry, wrong_field_count.
    """

    rows: npt.NDArray[np.int64]
    columns: dict[str, Column]
    wkb: list[bytes | None] | None
    problems: dict[int, str]

    def __len__(self) -> int:
        return len(self.rows)

    def geometries(self) -> npt.NDArray[Any]:
        """The geometries as an array of shapely objects, None where there is none."""
        if self.wkb is None:
            return np.full(len(self.rows), None, dtype=object)
        return np.asarray(
            shapely.from_wkb(np.array(self.wkb, dtype=object), on_invalid="ignore"),
            dtype=object,
        )

    def row(self, index: int) -> dict[str, Any]:
        """One row's attributes as plain values."""
        return {name: _plain(column[index]) for name, column in self.columns.items()}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


@dataclass(frozen=True)
class Row:
    """One row of a layer."""

    number: int
    attributes: dict[str, Any]
    geometry: BaseGeometry | None
    crs: int | None
    problem: str | None = None


def layers_of(path: Path | str) -> list[str]:
    """The names of a file's layers."""
    with Reading(Path(path), ReadOptions(), listing=True) as reading:
        return reading.names


def open_file(path: Path | str, options: ReadOptions | None = None) -> Reading:
    """Start to read a file, columns in batches. Use it in a `with`."""
    return Reading(Path(path), options or ReadOptions())


def read_layer(path: Path | str, options: ReadOptions | None = None) -> Iterator[Row]:
    """The rows of a layer one by one."""
    with open_file(path, options) as reading:
        for batch in reading:
            shapes = batch.geometries()
            for index, number in enumerate(batch.rows.tolist()):
                yield Row(
                    number,
                    batch.row(index),
                    shapes[index],
                    reading.layer.crs,
                    batch.problems.get(index),
                )


@dataclass
class _Skipped:
    """The drivers to skip, as far as this process has learnt them."""

    names: str = walls.SKIPPED


_skipped = _Skipped()


@cache
def _warn_once(missing: tuple[str, ...]) -> None:
    log.warning(
        "Files are read with fewer walls than they should be: this machine gives the reader no way to give up %s. "
        "The limits and the list of drivers still hold.",
        " and ".join(missing),
    )


class Reading:
    """A child process that reads one file, and what it says."""

    def __init__(self, path: Path, options: ReadOptions, *, listing: bool = False) -> None:
        self.options = options
        self.names: list[str] = []
        self._path = path.resolve()
        self._listing = listing
        self._room = tempfile.TemporaryDirectory(prefix="kuuluvuus-file-")
        self._child: subprocess.Popen[bytes] | None = None
        self.layer = LayerInfo("", "", (), has_geometry=False, crs=None)

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child and remove its copy of the file."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
            if self._child.stdout:
                self._child.stdout.close()
            self._child = None
        self._room.cleanup()

    def __iter__(self) -> Iterator[Batch]:
        seen = 0
        while True:
            head, body = self._next()
            if head.get("frame") == "end":
                break
            frame = self._rows(head, body)
            seen += len(frame.rows)
            if len(frame.rows):
                yield Batch(frame.rows, frame.columns, frame.wkb, frame.problems)
        if not seen:
            raise FileRefused("no_rows")

    # ── The child ─────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        if not self._path.is_file():
            raise FileRefused("no_such_file", name=self._path.name)
        size = self._path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise FileRefused("too_large", megabytes=MAX_FILE_BYTES // 1_000_000)
        head = self._spawn(size)
        if head.get("frame") == "again":  # a driver of a newer GDAL: skip it too, from now on
            _skipped.names = str(head.get("skip"))[:20_000]
            self._child_ends()
            head = self._spawn(size)
        if head.get("frame") != "opened":
            raise FileRefused("no_walls", problem="drivers")
        self._opened(head)

    def _spawn(self, size: int) -> dict[str, Any]:
        room = tempfile.mkdtemp(dir=self._room.name)
        job = {
            "source": str(self._path),
            "room": room,
            "layer": self.options.layer,
            "where": list(self.options.where) if self.options.where else None,
            "list": self._listing,
            "skip": _skipped.names,
            "cpu_s": 30 + size // 1_000_000,
            "file_bytes": MAX_FILE_BYTES,
        }
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
            [sys.executable, "-I", "-c", BOOT, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=walls.settings_for_gdal(_skipped.names),
            cwd=room,
            start_new_session=True,
        )
        assert self._child.stdin is not None and self._child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.write(json.dumps(job).encode())
            self._child.stdin.close()
        os.set_blocking(self._child.stdout.fileno(), False)
        _widen(self._child.stdout.fileno())
        return self._next()[0]

    def _child_ends(self) -> None:
        if self._child is not None:
            self._child.wait(timeout=self.options.silence_s)
            self._child = None

    def _opened(self, head: dict[str, Any]) -> None:
        missing = tuple(str(wall) for wall in head.get("missing_walls", ()))
        if missing:
            _warn_once(missing)
        if self._listing:
            self.names = [str(name) for name in head.get("layers", ())]
            return
        stated = head.get("crs")
        self.layer = LayerInfo(
            name=str(head.get("name")),
            kind=str(head.get("kind")),
            fields=tuple(str(name) for name in head.get("fields", ())),
            has_geometry=bool(head.get("has_geometry")),
            crs=self.options.crs or (int(stated) if stated in crs.KNOWN else None),
            missing_walls=missing,
        )
        if self.layer.crs is None and head.get("crs_name"):
            raise FileRefused("unsupported_crs", name=str(head["crs_name"])[:80])

    # ── Its frames ────────────────────────────────────────────────────────────────────────────────────────────

    def _next(self) -> tuple[dict[str, Any], bytes]:
        deadline = time.monotonic() + self.options.silence_s
        head_size, body_size = frames.PREFIX.unpack(self._take(frames.PREFIX.size, deadline))
        if head_size > frames.MAX_HEAD or body_size > frames.MAX_BODY:
            raise FileRefused("reader_stopped")
        try:
            head = json.loads(self._take(head_size, deadline))
        except (ValueError, RecursionError) as error:
            raise FileRefused("reader_stopped") from error
        body = self._take(body_size, deadline)
        if not isinstance(head, dict):
            raise FileRefused("reader_stopped")
        if head.get("frame") == "refused":
            parameters = head.get("parameters")
            raise FileRefused(
                str(head.get("code")),
                **(parameters if isinstance(parameters, dict) else {}),
            )
        return head, body

    def _rows(self, head: dict[str, Any], body: bytes) -> frames.Frame:
        try:
            return frames.unpack_rows(head, body)
        except (
            KeyError,
            TypeError,
            ValueError,
            RecursionError,
            AttributeError,
        ) as error:
            raise FileRefused("reader_stopped") from error

    def _take(self, size: int, deadline: float) -> bytes:
        """Exactly `size` bytes from the child, or the reason why there are none."""
        assert self._child is not None and self._child.stdout is not None
        handle = self._child.stdout.fileno()
        taken = bytearray()
        with selectors.DefaultSelector() as waiting:
            waiting.register(handle, selectors.EVENT_READ)
            while len(taken) < size:
                if not waiting.select(max(0.0, deadline - time.monotonic())):
                    raise FileRefused("too_slow")
                piece = os.read(handle, min(size - len(taken), PIPE_BYTES))
                if not piece:
                    raise self._why_it_stopped()
                taken += piece
        return bytes(taken)

    def _why_it_stopped(self) -> FileRefused:
        assert self._child is not None
        code = self._child.wait(timeout=self.options.silence_s)
        return FileRefused("too_slow" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "reader_stopped")


def _widen(handle: int) -> None:
    """A wider pipe, so that child and parent wait for each other less."""
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.fcntl(handle, F_SETPIPE_SZ, PIPE_BYTES)
