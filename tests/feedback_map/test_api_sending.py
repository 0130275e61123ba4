"""Sending a pin over the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from geo import crs
from geo.models import AreaSet, Municipality
from tests.factories import SOUTH, WEST


def degrees(east: float, north: float) -> list[float]:
    """A place in kilometres from the town's south-west corner, as the wire says it."""
    longitude, latitude = crs.to_wire(WEST + east * 1000, SOUTH + north * 1000)
    return [round(float(longitude), 7), round(float(latitude), 7)]


def message(geometry: Any = None, **said: Any) -> dict[str, Any]:
    properties = {"kind": "feedback", "category": "streets", "text": "Valo ei pala.", "visibility": "public", **said}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(east: float = 2, north: float = 2) -> dict[str, Any]:
    return {"type": "Point", "coordinates": degrees(east, north)}


def send(town: Municipality, body: Any, **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().post(
        f"/api/v1/towns/{town.slug}/pins", raw, content_type="application/json", headers=named
    )


def test_a_sent_pin_is_answered_with_its_areas_code_link_and_token(town: Municipality, halves: AreaSet) -> None:
    response = send(town, message(point()))
    print(response.content.decode())
    assert response.status_code == 201
