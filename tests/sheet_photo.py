"""A photograph of a marked map sheet, and where in it the frame's corners and places on the ground are."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from delivery.files import keep_file, new_name, small_of
from feedback_map.map_sheets import LaidPhoto
from feedback_map.models import MapSheet, SheetPhoto
from geo.tenancy import in_town

CORNERS = [(90.0, 60.0), (540.0, 110.0), (570.0, 745.0), (40.0, 700.0)]
WIDTH, HEIGHT = 600, 800


def photograph(seed: int = 0, kind: str = "JPEG") -> bytes:
    """A sheet seen from aslant, on a dark table; another `seed` is another photograph."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (70, 60, 50))
    ImageDraw.Draw(picture).polygon(CORNERS, fill=(240, 240, 240 - seed), outline=(0, 0, 0))
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def pixel_of(sheet: MapSheet, east: float, north: float) -> tuple[float, float]:
    """Where in the photograph a place (EPSG:3067) is."""
    return LaidPhoto(sheet, CORNERS).pixel((east, north))


def kept_photo(sheet: MapSheet, *, seed: int = 0, is_laid: bool = True) -> SheetPhoto:
    """A photograph that has been taken in and, if so wished, laid on the map."""
    name, data = new_name(), photograph(seed)
    keep_file(small_of(name), data)
    sha256 = keep_file(name, data)
    with in_town(sheet.municipality_id):
        return SheetPhoto.objects.create(
            municipality=sheet.municipality,
            sheet=sheet,
            file=name,
            sha256=sha256,
            width=WIDTH,
            height=HEIGHT,
            corners=[list(corner) for corner in CORNERS] if is_laid else None,
        )
