"""Plan drawings: kept as they came, cut into tiles in the background, taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.gis.geos import Polygon

from delivery.files import keep_file, new_name, read_file, remove_files
from delivery.services import enqueue
from delivery.topics import Message, Topic, register
from geo.models import SRID, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.drawings.cutting import MOST_BYTES, DrawingRefused, cut_drawing
from zoning.drawings.refusals import REASONS
from zoning.models import DrawingTile, PlanDrawing, PlanVersion

DRAWING_ADDED = "drawing.added"
ENDINGS = {b"II*\x00": ".tif", b"MM\x00*": ".tif", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".bin"}
WEB_MERCATOR = "WebMercatorQuad"
Place = tuple[float, float]


def add_drawing(
    *, town: Municipality, version: PlanVersion, content: bytes, corners: Sequence[Place] | None = None
) -> PlanDrawing:
    """Keep a drawing and have it cut. Corners (EPSG:3067) are top left, top right, bottom right, bottom left.

    Raises Refused for what can be told at once; what shows only when it is read is told in the drawing's row.
    """
    ending = next((ending for begins, ending in ENDINGS.items() if content.startswith(begins)), None)
    if ending is None or len(content) > MOST_BYTES:
        raise _refused("empty" if not content else "too_large" if ending else "not_a_picture")
    if corners is not None and len(corners) != 4:
        raise _refused("bad_corners", "corners")
    name = new_name(ending)
    with in_town(town):
        digest = keep_file(name, content)
        drawing = PlanDrawing.objects.create(
            municipality=town,
            version=version,
            file=name,
            sha256=digest,
            corners=None if corners is None else Polygon([*corners, corners[0]], srid=SRID),
        )
        enqueue(topic=DRAWING_ADDED, payload={"drawing": drawing.public_id}, municipality=town)
    return drawing


def remove_drawing(*, town: Municipality, drawing: PlanDrawing) -> None:
    """Take a drawing away with its tiles and its file."""
    with in_town(town):
        DrawingTile.objects.filter(drawing=drawing)._raw_delete("default")
        remove_files(town=town, names=[drawing.file])
        PlanDrawing.objects.filter(pk=drawing.pk).delete()


def cut(*, town: int, public_id: str) -> None:
    """Cut a drawing and store its tiles in place of those it had. Of one that is gone nothing is left to do."""
    with in_town(town):
        drawing = PlanDrawing.objects.filter(public_id=public_id).first()
        if drawing is None:
            return
        PlanDrawing.objects.filter(pk=drawing.pk).update(state=PlanDrawing.State.CUTTING)
    corners = None if drawing.corners is None else [(x, y) for x, y in drawing.corners.coords[0][:4]]
    try:
        tiles = [
            DrawingTile(
                municipality_id=town, drawing=drawing, grid=one.grid, z=one.z, x=one.x, y=one.y, content=one.content
            )
            for one in cut_drawing(read_file(drawing.file), corners)
        ]
    except (DrawingRefused, FileNotFoundError) as refused:
        code = refused.code if isinstance(refused, DrawingRefused) else "empty"
        with in_town(town):
            PlanDrawing.objects.filter(pk=drawing.pk).update(state=PlanDrawing.State.FAILED, message=code)
        return
    _store(town, drawing, tiles)


def _store(town: int, drawing: PlanDrawing, tiles: list[DrawingTile]) -> None:
    zooms = [tile.z for tile in tiles if tile.grid == WEB_MERCATOR]
    with in_town(town):
        if not PlanDrawing.objects.select_for_update().filter(pk=drawing.pk).exists():
            return  # taken away meanwhile
        DrawingTile.objects.filter(drawing=drawing)._raw_delete("default")
        DrawingTile.objects.bulk_create(tiles, batch_size=200)
        PlanDrawing.objects.filter(pk=drawing.pk).update(
            state=PlanDrawing.State.READY,
            message="",
            tiles=len(tiles),
            zoom_from=min(zooms, default=None),
            zoom_to=max(zooms, default=None),
        )


def carry_cutting(message: Message) -> None:
    assert message.municipality_id is not None
    cut(town=message.municipality_id, public_id=message.payload["drawing"])


def register_drawings() -> None:
    """Cutting takes minutes, so it holds no transaction; done twice it is the same."""
    register(Topic(name=DRAWING_ADDED, carry=carry_cutting, outside=True, attempts=3, lease=timedelta(minutes=10)))


def _refused(code: str, field: str = "file") -> Refused:
    return Refused([FieldError(field, code, REASONS[code])])
