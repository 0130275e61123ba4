"""The schedule of a measure as programmes write it: "2025", "2025–2029", "syksy 2025", "jatkuva"."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

YEAR = re.compile(r"(?<![\d.,])(20\d\d)(?!\d|[.,]\d)")
RANGE = re.compile(r"(?<!\d)20\d\d ?[–—-] ?20\d\d(?!\d)")
GOES_ON = ("jatkuv", "jatkossa", "vuosittain", "toistaiseksi", "fortlöpande", "årligen", "tills vidare")
GOES_ON_EN = ("continuous", "ongoing", "yearly", "every year", "until further notice")
# The last day of a part of the year. Autumn lasts until the year does: that is how office-holders mean it.
SEASONS = {
    (5, 31): ("kevä", "kevat", "vår", "spring"),
    (8, 31): ("kesä", "kesa", "sommar", "summer"),
    (12, 31): ("syks", "höst", "autumn", "fall"),
}


@dataclass(frozen=True)
class Schedule:
    """From when and until when; None where the words do not say, or where it goes on without an end."""

    starts_on: datetime.date | None = None
    due_on: datetime.date | None = None


def schedule_of(words: str) -> Schedule:
    """What lateness can be reckoned from. Words that promise no day give none: nothing is made late by a guess."""
    said = words.lower()
    years = [int(year) for year in YEAR.findall(said)]
    if not years or any(word in said for word in (*GOES_ON, *GOES_ON_EN)):
        return Schedule()
    starts_on = datetime.date(years[0], 1, 1) if RANGE.search(said) else None
    return Schedule(starts_on, _end_of(max(years), said))


def speaks_of_time(words: str) -> bool:
    """Whether words are a schedule rather than what is looked at."""
    said = words.lower()
    return bool(YEAR.search(said)) or any(word in said for word in (*GOES_ON, *GOES_ON_EN))


def _end_of(year: int, said: str) -> datetime.date:
    found = [day for day, words in SEASONS.items() if any(word in said for word in words)]
    month, day = found[0] if len(found) == 1 else (12, 31)
    return datetime.date(year, month, day)
