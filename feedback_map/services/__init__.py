"""Writes about messages, a file for each concern. What others call is named here."""

from feedback_map.services.deriving import (
    derive_pins,
)
from feedback_map.services.moderating import (
    PIN_MODERATED,
    change_visibility,
    moderate_pin,
)
from feedback_map.services.placing import (
    PIN_PLACED,
    Once,
    PinInput,
    PlacedPin,
    Sender,
    UnknownTown,
    follow_hash,
    place_pin,
    place_pin_from_home,
)

__all__ = [
    "PIN_MODERATED",
    "PIN_PLACED",
    "Once",
    "PinInput",
    "PlacedPin",
    "Sender",
    "UnknownTown",
    "change_visibility",
    "derive_pins",
    "follow_hash",
    "moderate_pin",
    "place_pin",
    "place_pin_from_home",
]
