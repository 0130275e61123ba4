"""The class map as a PNG."""

from __future__ import annotations

import io

from PIL import Image

from frontend.charts.class_map import ClassMap, Shape
from frontend.documents.class_map_png import class_map_png, rings_of

SQUARE = "M 0 0 L 100 0 100 100 0 100 Z"
HOLED = f"{SQUARE} M 25 25 L 75 25 75 75 25 75 Z"


def drawn(*shapes: Shape) -> Image.Image:
    made = ClassMap("map", shapes, "0 0 200 100", 1.0)
    return Image.open(io.BytesIO(class_map_png(made))).convert("L")


def test_classes_differ_in_grey_and_not_knowing_is_striped() -> None:
    image = drawn(
        Shape("A", "Anttola", SQUARE, 50, 50, "underserved"),
        Shape("B", "Haukivuori", "M 100 0 L 200 0 200 100 100 100 Z", 150, 50, "too_little_data"),
    )
    solid = {image.getpixel((x, 300)) for x in range(200, 400)}
    striped = {image.getpixel((x, 300)) for x in range(800, 1000)}
    assert len(solid) == 1
    assert len(striped) > 1


def test_a_hole_in_an_area_is_a_hole() -> None:
    image = drawn(Shape("A", "Anttola", HOLED, 50, 50, "on_par"))
    assert image.getpixel((300, 300)) == 255
    assert image.getpixel((80, 80)) != 255


def test_rings_are_read_as_postgis_writes_them() -> None:
    assert [len(ring) for ring in rings_of(HOLED)] == [4, 4]
    assert list(rings_of("")) == []
