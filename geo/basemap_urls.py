"""Addresses of outside base maps, under `/basemap/`, through our own cache."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from geo.basemaps import BaseMapAway, NoSuchBaseMap, TileAddress, base_map_of, can_be_reached, tile_of
from geo.models import Municipality
from geo.openness import may_see


@require_safe
def base_map_state(request: HttpRequest, town: str, base: str) -> HttpResponse:
    """Whether the other service answers, so that pages offer only what can be seen."""
    found = _town(request, town)
    try:
        state = can_be_reached(found, base_map_of(found, base))
    except NoSuchBaseMap:
        raise Http404("No such base map") from None
    return JsonResponse({"reachable": state}, headers={"Cache-Control": "public, max-age=60"})


@require_safe
def base_map_tile(request: HttpRequest, town: str, base: str, **tile: int) -> HttpResponse:
    """A picture; 404 for what is not configured or far away, 503 with Retry-After while the other service is away."""
    found = _town(request, town)
    try:
        body, media_type = tile_of(found, base_map_of(found, base), TileAddress(**tile))
    except NoSuchBaseMap:
        raise Http404("No such tile") from None
    except BaseMapAway:
        away = HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
        away._has_been_logged = True  # type: ignore[attr-defined]  # no error of ours, and a screen asks for dozens
        return away
    return HttpResponse(body, content_type=media_type, headers={"Cache-Control": "public, max-age=86400"})


def _town(request: HttpRequest, slug: str) -> Municipality:
    found = Municipality.objects.defer("boundary").filter(slug=slug).first()
    if found is None or not may_see(request, found):
        raise Http404("No such town")
    return found


urlpatterns = [
    path("<slug:town>/<slug:base>", base_map_state, name="base_map_state"),
    path("<slug:town>/<slug:base>/<int:z>/<int:x>/<int:y>", base_map_tile, name="base_map_tile"),
]
