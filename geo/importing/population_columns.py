"""Which column of a population file holds what: Paavo's and Statistics Finland's headings, or as one is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from geo.importing import columns
from geo.importing.refusals import ImportRefused
from geo.models import PopulationCount


class Figure(NamedTuple):
    """What is counted: people, holiday homes or dwellings; all ages, or from one age to another (None: and older)."""

    what: str
    age_from: int | None = None
    age_to: int | None = None


TOTAL = Figure(PopulationCount.What.PEOPLE.value)
HOLIDAY_HOMES = Figure(PopulationCount.What.HOLIDAY_HOMES.value)
DWELLINGS = Figure(PopulationCount.What.DWELLINGS.value)

_CALLED = {"total": TOTAL, "holiday_homes": HOLIDAY_HOMES, "dwellings": DWELLINGS}
_BAND_CALLED = re.compile(r"(\d{1,3})\s*[-–+]\s*(\d{0,3})")

# In the order in which they are tried; `asukkaat yhteensä (he)` is how the open data interface heads the same column.
_TOTALS = ("he_vakiy", "vaesto", "pop_total", "asukkaat yhteensä (he)", "asukkaat yhteensä", "population", "vakiluku")
_HOLIDAY_HOMES = ("ra_ke", "summer_cottages", "kesämökit yhteensä (ra)", "kesämökit yhteensä", "holiday_homes")
_DWELLINGS = ("ra_asunn", "asunnot (ra)", "dwellings")
_BANDS = (
    re.compile(r"(?:he|ika|age|pop)_(?P<from>\d{1,3})_(?P<to>\d{0,3})(?:plus)?"),
    re.compile(r"(?P<from>\d{1,3})\s*[-–]\s*(?P<to>\d{1,3})-vuotiaat(?:, \d{4})? \(he\)"),
    re.compile(r"(?P<from>\d{1,3}) vuotta täyttäneet(?P<to>)(?:, \d{4})? \(he\)"),
)
CODE = tuple(name for name in ("postinumeroalue", "posti_alue", "postinumero", "postal_code", "pono", *columns.CODE))
CELL_CODE = ("id_nro", "euref_x_id", "grd_id", "nro", "cell", "ruutu", "id")
CELL_X = ("xkoord", "x_koord", "euref_x", "x")
CELL_Y = ("ykoord", "y_koord", "euref_y", "y")


def known_figures(fields: Sequence[str]) -> dict[Figure, str]:
    """The figures that the headings tell of themselves."""
    found: dict[Figure, str] = {}
    for figure, names in ((TOTAL, _TOTALS), (HOLIDAY_HOMES, _HOLIDAY_HOMES), (DWELLINGS, _DWELLINGS)):
        column = columns.find(fields, names)
        if column is not None:
            found[figure] = column
    for column in fields:
        for pattern in _BANDS:
            band = pattern.fullmatch(column.strip().lower())
            if band:
                found.setdefault(_band(band["from"], band["to"]), column)
    return found


def told_figures(told: str | Mapping[str, str], fields: Sequence[str]) -> dict[Figure, str]:
    """The figures of `--columns total=COL,holiday_homes=COL,0-2=COL,85-=COL`, or the same as a mapping."""
    pairs = told.items() if not isinstance(told, str) else _pairs(told)
    found: dict[Figure, str] = {}
    for name, column in pairs:
        figure = figure_called(name)
        if figure is None or not column:
            known = "total=COL, holiday_homes=COL, dwellings=COL, 0-2=COL, 85-=COL"
            raise ImportRefused("unknown_figure", item=name, known=known)
        found[figure] = str(columns.named(fields, column, ()))
    return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for item in text.split(","):
        name, _equals, column = (piece.strip() for piece in item.partition("="))
        yield name, column


def figure_called(name: str) -> Figure | None:
    """total, holiday_homes, dwellings, 0-2, 85-."""
    band = _BAND_CALLED.fullmatch(name)
    return _CALLED.get(name) or (_band(band[1], band[2]) if band else None)


def name_of(figure: Figure) -> str:
    """What `figure_called` knows a figure by."""
    called = next((name for name, known in _CALLED.items() if known == figure), "")
    return called or f"{figure.age_from}-{'' if figure.age_to is None else figure.age_to}"


def _band(first: str, last: str) -> Figure:
    return Figure(PopulationCount.What.PEOPLE.value, int(first), int(last) if last else None)
