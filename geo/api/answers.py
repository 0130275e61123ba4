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
from geo.api.leaving import Leaving, say_leaving
from geo.models import Municipality

PRIVATE = "private, no-store"
JSON, GEOJSON = "application/json", "application/geo+json"


class GeoJSONRenderer(JSONRenderer):
    media_type = GEOJSON
    format = "geojson"


class WireView(APIView):
    """Every view of the API: what is read has a version, and what is on its way out says so."""

    leaving: Leaving | None = None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and answer.status_code == 200:
            answer = _unless_known(request, answer)
        if self.leaving is not None:
            say_leaving(answer, self.leaving)
        return answer


class OpenView(WireView):
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
    etag = _etag_of(body)
    unchanged = _knows(request, etag)
    response = HttpResponseNotModified() if unchanged else HttpResponse(body, content_type=_content_type(value))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={max_age_s}" + ("" if max_age_s else ", must-revalidate")
    return response


def _unless_known(request: Request, answer: Any) -> Any:
    """The answer with its version, or only that it is still the one that the reader has."""
    etag = answer.headers["ETag"] = answer.headers.get("ETag") or _etag_of(answer.content)
    if not _knows(request, etag):
        return answer
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
        if name in answer.headers:
            unchanged.headers[name] = answer.headers[name]
    return unchanged


class StaleRecord(Exception):
    """What is to be changed is no longer as it was seen; `current` is how it is now."""

    def __init__(self, current: dict[str, Any]) -> None:
        super().__init__()
        self.current, self.etag = current, _etag_of(dumped(current))


def is_as_seen(request: Request, current: dict[str, Any]) -> bool:
    """Whether If-Match names the version of a record without a number; False without one, StaleRecord for another."""
    seen = request.headers.get("If-Match", "").strip()
    if seen in ("", "*"):
        return False
    if seen != _etag_of(dumped(current)):
        raise StaleRecord(current)
    return True


def _etag_of(body: bytes) -> str:
    return f'"{base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:15]).decode()}"'


def _knows(request: Request | HttpRequest, etag: str) -> bool:
    asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return "*" in asked or any(known.removeprefix("W/") == etag for known in asked)


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
