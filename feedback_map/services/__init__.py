"""Writes about messages, a file for each concern. What others call is named here."""

from feedback_map.services.changing import (
    PIN_UPDATED,
    Attempt,
    Change,
    Entry,
    StaleEdit,
    Standing,
    Words,
    enter,
    is_closed,
    is_fixed,
)
from feedback_map.services.deriving import (
    derive_pins,
)
from feedback_map.services.handling import (
    acknowledge_pin,
    answer_pin,
    assign_pin,
    change_state,
    note_on_pin,
    reopen_pin,
    shortlist_pin,
)
from feedback_map.services.moderating import (
    PIN_MODERATED,
    change_visibility,
    moderate_pin,
)
from feedback_map.services.placing import (
    PIN_PLACED,
    ContactInput,
    Once,
    PinInput,
    PlacedPin,
    Sender,
    UnknownTown,
    follow_hash,
    own_key,
    place_pin,
    place_pin_from_home,
)

__all__ = [
    "PIN_MODERATED",
    "PIN_PLACED",
    "PIN_UPDATED",
    "Attempt",
    "Change",
    "ContactInput",
    "Entry",
    "Once",
    "PinInput",
    "PlacedPin",
    "Sender",
    "StaleEdit",
    "Standing",
    "UnknownTown",
    "Words",
    "acknowledge_pin",
    "answer_pin",
    "assign_pin",
    "change_state",
    "change_visibility",
    "derive_pins",
    "enter",
    "follow_hash",
    "is_closed",
    "is_fixed",
    "moderate_pin",
    "note_on_pin",
    "own_key",
    "place_pin",
    "place_pin_from_home",
    "reopen_pin",
    "shortlist_pin",
]
