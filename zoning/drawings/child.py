"""The child process: shuts the doors behind itself, takes one drawing from its standard input, gives its tiles."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from geo.files import walls

MEMORY_BYTES = 1_500 * 1024**2  # of addresses
CPU_S = 240
MOST_PIXELS = 60_000_000


def main() -> None:
    """A line of JSON, then the drawing: {"corners": [[x, y], …] or null}. Answers with lines, each before its tile."""
    walls.leave_the_network()
    walls.limit(cpu_s=CPU_S, file_bytes=0, memory_bytes=MEMORY_BYTES)
    job = json.loads(sys.stdin.buffer.readline())
    try:
        _work(job, sys.stdin.buffer.read())
    except MemoryError:
        _say({"refused": "too_hard"})


def _work(job: dict[str, Any], data: bytes) -> None:
    from delivery.pictures import anew

    try:
        kinds = [kind for kind in anew.kinds_by_content(data) if kind in {"TIFF", "PNG", "JPEG", "MPO", "WEBP"}]
        if not kinds:
            raise anew.NotTaken("not_a_picture")
        anew.load_decoders([*kinds, "WEBP"])
        _load_the_rest()
        walls.see_only(Path("/nowhere"))
        _cut(data, kinds, job["corners"])
    except anew.NotTaken as refused:
        _say({"refused": refused.code})


def _load_the_rest() -> None:
    """Our own code and every projection that will be needed, while they can still be read."""
    from geo import crs
    from zoning.drawings import lying, tiles  # noqa: F401

    for source in sorted(crs.KNOWN):
        crs.transform([0.0], [0.0], source, crs.STORAGE)
    crs.transform([500_000.0], [6_800_000.0], crs.STORAGE, crs.MERCATOR)
    crs.in_finland([500_000.0], [6_800_000.0], crs.STORAGE)


def _cut(data: bytes, kinds: list[str], corners: list[list[float]] | None) -> None:
    from PIL import Image, UnidentifiedImageError

    from delivery.pictures.anew import NotTaken
    from zoning.drawings import tiles
    from zoning.drawings.lying import NotPlaced, laid_down

    try:
        with Image.open(io.BytesIO(data), formats=kinds) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotTaken("too_many_pixels")
            lying = laid_down(picture.size, getattr(picture, "tag_v2", None), corners)
            for one in tiles.cut(picture, lying):
                head = {"grid": one.grid, "z": one.z, "x": one.x, "y": one.y, "size": len(one.content)}
                _say(head, one.content)
    except NotPlaced as refused:
        raise NotTaken(refused.code) from None
    except (NotTaken, MemoryError):
        raise
    except UnidentifiedImageError:
        raise NotTaken("not_a_picture") from None
    except Exception:  # decoders raise whatever they like over hostile bytes; whatever it is, the drawing is refused
        raise NotTaken("broken") from None
    _say({"done": True})


def _say(message: dict[str, Any], body: bytes = b"") -> None:
    for piece in (json.dumps(message).encode() + b"\n", body):
        view = memoryview(piece)
        while view:
            view = view[os.write(1, view) :]
