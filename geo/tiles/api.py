"""`/tiles/<town>/<layer>/<grid>/{z}/{x}/{y}.mvt`: the same for everybody, so no session is looked at."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.models import Municipality
from geo.openness import may_see
from geo.tiles.answers import Address, answer

RETRY_AFTER_S = 5


@require_safe
def tile(request: HttpRequest, **address: str | int) -> HttpResponse:
    try:
        found = answer(Address(**address), request.META.get("HTTP_IF_NONE_MATCH", ""))  # type: ignore[arg-type]
    except (OperationalError, InterfaceError):
        response = problem(503, _("The service is away for a moment. Try again soon."))
        response["Retry-After"] = str(RETRY_AFTER_S)
        return response
    if found is None:
        return problem(404, _("Nothing is found here."))
    response = HttpResponse(found.body, status=found.status, headers=found.headers)
    if found.body:
        response["Content-Length"] = str(len(found.body))
    else:
        del response["Content-Type"]  # nothing is sent, so it is of no type
    return response


@require_safe
def tile_for_who_may_see(request: HttpRequest, town: str, **address: str | int) -> HttpResponse:
    """The tile of a town that may not be open yet: kept by nobody on the way."""
    here = Municipality.objects.defer("boundary").filter(slug=town).first()
    if here is None or not may_see(request, here):
        return problem(404, _("Nothing is found here."))
    response: HttpResponse = tile(request, town=town, **address)
    if not here.is_public:
        response["Cache-Control"] = "private, no-store"
    return response


def problem(status: int, title: str) -> HttpResponse:
    """RFC 9457."""
    body = {"type": "about:blank", "title": title, "status": status, "errors": []}
    headers = {"Cache-Control": "no-store"}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)
