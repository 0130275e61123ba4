"""What a request asks of a collection. Every wrong or unknown parameter is named in one answer (400)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from doors.ogc import systems
from doors.ogc.fields import Field, Text
from doors.ogc.filtering import NOTHING, FilterRefused, condition, equal_to, no_property
from doors.ogc.layers import Ground, Layer
from doors.ogc.moments import interval_of
from doors.ogc.paging import Sort, after, full_order, placed
from geo import crs
from geo.api import cursors
from geo.api.parameters import Bbox
from geo.refusals import FieldError, Refused

DEFAULT_LIMIT, MOST = 100, 10_000
LANGUAGE = "cql2-text"
LONGEST = 10_000
ITEMS = (
    "f", "limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "properties",
    "sortby", "cursor",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A page of a collection: `rows` are filtered, `page` begins where it goes on."""

    layer: Layer
    rows: QuerySet[Any]
    page: QuerySet[Any]
    order: tuple[Sort, ...]
    fields: tuple[Field, ...]
    system: systems.System
    limit: int
    is_first: bool
    is_whole: bool


class Parameters:
    """The parameters of one request; what is wrong is noted until `done`."""

    def __init__(self, request: HttpRequest, known: tuple[str, ...]) -> None:
        self.given = request.GET
        self.errors: list[FieldError] = []
        for name, values in self.given.lists():
            if name not in known:
                self.refuse(name[:80], "unknown_parameter", _("This address does not know this parameter."))
            elif len(values) > 1:
                self.refuse(name, "given_twice", _("Give this parameter once."))
            elif "\x00" in values[0] or len(values[0]) > LONGEST:
                self.refuse(name, "bad_text", _("This value is too long, or holds a character that is not allowed."))

    def refuse(self, name: str, code: str, detail: Text) -> None:
        self.errors.append(FieldError(name, code, detail))

    def done(self) -> None:
        if self.errors:
            raise Refused(self.errors)

    def one(self, name: str) -> str:
        return self.given.get(name, "").strip()

    def system(self, name: str) -> systems.System:
        text = self.one(name)
        found = systems.system_named(text) if text else systems.DEFAULT
        if found is None:
            self.refuse(name, "unknown_crs", _("This reference system is not served: see the collection."))
        return found or systems.DEFAULT

    def limit(self) -> int:
        """Too much is not an error: the most is given (Part 1, fc-limit-response)."""
        text = self.one("limit")
        if "limit" in self.given and not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) > 0):
            self.refuse("limit", "out_of_range", _("Ask for a whole number from 1 on."))
            return DEFAULT_LIMIT
        return min(int(text), MOST) if text else DEFAULT_LIMIT


def nothing_but(request: HttpRequest, *known: str) -> None:
    """Refuses every parameter but these."""
    Parameters(request, ("f", *known)).done()


def page_asked(request: HttpRequest, layer: Layer) -> Asked:
    names = tuple(field.name for field in layer.fields)
    given = Parameters(request, (*ITEMS, *names))
    rows = layer.rows.alias(**{field.alias: field.expression for field in layer.fields})
    conditions = [_boxed(given, layer), _timed(given, layer), _filtered(given, layer), _equal(given, layer)]
    asked = [found for found in conditions if found]
    for found in asked:
        rows = rows.filter(found)
    order = full_order(layer, _sorts(given, layer))
    system, limit, fields = given.system("crs"), given.limit(), _fields(given, layer)
    given.done()
    page = _going_on(given, layer, order, rows)
    return Asked(layer, rows, page, order, fields, system, limit, not given.one("cursor"), not asked)


def one_asked(request: HttpRequest, layer: Layer, feature: str) -> Asked:
    """One feature by its id."""
    given = Parameters(request, ("f", "crs", "properties"))
    system, fields = given.system("crs"), _fields(given, layer)
    given.done()
    rows = layer.rows.alias(**{field.alias: field.expression for field in layer.fields})
    rows = rows.filter(**{layer.feature_id: feature}) if "\x00" not in feature else rows.none()
    return Asked(layer, rows, rows, full_order(layer, ()), fields, system, 1, is_first=True, is_whole=False)


def door_of(layer: Layer, order: tuple[Sort, ...]) -> str:
    """A cursor is good for the list and the order that it came from."""
    return f"ogc {layer.id} " + ",".join(f"{sort.column}{'-' if sort.descending else '+'}" for sort in order)


