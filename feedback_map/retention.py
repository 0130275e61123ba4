"""What the night erases, in every town."""

from __future__ import annotations

from feedback_map.services import erase_by_rule, erase_due, expire_sheet_pictures
from geo.models import Municipality


def erase_everywhere() -> int:
    """Gives how many contacts, ties, requests and sheet pictures were dealt with. Run again in the same night, none."""
    return sum(_erase(town) for town in Municipality.objects.defer("boundary"))


def _erase(town: Municipality) -> int:
    return sum(erase_by_rule(town).values()) + erase_due(town) + expire_sheet_pictures(town=town)
