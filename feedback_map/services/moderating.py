"""Whether others may see a message: the moderator's decision, and the sender's."""

from __future__ import annotations

from delivery.services import enqueue
from feedback_map.models import Pin
from feedback_map.services.deriving import derive_pins
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

PIN_MODERATED = "pin.moderated"


def moderate_pin(*, town: Municipality, pin: Pin, moderation: str) -> Pin:
    """Show, hide or reject a pin; what is derived follows at once. The same decision again changes nothing."""
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        Pin.objects.filter(pk=pin.pk).update(moderation=moderation)
        derive_pins(town=town, pins=[pin.pk], placed=False)
        enqueue(topic=PIN_MODERATED, payload={"pin": pin.public_id, "moderation": moderation}, municipality=town)
    pin.moderation = moderation
    return pin


def change_visibility(*, town: Municipality, pin: Pin, visibility: str) -> Pin:
    """The sender publishes a pin or takes it back from the map; what is derived follows at once."""
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        Pin.objects.filter(pk=pin.pk).update(visibility=visibility)
        derive_pins(town=town, pins=[pin.pk], placed=False)
    pin.visibility = visibility
    return pin
