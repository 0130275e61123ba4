"""A pin is taken before sessions, users and negotiation are looked at: whoever sends one is nobody we know.

What is out of the ordinary, and whatever is refused, goes the long way and is told there in the form of the API.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

from feedback_map.api.sending import METHODS, take_pin
from geo.api.answers import GEOJSON, JSON

_ADDRESS = re.compile(r"/api/v1/towns/([-\w]+)/pins", re.ASCII)
_PLAIN = frozenset({"", "*/*", JSON, GEOJSON})


class PinsFirst:
    """Middleware, for just after what gives every answer its language, its form and its headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = _ADDRESS.fullmatch(request.path_info) if request.method == "POST" else None
        if found is None or not _is_plain(request):
            return self.get_response(request)
        try:
            request.get_host()  # a host that is not ours is refused before anything is done
            response = take_pin(request, found[1], AnonymousUser())
        except Exception as error:  # whatever it is, the long way tells it
            request.pin_refused = error  # type: ignore[attr-defined]
            return self.get_response(request)
        response.headers["Allow"], response.headers["Vary"] = METHODS, "Accept"
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_plain(request: HttpRequest) -> bool:
    """No member of the staff, and no wish for another form than ours."""
    return "HTTP_AUTHORIZATION" not in request.META and request.META.get("HTTP_ACCEPT", "") in _PLAIN
