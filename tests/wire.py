"""How tests speak to the API: places in degrees, messages as GeoJSON, and what comes back."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from geo import crs
from geo.models import Municipality
from tests.factories import SOUTH, WEST


def degrees(east: float, north: float) -> list[float]:
    """A place in kilometres from the test town's south-west corner, as the wire says it."""
    longitude, latitude = crs.to_wire(WEST + east * 1000, SOUTH + north * 1000)
    return [round(float(longitude), 7), round(float(latitude), 7)]


def point(east: float = 2, north: float = 2) -> dict[str, Any]:
    return {"type": "Point", "coordinates": degrees(east, north)}


def message(geometry: Any = None, **said: Any) -> dict[str, Any]:
    properties = {"kind": "feedback", "category": "streets", "text": "Valo ei pala.", "visibility": "public", **said}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def send(town: Municipality, body: Any, path: str = "pins", **headers: str) -> Any:
    """POST; header names with underscores: send(town, body, Idempotency_Key="a")."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content_type = named.pop("Content-Type", "application/json")
    return Client().post(f"/api/v1/towns/{town.slug}/{path}", raw, content_type=content_type, headers=named)


def read(town: Municipality, path: str, status: int = 200, **parameters: Any) -> Any:
    """GET; parameters as Python names: read(town, "pins", bbox_crs="EPSG:3067") sends bbox-crs."""
    query = {name.removesuffix("_").replace("bbox_", "bbox-"): value for name, value in parameters.items()}
    response = Client().get(f"/api/v1/towns/{town.slug}/{path}", query)
    assert response.status_code == status, response.content
    return response.json()


def codes(response: Any) -> set[tuple[str, str]]:
    """The fields and codes of a problem."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    return {(error["field"], error["code"]) for error in response.json()["errors"]}
