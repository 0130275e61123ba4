"""`/tiles/<town>/drawings/…`: the tiles of a plan drawing. Of a version that is not published its planners see them."""

from __future__ import annotations

import base64

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified

from geo.api.answers import PRIVATE, town_named
from geo.models import Municipality
from geo.tenancy import in_town
from geo.tiles.grids import GRIDS, Tile
from zoning.drawings.grids import OVERVIEW
from zoning.models import DrawingTile, PlanDrawing
from zoning.permissions import may_plan

CONTENT_TYPE = "image/webp"
PUBLIC = "public, max-age=300"


def tile(request: HttpRequest, town: str, drawing: str, grid: str, **numbers: int) -> HttpResponse:
    """One tile; 204 where the drawing does not reach."""
    known = GRIDS.get(grid)
    if known is None or not Tile(known, numbers["z"], numbers["x"], numbers["y"]).exists:
        raise Http404
    return _answer(request, town, drawing, {"grid": grid, **numbers})


def overview(request: HttpRequest, town: str, drawing: str) -> HttpResponse:
    """The whole drawing as it came, for pages without a map."""
    return _answer(request, town, drawing, {"grid": OVERVIEW, "z": 0, "x": 0, "y": 0})


def _answer(request: HttpRequest, town: str, public_id: str, which: dict[str, str | int]) -> HttpResponse:
    here = town_named(town)
    found, cache = _drawing(request, here, public_id)
    tag = f'"{base64.urlsafe_b64encode(bytes(found.sha256)[:12]).decode()}-{found.tiles}"'
    headers = {"Cache-Control": cache, "ETag": tag}
    if request.META.get("HTTP_IF_NONE_MATCH", "") == tag:
        return HttpResponseNotModified(headers=headers)
    content = DrawingTile.objects.filter(drawing=found, **which).values_list("content", flat=True).first()
    if content is None:
        return HttpResponse(status=204, headers=headers)
    return HttpResponse(bytes(content), content_type=CONTENT_TYPE, headers=headers)


def _drawing(request: HttpRequest, town: Municipality, public_id: str) -> tuple[PlanDrawing, str]:
    with in_town(town):
        drawings = PlanDrawing.objects.filter(public_id=public_id, state=PlanDrawing.State.READY)
        is_published = {"version__published_at__isnull": False, "version__plan__published_at__isnull": False}
        shown = drawings.filter(**is_published).defer("corners").first()
        if shown is not None:
            return shown, PUBLIC
        hidden = drawings.defer("corners").first()
    if hidden is None or not may_plan(request.user, town):
        raise Http404
    return hidden, PRIVATE
