"""Who lives in an area and near it, as pages tell it: rows by distance, people by age, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from geo.models import Municipality
from geo.nearby import Ages, Estimate, Nearby, Source, who_lives_near
from participation.models import AgeBand

BANDS: tuple[Ages, ...] = ((0, 12), (13, 17), (18, 29), (30, 44), (45, 64), (65, 74), (75, None))
BAND_NAMES = tuple(AgeBand(f"{first}+" if last is None else f"{first}-{last}") for first, last in BANDS)


@dataclass(frozen=True)
class NearRow:
    label: str
    people: Estimate | None
    bands: list[Estimate | None]
    holiday_homes: Estimate | None
    dwellings: Estimate | None


@dataclass(frozen=True)
class NearTable:
    """`bands` heads the ages (none where no age is known); `source` says what it rests on."""

    bands: list[str]
    rows: list[NearRow]
    source: str
    has_holiday_homes: bool
    has_dwellings: bool


def near_table(town: Municipality, outline: GEOSGeometry | None) -> NearTable | None:
    """None where the area, or the town's people, are not known."""
    if outline is None:
        return None
    near = who_lives_near(town, outline)
    if near.people_of is None:
        return None
    known = [one.in_bands(BANDS) for one in near.within]
    has_ages = any(band is not None for bands in known for band in bands)
    rows = [
        NearRow(distance_label(one.distance_m), one.people, bands if has_ages else [], one.holiday_homes, one.dwellings)
        for one, bands in zip(near.within, known, strict=True)
    ]
    names = [str(band.label) for band in BAND_NAMES] if has_ages else []
    source = _source(near, near.people_of)
    return NearTable(names, rows, source, near.holiday_homes_of is not None, near.dwellings_of is not None)


def distance_label(distance_m: float) -> str:
    if distance_m == 0:
        return _("In the area itself")
    return _("In the area and within %(metres)d m of it") % {"metres": distance_m}


def _source(near: Nearby, source: Source) -> str:
    if source.size_m is not None:
        return _("population by squares of %(metres)d m, %(year)d") % {"metres": source.size_m, "year": source.year}
    return _("population by areas of the town, %(year)d") % {"year": source.year}
