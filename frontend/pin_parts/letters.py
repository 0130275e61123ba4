"""How the sender is told, and how others follow the message."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from feedback_map.models import Contact, Pin, PublishedPin
from geo.models import Municipality
from geo.tenancy import in_town


def letters(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    """The address the sender gave, if any; to others nothing of it."""
    if own is None:
        return {}
    with in_town(town):
        return {"contact": Contact.objects.filter(pin=own).exclude(email="").first()}
