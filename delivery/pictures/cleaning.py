"""From a file that somebody sent to a picture that may be kept; what cannot be made anew is refused, never stored."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from delivery.pictures.refusals import MOST_BYTES, picture_refused

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from delivery.pictures.child import main; main()"
PATIENCE_S = 25.0
AT_ONCE = 2  # children of one web process; each may take 290 MB
_places = threading.BoundedSemaphore(AT_ONCE)
Rectangle = tuple[float, float, float, float]


class PicturesBusy(Exception):
    """Too many pictures are being read just now. Answered with 503 and Retry-After."""


@dataclass(frozen=True)
class Picture:
    """A fresh JPEG, and the same small. `peak_kb`: how much memory its making took."""

    width: int
    height: int
    main: bytes
    small: bytes
    peak_kb: int = 0


def clean_picture(data: bytes) -> Picture:
    """The picture without anything that came with it; Refused with the reason when it is not taken."""
    if not data:
        raise picture_refused("empty")
    if len(data) > MOST_BYTES:
        raise picture_refused("too_large")
    return _made({}, data)


def blur_picture(data: bytes, rectangles: Sequence[Rectangle]) -> Picture:
    """One of our own pictures with rectangles burned out of it."""
    return _made({"blur": list(rectangles)}, data)


def _made(job: dict[str, Any], data: bytes) -> Picture:
    if not _places.acquire(timeout=PATIENCE_S):
        raise PicturesBusy
    try:
        said, rest = _ask_child(job, data)
    finally:
        _places.release()
    if "refused" in said:
        raise picture_refused(str(said["refused"]))
    main, small = rest[: said["main"]], rest[said["main"] :]
    if len(small) != said["small"]:
        raise picture_refused("too_hard")
    return Picture(said["width"], said["height"], main, small, said["peak_kb"])


def _ask_child(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """What the child says; whoever takes too long, too much or dies has refused the picture."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        [sys.executable, "-I", "-c", BOOT, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_surroundings(),
        cwd="/",
        start_new_session=True,
    )
    try:
        answer, _errors = child.communicate(json.dumps(job).encode() + b"\n" + data, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        answer = b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    head, _newline, rest = answer.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        return {"refused": "too_hard"}, b""
    return said if isinstance(said, dict) else {"refused": "too_hard"}, rest


def _surroundings() -> dict[str, str]:
    drill = os.environ.get("KUULUVUUS_FAULT_POINT", "") if settings.FAULT_POINTS_ALLOWED else ""
    return {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1", "DIES_AT": drill}
