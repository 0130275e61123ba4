"""A photographed sheet as its page shows it: what lies upon the picture, the list of marks, and the map of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feedback_map.map_sheets import Frame, LaidPhoto, Spot, frame_of, laid
from feedback_map.models import SheetMark, SheetPhoto
from frontend.desk.sheets.entering import SIZES, Corners
from frontend.sheet_map import Spotted, sheet_svg
from geo.models import Municipality
from geo.projective import NotAQuadrilateral
from geo.tenancy import in_town


@dataclass(frozen=True)
class Row:
    """A mark in the list: where it is by the name of its square, and upon the picture while there is one."""

    mark: SheetMark
    square: str
    share: Spot | None


def rows_of(photo: SheetPhoto) -> list[Row]:
    """Newest first, for the eye looks for the one just saved. Inside `in_town`."""
    frame = frame_of(photo.sheet.paper, photo.sheet.orientation)
    marks = photo.marks.select_related("pin__category").order_by("-pk")
    return [_row(mark, photo, frame) for mark in marks]


def _row(mark: SheetMark, photo: SheetPhoto, frame: Frame) -> Row:
    place = mark.pin.geom.centroid if mark.pin.geom else None
    share = LaidPhoto(photo.sheet, []).share((place.x, place.y)) if place else None
    return Row(mark, frame.square_at(share) if share else "", share)


def marks_map(photo: SheetPhoto, rows: list[Row]) -> SafeString:
    """The sheet's map with every mark that stands, told apart as on the paper."""
    marks = [Spotted(str(row.mark), row.share) for row in reversed(rows) if row.share and not row.mark.taken_back_at]
    return sheet_svg(photo.sheet, marks=marks, says=_("Where the marks are that have been entered"))


def grid_upon(photo: SheetPhoto, corners: Corners, *, squares: bool) -> list[str]:
    """The printed frame (and its squares) as it must lie in the picture, as paths: whoever looks sees whether it does.
    Empty until four corners make a sheet."""
    if corners.whole is None:
        return []
    frame, lies = frame_of(photo.sheet.paper, photo.sheet.orientation), LaidPhoto(photo.sheet, corners.whole)
    columns, rows = (frame.columns, frame.rows) if squares else (1, 1)
    across = [(column / columns, end) for column in range(columns + 1) for end in (0, 1)]
    down = [(end, row / rows) for row in range(rows + 1) for end in (0, 1)]
    try:
        points = [lies.pixel(lies.at_share(share)) for share in (*across, *down)]
    except NotAQuadrilateral:
        return []
    return [_line(points[i], points[i + 1]) for i in range(0, len(points), 2)]


def _line(a: Spot, b: Spot) -> str:
    return f"M{a[0]:g} {a[1]:g}L{b[0]:g} {b[1]:g}"


def picture_context(photo: SheetPhoto, size: int, corners: Corners, *, squares: bool) -> dict[str, Any]:
    """The picture at the size in which it is shown, and what is drawn upon it. Sizes never exceed the picture's own."""
    most = max(photo.width, SIZES[0])
    return {
        "photo": photo,
        "size": size,
        "sizes": [one for one in SIZES if one <= most or one == SIZES[0]],
        "shown_height": round(size * photo.height / photo.width),
        "view_box": f"0 0 {photo.width} {photo.height}",
        "unit": f"{photo.width / size:.3f}",
        "corners": corners,
        "grid": grid_upon(photo, corners, squares=squares),
    }


def page_context(town: Municipality, photo: SheetPhoto, size: int, corners: Corners | None = None) -> dict[str, Any]:
    """While corners are set the squares are drawn too; while marks are entered they would hide what people wrote."""
    with in_town(town):
        rows = rows_of(photo)
        waiting = SheetPhoto.objects.filter(municipality=town, done_at__isnull=True).exclude(file="")
        waits = waiting.exclude(pk=photo.pk).count()
    return {
        **picture_context(photo, size, corners or Corners(photo), squares=corners is not None),
        "rows": rows,
        "standing": [row for row in rows if not row.mark.taken_back_at],
        "map": marks_map(photo, rows),
        "is_laid": laid(photo) is not None,
        "waits": waits,
    }
