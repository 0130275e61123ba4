"""Whether the town edited the words; what the sender may ask about their data, and what others report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from feedback_map.models import Pin, PinEdit, PublishedPin, PublishedUpdate, Update
from geo.models import Municipality
from geo.tenancy import in_town


def moderation(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    if own is None:
        edits = PublishedUpdate.objects.filter(pin_id=shown.pk, kind=Update.Kind.EDITED)
        return {"is_edited": edits.exists()}
    with in_town(town):
        is_edited = PinEdit.objects.filter(pin=own, undone_at__isnull=True).exists()
    return {"is_edited": is_edited, "own_key": request.GET.get("key", "")[:100]}
