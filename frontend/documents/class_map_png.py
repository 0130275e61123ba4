"""The class map as a grey-proof PNG, for documents that take no SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw

from frontend.charts.class_map import ClassMap
from frontend.charts.looks import look_of
from frontend.charts.svg import GREY, INK, PAPER

PIXELS = 1200
STRIPE_EVERY, STRIPE_WIDE = 16, 5

Ring = list[tuple[float, float]]


def class_map_png(drawn: ClassMap) -> bytes:
    """The picture, its longer side 1,200 pixels; the chosen area has a thick border."""
    west, north, width, height = (float(part) for part in drawn.view_box.split())
    scale = PIXELS / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    image, stripes = Image.new("RGB", size, PAPER), _stripes(size)
    for shape in sorted(drawn.shapes, key=lambda one: one.code == drawn.chosen):
        look = look_of(shape.class_)
        rings = [[((x - west) * scale, (y - north) * scale) for x, y in ring] for ring in rings_of(shape.path)]
        mask = _inside(rings, size)
        image.paste(stripes if look.hatched else Image.new("RGB", size, look.fill), mask=mask)
        pen = ImageDraw.Draw(image)
        for ring in rings:
            pen.line([*ring, ring[0]], fill=INK, width=9 if shape.code == drawn.chosen else 3, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def rings_of(path: str) -> Iterator[Ring]:
    """The rings of an SVG path of absolute moves and lines, as PostGIS writes it."""
    for part in path.replace("Z", "").split("M"):
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", part)]
        if len(numbers) >= 6:
            yield list(zip(numbers[::2], numbers[1::2], strict=True))


def _inside(rings: list[Ring], size: tuple[int, int]) -> Image.Image:
    """What lies in an odd number of rings: holes are holes."""
    mask = Image.new("1", size, 0)
    for ring in rings:
        one = Image.new("1", size, 0)
        ImageDraw.Draw(one).polygon(ring, fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask


def _stripes(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    for start in range(-size[1], size[0], STRIPE_EVERY):
        pen.line([(start, size[1]), (start + size[1], 0)], fill=GREY, width=STRIPE_WIDE)
    return image
