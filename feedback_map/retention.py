"""What the night erases, in every town."""

from __future__ import annotations

from feedback_map.initiatives_kept import forget_makers
from feedback_map.services import erase_by_rule, erase_due, expire_sheet_pictures
from geo.models import Municipality
from participation.sign_ups import forget_sign_ups


def erase_everywhere() -> int:
    """How many contacts, ties, requests, sign-ups and sheet pictures were dealt with. Again in one night: none."""
    return sum(_erase(town) for town in Municipality.objects.defer("boundary"))


def _erase(town: Municipality) -> int:
    kept_short = expire_sheet_pictures(town=town) + forget_sign_ups(town=town) + forget_makers(town=town)
    return sum(erase_by_rule(town).values()) + erase_due(town) + kept_short
