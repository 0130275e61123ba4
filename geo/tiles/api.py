"""`/tiles/<town>/<layer>/<grid>/{z}/{x}/{y}.mvt`: the same for everybody, so no session is looked at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.tiles.answers import Address, answer


@require_safe
def tile(request: HttpRequest, **address: str | int) -> HttpResponse:
    found = answer(Address(**address), request.META.get("HTTP_IF_NONE_MATCH", ""))  # type: ignore[arg-type]
    if found is None:
        return no_such_tile()
    response = HttpResponse(found.body, status=found.status, headers=found.headers)
    if "Content-Type" not in found.headers:
        del response["Content-Type"]  # nothing is sent, so it is of no type
    return response


def no_such_tile() -> JsonResponse:
    """RFC 9457."""
    problem = {"type": "about:blank", "title": _("There is no such tile."), "status": 404, "errors": []}
    return JsonResponse(problem, status=404, content_type="application/problem+json")
