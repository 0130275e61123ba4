"""Named reads over the published pins. Each rests on an index; together they make the public lists."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from feedback_map.words import base_forms
from geo import crs
from geo.api.parameters import MERCATOR_LATITUDE, Bbox

if TYPE_CHECKING:
    from feedback_map.models import PublishedPin  # noqa: F401  named in a text below
    from geo.models import Area, AreaSet, Municipality

LEVEL = 30
LAST = 2**LEVEL - 1
HALF_MERCATOR_M = 20_037_508.342789244
TM35_WEST, TM35_NORTH, TM35_CELLS_PER_M = -548_576.0, 8_388_608.0, 512.0
MOST_RANGES = 12
AROUND_FINLAND = shapely.box(15, 55, 36, 73)


class PublishedPinQuerySet(models.QuerySet["PublishedPin"]):
    def of(self, town: Municipality) -> PublishedPinQuerySet:
        return self.filter(municipality=town)

    def inside(self, box: Bbox) -> PublishedPinQuerySet:
        """Pins whose mark lies in a box, and lines and areas that reach into it."""
        return self.filter(in_box(box))

    def in_area(self, area: Area) -> PublishedPinQuerySet:
        return self.filter(areas__area=area)

    def outside(self, area_set: AreaSet) -> PublishedPinQuerySet:
        """Pins with a place that lies in no area of the set."""
        return self.filter(areas__area_set=area_set, areas__area__isnull=True)

    def without_place(self) -> PublishedPinQuerySet:
        """Pins about the whole town."""
        return self.filter(geom__isnull=True, about_area__isnull=True)

    def with_words(self, text: str) -> PublishedPinQuerySet:
        """All the words, as people search the web; the last one may be only its beginning."""
        found = search_for(text)
        if found is None:
            return self.none()
        return self.alias(searched=all_words()).filter(searched=found)


def in_box(box: Bbox) -> Q:
    """The condition of `inside`."""
    grid = "t" if box.crs == crs.STORAGE else "w"
    west, north, east, south = columns(box)
    in_ranges = Q()
    for first, last in morton_ranges(west, north, east, south):
        in_ranges |= Q(**{f"{grid}q__range": (first, last)})
    exact = Q(**{f"{grid}x__range": (west, east), f"{grid}y__range": (north, south)})
    found, outline = Q(is_shape=False) & exact & in_ranges, _outline(box)
    if outline is not None:
        found |= Q(is_shape=True, geom__intersects=outline)
    return found


def all_words() -> Func:
    """The words of a published text as they stand, and what is known of them: as the index has it."""
    as_written = SearchVector("text", config="simple")
    return Func(
        as_written, F("words"), template="(%(expressions)s)", arg_joiner=" || ", output_field=SearchVectorField()
    )


def search_for(text: str) -> SearchQuery | None:
    """None when there is no word to look for."""
    words = text.split()
    if words and all(word.isalnum() and word.lower() != "or" for word in words):
        return SearchQuery(_in_any_form(words), config="simple", search_type="raw")
    text = " ".join(words)
    before, _, last = text.rpartition(" ")
    if text.count('"') % 2 == 0 and last.isalnum():
        beginning = SearchQuery(f"'{last}':*", config="simple", search_type="raw")
        if not any(letter.isalnum() for letter in before):
            return beginning
        others, _, joint = before.rpartition(" ")
        if joint.lower() == "or" and others:
            return SearchQuery(others, config="simple", search_type="websearch") | beginning
        return SearchQuery(before, config="simple", search_type="websearch") & beginning
    if not any(letter.isalnum() for letter in text):
        return None
    return SearchQuery(text, config="simple", search_type="websearch")


def _in_any_form(words: list[str]) -> str:
    """All the words, each as it is written or in its base form; the last one may be only its beginning."""
    wanted = []
    for number, word in enumerate(words, 1):
        written = f"'{word.lower()}'" + (":*" if number == len(words) else "")
        bases = [f"'{base}'" for base in sorted(base_forms(word)) if base.isalnum()]
        wanted.append(f"({' | '.join([written, *bases])})")
    return " & ".join(wanted)


def after(received_at: datetime.datetime, pin_id: int, *, prefix: str = "") -> Q:
    """What comes after a row in a list that begins with the newest."""
    here = f"{prefix}received_at"
    return Q(**{f"{here}__lte": received_at}) & (
        Q(**{f"{here}__lt": received_at}) | Q(**{f"{prefix}pin_id__lt": pin_id})
    )


def columns(box: Bbox) -> tuple[int, int, int, int]:
    """The box in whole columns and rows of level 30 of the pyramid in which it is upright: west, north, east, south."""
    if box.crs == crs.STORAGE:
        edges = (
            (box.west - TM35_WEST) * TM35_CELLS_PER_M,
            (TM35_NORTH - box.north) * TM35_CELLS_PER_M,
            (box.east - TM35_WEST) * TM35_CELLS_PER_M,
            (TM35_NORTH - box.south) * TM35_CELLS_PER_M,
        )
    else:
        x, y = _mercator(box)
        scale = 2**LEVEL / (2 * HALF_MERCATOR_M)
        half = HALF_MERCATOR_M
        edges = ((x[0] + half) * scale, (half - y[1]) * scale, (x[1] + half) * scale, (half - y[0]) * scale)
    west, north, east, south = (int(min(LAST, max(0, np.floor(edge)))) for edge in edges)
    return west, north, east, south


def _mercator(box: Bbox) -> tuple[list[float], list[float]]:
    if box.crs == crs.MERCATOR:
        return [box.west, box.east], [box.south, box.north]
    latitudes = np.clip([box.south, box.north], -MERCATOR_LATITUDE, MERCATOR_LATITUDE)
    x, y = crs.transform([box.west, box.east], latitudes, crs.WIRE, crs.MERCATOR)
    return [float(value) for value in x], [float(value) for value in y]


def morton_ranges(west: int, north: int, east: int, south: int) -> list[tuple[int, int]]:
    """A few ranges of the interleaved code that cover the box: of the finest level at which few cells do."""
    shift = 0
    while ((east >> shift) - (west >> shift) + 1) * ((south >> shift) - (north >> shift) + 1) > MOST_RANGES:
        shift += 1
    found: list[tuple[int, int]] = []
    for cell in sorted(_cells(west >> shift, north >> shift, east >> shift, south >> shift)):
        first, last = cell << 2 * shift, ((cell + 1) << 2 * shift) - 1
        if found and found[-1][1] + 1 == first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _cells(west: int, north: int, east: int, south: int) -> Iterator[int]:
    for x in range(west, east + 1):
        for y in range(north, south + 1):
            yield _spread(x) | _spread(y) << 1


def _spread(number: int) -> int:
    """The bits of a number in every other place."""
    for step, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        number = (number | number << step) & mask
    return number


def _outline(box: Bbox) -> GEOSGeometry | None:
    """The box as a stored polygon, its edges bent where they bend, as far as Finland goes; None where it does not."""
    limits = crs.reproject(AROUND_FINLAND, crs.WIRE, box.crs).bounds
    west, south = max(box.west, limits[0]), max(box.south, limits[1])
    east, north = min(box.east, limits[2]), min(box.north, limits[3])
    if west > east or south > north:
        return None
    polygon = shapely.box(west, south, max(east, west + 1e-7), max(north, south + 1e-7))
    bent = crs.storage_geometry(polygon.segmentize(max(east - west, north - south, 1e-6) / 32), box.crs)
    return GEOSGeometry(memoryview(shapely.to_wkb(bent)), srid=crs.STORAGE)
