"""Which message an address names: one that everybody reads, or the sender's own by the key of their link."""

from __future__ import annotations

from django.http import Http404

from feedback_map.api.pins import own_pin_id
from feedback_map.models import Pin, PublishedPin
from geo.models import Municipality
from geo.tenancy import in_town


def shown_pin(town: Municipality, public_id: str) -> Pin:
    shown = PublishedPin.objects.of(town).filter(public_id=public_id)
    with in_town(town):
        found = Pin.objects.select_related("state").filter(pk__in=shown.values("pin_id")).first()
    if found is None:
        raise Http404
    return found


def own_pin(town: Municipality, public_id: str, key: str) -> Pin:
    found = own_pin_id(town, public_id, key)
    if found is None:
        raise Http404
    with in_town(town):
        return Pin.objects.select_related("state").get(pk=found)
