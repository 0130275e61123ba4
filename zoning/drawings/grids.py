"""What tiles of a drawing there are."""

from __future__ import annotations

from django.db.models import Max, Min

from geo import crs
from geo.tiles.grids import ETRS_TM35FIN, Tile
from zoning.models import DrawingTile, PlanDrawing

OVERVIEW = "overview"  # the whole drawing in one picture


def zooms_of(drawing: PlanDrawing) -> dict[str, tuple[int, int]]:
    """By pyramid: the zooms between which a drawing has tiles."""
    found = DrawingTile.objects.filter(drawing=drawing).exclude(grid=OVERVIEW).values("grid")
    rows = found.annotate(least=Min("z"), most=Max("z")).order_by("grid")
    return {row["grid"]: (row["least"], row["most"]) for row in rows}


def bounds_of(drawing: PlanDrawing) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees of the tiles that hold the drawing, which is a little more than itself."""
    tiles = DrawingTile.objects.filter(drawing=drawing, grid=ETRS_TM35FIN.name)
    finest = tiles.aggregate(z=Max("z"))["z"]
    if finest is None:
        return None
    ends = tiles.filter(z=finest).aggregate(west=Min("x"), east=Max("x"), north=Min("y"), south=Max("y"))
    west, _south, _east, north = Tile(ETRS_TM35FIN, finest, ends["west"], ends["north"]).box
    _west, south, east, _north = Tile(ETRS_TM35FIN, finest, ends["east"], ends["south"]).box
    x, y = crs.to_wire([west, east, east, west], [north, north, south, south])
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
