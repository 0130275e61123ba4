"""What every view of the API stands on: JSON in and out, a version for caches, and the town of the address."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from geo import sql, wire
from geo.models import Municipality

PRIVATE = "private, no-store"
JSON, GEOJSON = "application/json", "application/geo+json"


class GeoJSONRenderer(JSONRenderer):
    media_type = GEOJSON
    format = "geojson"


class OpenView(APIView):
    """A view that anyone may ask. It looks at no cookie, so nothing about a visitor's session can reach an answer."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer, GeoJSONRenderer)
    metadata_class = None


def town_named(slug: str) -> Municipality:
    """The town of an address, without its boundary, which can be large; 404 when there is none that is open."""
    town = Municipality.objects.defer("boundary").filter(slug=slug, is_public=True).first()
    if town is None:
        raise Http404
    return town


def town_of_request(slug: str) -> Municipality:
    """`town_named` for the one address where every millisecond counts: with the columns that sending needs."""
    found = sql.ask("geo/town_named", {"slug": slug}, prepared=True)
    if not found:
        raise Http404
    return Municipality.from_db("default", ("id", "slug", "names", "languages", "home_set"), found[0])


def public_answer(request: Request | HttpRequest, value: Any, *, max_age_s: int = 0) -> HttpResponse:
    """An answer that is the same for everyone. Caches ask again with its ETag once it is `max_age_s` old."""
    body = dumped(value)
    etag = f'"{base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:15]).decode()}"'
    asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    unchanged = "*" in asked or any(known.removeprefix("W/") == etag for known in asked)
    response = HttpResponseNotModified() if unchanged else HttpResponse(body, content_type=_content_type(value))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={max_age_s}" + ("" if max_age_s else ", must-revalidate")
    return response


def private_answer(value: Any, *, status: int = 200) -> HttpResponse:
    """An answer for one person: kept by no cache, on no device."""
    return HttpResponse(
        dumped(value), status=status, content_type=_content_type(value), headers={"Cache-Control": PRIVATE}
    )


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _content_type(value: Any) -> str:
    return GEOJSON if isinstance(value, dict) and value.get("type") in {"Feature", "FeatureCollection"} else JSON


def json_of(request: Request | HttpRequest) -> Any:
    """The JSON that was sent: its size, depth, numbers and texts are known to be harmless (geo.wire)."""
    media_type = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if media_type not in {JSON, GEOJSON}:
        raise UnsupportedMediaType(media_type)
    return wire.load_json(getattr(request, "_request", request).body)
