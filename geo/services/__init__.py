"""Writes of geography."""

from geo.services.cells import square_kilometre_at
from geo.services.uploads import (
    SentGround,
    bring_in_upload,
    receive_upload,
    try_upload,
    undo_upload,
    withdraw_upload,
)

__all__ = [
    "SentGround",
    "bring_in_upload",
    "receive_upload",
    "square_kilometre_at",
    "try_upload",
    "undo_upload",
    "withdraw_upload",
]
