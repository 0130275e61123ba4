"""Tiles are answered before sessions, users and languages are looked at: they are the same for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from geo.openness import is_public
from geo.tiles import api

ADDRESS = re.compile(
    r"/tiles/(?P<town>[-\w]+)/(?P<layer>[-\w]+)/(?P<grid>[-\w]+)/(?P<z>\d{1,2})/(?P<x>\d{1,8})/(?P<y>\d{1,8})\.mvt",
    re.ASCII,
)


class TilesFirst:
    """Middleware, for just after what guards every answer. Addresses it does not know go the long way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = ADDRESS.fullmatch(request.path_info) if request.path_info.startswith("/tiles/") else None
        if found is None:
            return self.get_response(request)
        town, layer, grid, *numbers = found.groups()
        if not is_public(town):  # the long way knows who asks
            return self.get_response(request)
        z, x, y = map(int, numbers)
        return api.tile(request, town=town, layer=layer, grid=grid, z=z, x=x, y=y)
