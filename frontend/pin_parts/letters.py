"""How the sender is told, and how others follow the message."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from feedback_map.following import RADII_M
from feedback_map.models import Contact, Pin, PublishedPin
from geo.models import Municipality
from geo.tenancy import in_town


def letters(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    """The address the sender gave, if any; to others nothing of it but how to follow the message and its place."""
    if own is None:
        return {"near": _near(shown)}
    with in_town(town):
        return {"contact": Contact.objects.filter(pin=own).exclude(email="").first()}


def _near(shown: PublishedPin | Pin) -> str:
    """The place as the public sees it, as a reference that can be followed."""
    if not isinstance(shown, PublishedPin) or shown.geom is None:
        return ""
    place = shown.geom.centroid
    return f"{place.x:.0f},{place.y:.0f},{RADII_M[1]},{shown.place_note[:80]}"