def _going_on(given: Parameters, layer: Layer, order: tuple[Sort, ...], rows: QuerySet[Any]) -> QuerySet[Any]:
    cursor = given.one("cursor")
    if not cursor:
        return rows
    return rows.filter(after(order, placed(cursors.opened(door_of(layer, order), cursor))))


def _boxed(given: Parameters, layer: Layer) -> Q | None:
    system, text = given.system("bbox-crs"), given.one("bbox")
    if "bbox" not in given.given:
        return None
    numbers = _numbers(text)
    if numbers is None:
        given.refuse("bbox", "not_a_box", _("Write the box as four numbers: its lower left and upper right."))
        return None
    (west, south), (east, north) = system.heard(*numbers[:2]), system.heard(*numbers[2:])
    if system.epsg == crs.WIRE and not (max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90):
        given.refuse("bbox", "not_a_box", _("Longitudes end at 180 and latitudes at 90."))
        return None
    over_the_edge = system.epsg == crs.WIRE and west > east
    if south > north or (west > east and not over_the_edge):
        given.refuse("bbox", "box_order", _("The box is the wrong way round."))
        return None
    parts = [(west, 180.0), (-180.0, east)] if over_the_edge else [(west, east)]
    found = layer.without_place
    for left, right in parts:
        found |= _within(layer, system, (left, south, right, north))
    return found


def _within(layer: Layer, system: systems.System, box: tuple[float, float, float, float]) -> Q:
    shape = shapely.box(*box)
    near = systems.stored(shape if shape.area else shapely.Point(box[:2]).union(shapely.Point(box[2:])), system)
    if near.is_empty:
        return NOTHING
    upright = Bbox(*box, system.epsg) if system.epsg in (crs.WIRE, crs.MERCATOR, crs.STORAGE) else None
    return layer.touching(Ground(near, upright))


def _numbers(text: str) -> list[float] | None:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    if len(numbers) == 6:  # with heights
        numbers = [*numbers[:2], *numbers[3:5]]
    return numbers if len(numbers) == 4 and all(math.isfinite(one) and abs(one) < 1e9 for one in numbers) else None


def _timed(given: Parameters, layer: Layer) -> Q | None:
    if "datetime" not in given.given:
        return None
    interval = interval_of(given.one("datetime"))
    if interval is None:
        given.refuse(
            "datetime",
            "not_a_time",
            _("Write a day, an instant or an interval, as 2026-05-01/2026-05-31."),
        )
        return None
    return interval.condition(layer.times) if layer.times else None


def _filtered(given: Parameters, layer: Layer) -> Q | None:
    system, text = given.system("filter-crs"), given.one("filter")
    if given.one("filter-lang") not in ("", LANGUAGE):
        given.refuse("filter-lang", "unknown_value", format_lazy(_("Choose from: {options}."), options=LANGUAGE))
    if "filter" not in given.given:
        return None
    try:
        return condition(layer, text, system)
    except FilterRefused as refused:
        given.refuse("filter", "not_a_filter", refused.detail)
        return None


def _equal(given: Parameters, layer: Layer) -> Q | None:
    found = Q()
    for field in layer.fields:
        if field.name in given.given:
            try:
                found &= equal_to(layer, field.name, given.one(field.name))
            except FilterRefused as refused:
                given.refuse(field.name, "bad_value", refused.detail)
    return found or None


def _fields(given: Parameters, layer: Layer) -> tuple[Field, ...]:
    if "properties" not in given.given:
        return layer.fields
    wanted = [name.strip() for name in given.one("properties").split(",") if name.strip()]
    for name in wanted:
        if layer.field(name) is None:
            given.refuse("properties", "unknown_value", no_property(name))
    return tuple(field for field in layer.fields if field.name in wanted)


def _sorts(given: Parameters, layer: Layer) -> list[Sort]:
    found: dict[str, Sort] = {}
    for part in (part.strip() for part in given.one("sortby").split(",") if part.strip()):
        name = part.lstrip("+-").strip()
        field = layer.field(name)
        if field is None or not field.sortable:
            given.refuse("sortby", "unknown_value", _unsortable(name))
            continue
        column = field.source if isinstance(field.source, str) else field.alias
        found.setdefault(name, Sort(column, part.startswith("-"), field.nullable))
    return list(found.values())


def _unsortable(name: str) -> Text:
    return format_lazy(_("The list cannot be sorted by “{name}”."), name=name[:60])
