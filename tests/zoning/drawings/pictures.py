"""Drawings to lay over the map: the left half red, the right half blue, the lowest row green."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin

from tests.factories import SOUTH, WEST

CORNERS = [
    (WEST + 1000, SOUTH + 1400),
    (WEST + 1400, SOUTH + 1400),
    (WEST + 1400, SOUTH + 1000),
    (WEST + 1000, SOUTH + 1000),
]


def picture(width: int = 400, height: int = 400) -> Image.Image:
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[:, : width // 2], pixels[:, width // 2 :] = (220, 30, 30), (30, 30, 220)
    pixels[-height // 4 :] = (30, 200, 30)
    return Image.fromarray(pixels)


def png(**size: int) -> bytes:
    return _saved(picture(**size), "PNG")


def geotiff(west: float = WEST + 1000, north: float = SOUTH + 1400, epsg: int = 3067, **tags: Any) -> bytes:
    """One metre a pixel, unless tags say otherwise."""
    info = TiffImagePlugin.ImageFileDirectory_v2()
    said: dict[int, tuple[int, Any]] = {
        33550: (12, (1.0, 1.0, 0.0)),
        33922: (12, (0.0, 0.0, 0.0, west, north, 0.0)),
        34735: (3, (1, 1, 0, 2, 1025, 0, 1, 1, 3072, 0, 1, epsg)),
    }
    said |= {int(name.removeprefix("tag")): value for name, value in tags.items()}
    for tag, (kind, value) in said.items():
        info.tagtype[tag] = kind
        info[tag] = value
    return _saved(picture(), "TIFF", tiffinfo=info)


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
