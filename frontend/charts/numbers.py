"""Numbers as the reader's language writes them. What is hidden is said in words, never as a zero."""

from __future__ import annotations

import math

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NOT_KNOWN = "–"
THIN = "\u00a0"


def count(number: float | None) -> str:
    return NOT_KNOWN if number is None else str(number_format(round(number), use_l10n=True, force_grouping=True))


def decimal(number: float | None, places: int = 2) -> str:
    return NOT_KNOWN if number is None else str(number_format(round(number, places), places, use_l10n=True))


def percent(share: float | None) -> str:
    """A share (0…1) in per cent: two decimals under one per cent, one under ten, none above."""
    if share is None:
        return NOT_KNOWN
    places = 2 if abs(share) < 0.00995 else 1 if abs(share) < 0.0995 else 0
    if share == 0:
        places = 0
    space = "" if (get_language() or "").startswith("en") else THIN
    return f"{decimal(100 * share, places)}{space}%"


def distance(metres: float) -> str:
    """250 m, 1 km."""
    if metres < 1000:
        return f"{count(metres)}{THIN}m"
    return f"{decimal(metres / 1000, 0 if metres % 1000 == 0 else 1)}{THIN}km"


def participants(number: int | None, hidden: str = "") -> str:
    """How many took part: “under 5” and “not shown” are words of their own."""
    if hidden:
        return _("under 5") if hidden == "under_five" else _("not shown")
    return count(number)


def interval(low: float | None, high: float | None) -> str:
    """Both ends of an interval, or a dash."""
    if low is None or high is None or not math.isfinite(high):
        return NOT_KNOWN
    return f"{decimal(low)}–{decimal(high)}"
