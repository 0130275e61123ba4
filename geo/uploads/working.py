"""What the worker does with an upload, as its row says."""

from __future__ import annotations


def carry(town_id: int, public_id: str) -> str:
    """Do what the upload waits for; gives the state it is in afterwards."""
    raise NotImplementedError
