"""Made-up participants and messages over real areas and people: seeded, and saying in every message that it is made up.

No real participants are at hand. A share of each area's real residents takes part in each of three years, 0.78 % where
nothing was planted (that of Heinola's campaign), and some areas are planted lower, so that there is something to find.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 0.0078  # of the residents, in a year
SEASONAL_RATE = 0.0020  # of the holiday residents, two to a holiday home
YEARS, DAYS = 3, 365
TELLS_HOME, TELLS_AGE, COMES_AGAIN = 0.9, 0.88, 0.45
IN_THE_CENTRE = 0.4
BANDS = ("0-12", "13-17", "18-29", "30-44", "45-64", "65-74", "75+")
PULL = np.array([0.05, 0.35, 0.6, 1.1, 1.3, 1.4, 0.7])  # the young answer less, as in most towns
CHANNELS = ("web", "phone", "desk", "paper", "event")
CHANNEL_SHARES = (0.72, 0.08, 0.06, 0.07, 0.07)
HEADINGS = ("id", "x", "y", "text", "time", "person", "home", "age", "resident", "channel")
SENTENCES = (
    "valo ei pala polun varrella",
    "koulun kohdalle tarvittaisiin suojatie",
    "bussi ei ehdi vaihtoon",
    "leikkipuiston keinu on rikki",
    "kylätalolle tarvitaan uusi katto",
    "uimaranta oli hyvin hoidettu",
)


@dataclass(frozen=True)
class Home:
    """A real postal area: its shape (EPSG:3067), residents by band of ours, and holiday homes."""

    code: str
    shape: Any
    people: float
    bands: npt.NDArray[np.float64]
    holiday_homes: float


@dataclass
class _Drawing:
    """The messages of one town, drawn with one generator; `until` is the moment before which all of them came."""

    homes: tuple[Home, ...]
    planted: Mapping[str, float]
    until: datetime.datetime
    rng: np.random.Generator
    centre: Any = None
    persons: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


def write_messages(
    path: Path, homes: tuple[Home, ...], planted: Mapping[str, float], until: datetime.datetime, seed: int
) -> int:
    """A file for import_pins; `planted` are areas' shares of the usual rate. Gives the number of persons."""
    drawing = _Drawing(homes, planted, until, np.random.default_rng(seed))
    drawing.centre = max(homes, key=lambda home: home.people / home.shape.area).shape
    for year in range(YEARS):
        for home in homes:
            rate = RATE * planted.get(home.code, 1.0)
            _draw(drawing, home, year, "permanent", drawing.rng.poisson(rate * home.people))
            _draw(drawing, home, year, "seasonal", drawing.rng.poisson(SEASONAL_RATE * 2 * home.holiday_homes))
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, HEADINGS)
        writer.writeheader()
        writer.writerows(drawing.rows)
    return drawing.persons


def _draw(drawing: _Drawing, home: Home, year: int, resident: str, count: int) -> None:
    for _ in range(count):
        drawing.persons += 1
        drawing.rows.extend(_messages(drawing, home, year, resident))


def _messages(drawing: _Drawing, home: Home, year: int, resident: str) -> Iterator[dict[str, Any]]:
    """What one person sent in one year: the first message, and perhaps more of them in the weeks after."""
    rng = drawing.rng
    told = rng.random() < TELLS_HOME
    person = {
        "person": f"keksitty-{drawing.persons}",
        "home": home.code if told else "",
        "age": _age(home, rng) if rng.random() < TELLS_AGE else "",
        "resident": resident if told else "",
        "channel": str(rng.choice(CHANNELS, p=CHANNEL_SHARES)),
    }
    day = rng.uniform(year * DAYS + 1, (year + 1) * DAYS - 1)
    number = 0
    while True:
        x, y = _place(drawing, home)
        number += 1
        said = SENTENCES[int(rng.integers(len(SENTENCES)))]
        time = (drawing.until - datetime.timedelta(days=day)).isoformat(timespec="seconds")
        text = f"Keksitty koeviesti {drawing.persons}: {said}."
        yield {
            "id": f"{drawing.persons}-{number}",
            "x": f"{x:.1f}",
            "y": f"{y:.1f}",
            "text": text,
            "time": time,
            **person,
        }
        later = day - rng.uniform(1, 40)
        if rng.random() > COMES_AGAIN or later < year * DAYS + 1:
            return
        day = later


def _age(home: Home, rng: np.random.Generator) -> str:
    """By the area's own people where their ages are known, else by nothing but the pull."""
    weights = PULL * (home.bands if home.bands.sum() > 0 else 1.0)
    return str(rng.choice(BANDS, p=weights / weights.sum()))


def _place(drawing: _Drawing, home: Home) -> tuple[float, float]:
    """In the densest area of the town, or anywhere in one's own: people mark the centre too."""
    import shapely

    shape = drawing.centre if drawing.rng.random() < IN_THE_CENTRE else home.shape
    west, south, east, north = shape.bounds
    while True:
        x, y = drawing.rng.uniform(west, east), drawing.rng.uniform(south, north)
        if shapely.contains_xy(shape, x, y):
            return x, y
