"""What comes in over the wire: JSON bytes, and GeoJSON geometries inside them.

Nothing from outside reaches GEOS before its shape, depth, size and numbers are known. Every refusal is a
`WireRefused` that names the field, a code for programs, and a sentence for people.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo import crs

MAX_BYTES = 2_000_000
MAX_DEPTH = 32
MAX_DIGITS = 40


class WireRefused(ValueError):
    """An input that we do not take: which field, a code, and why in the reader's language (lazy)."""

    def __init__(self, field: str, code: str, detail: str | Promise) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Limits:
    """How large a geometry of one input may be."""

    vertices: int = 10_000
    length_m: float = 200_000.0
    area_m2: float = 5_000_000_000.0
    kinds: frozenset[str] = frozenset({"Point", "LineString", "Polygon"})


DEFAULT_LIMITS = Limits()


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# An unfinished string runs to the end: to try again from its next quote would cost the square of the length.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_STEPS = np.zeros(256, dtype=np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1


def nesting_depth(raw: bytes) -> int:
    """How deep arrays and objects nest, counted on the bytes, so that no parser has to recurse to find out."""
    steps = _STEPS[np.frombuffer(_STRING.sub(b"", raw), dtype=np.uint8)]
    return int(np.cumsum(steps, dtype=np.int64).max(initial=0))


def load_json(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """The object in these bytes. Refuses what is too long, too deep, not UTF-8, not a number, or cannot be stored."""
    if len(raw) > max_bytes:
        raise WireRefused(
            "",
            "too_large",
            format_lazy(_("The message is longer than {bytes} bytes."), bytes=max_bytes),
        )
    if nesting_depth(raw) > max_depth:
        raise WireRefused(
            "",
            "too_deep",
            format_lazy(_("The JSON is nested deeper than {depth} levels."), depth=max_depth),
        )
    try:
        value = json.loads(
            raw.decode("utf-8-sig"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short_int,
        )
    except UnicodeDecodeError as error:
        raise WireRefused("", "not_utf8", _("The text is not valid UTF-8.")) from error
    except WireRefused:
        raise
    except (ValueError, RecursionError) as error:
        raise WireRefused("", "not_json", _("This is not valid JSON.")) from error
    if b"\\u" in raw or b"\x00" in raw:
        _refuse_unstorable_text(value)
    return value


def _refuse_constant(text: str) -> float:
    raise WireRefused(
        "",
        "not_finite",
        format_lazy(_("{number} is not a number that can be used."), number=text),
    )


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise WireRefused(
            "",
            "not_finite",
            format_lazy(_("{number} is not a number that can be used."), number=text[:20]),
        )
    return number


def _short_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise WireRefused(
            "",
            "not_finite",
            format_lazy(_("{number} is not a number that can be used."), number=text[:20]),
        )
    return int(text)


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _refuse_unstorable_text(value: Any) -> None:
    """Half a surrogate pair and the NUL character are legal in JSON escapes and in no database text."""
    for text in _texts(value):
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise WireRefused(
                "",
                "bad_character",
                _("The text holds a character that cannot be stored."),
            )


# ── Geometry ──────────────────────────────────────────────────────────────────────────────────────────────────────

Position = tuple[float, float]


def parse_geometry(value: Any, *, field: str = "geometry", limits: Limits = DEFAULT_LIMITS) -> BaseGeometry:
    """A GeoJSON Point, LineString or Polygon in degrees as a valid geometry in EPSG:3067, or WireRefused."""
    if not isinstance(value, dict):
        raise WireRefused(field, "not_a_geometry", _("A geometry must be a GeoJSON object."))
    _refuse_other_crs(value, field)
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in limits.kinds or kind not in _BUILDERS:
        raise WireRefused(
            f"{field}.type",
            "geometry_type",
            format_lazy(
                _("The geometry must be one of: {kinds}."),
                kinds=", ".join(sorted(limits.kinds)),
            ),
        )
    coordinates = value.get("coordinates")
    field = f"{field}.coordinates"
    _refuse_too_many(coordinates, field, limits)
    geometry = _BUILDERS[kind](coordinates, field)
    _refuse_size(geometry, field, limits)
    _refuse_invalid(geometry, field)
    return geometry


def _refuse_other_crs(value: dict[str, Any], field: str) -> None:
    stated = value.get("crs")
    if stated is None:
        return
    name = stated
    if isinstance(stated, dict):
        properties = stated.get("properties")
        name = properties.get("name") if isinstance(properties, dict) else None
    try:
        accepted = isinstance(name, str) and crs.known_code(name) == crs.WIRE
    except crs.UnknownCrs:
        accepted = False
    if not accepted:
        raise WireRefused(
            f"{field}.crs",
            "crs",
            _("Coordinates must be longitude and latitude (EPSG:4326); leave out “crs”."),
        )


def _refuse_too_many(coordinates: Any, field: str, limits: Limits) -> None:
    """Count list items before anything is built from them; positions are the lists that hold no lists."""
    if not isinstance(coordinates, list):
        raise WireRefused(field, "no_coordinates", _("The coordinates are missing."))
    rings = [item for item in coordinates if isinstance(item, list)]
    positions = sum(len(ring) if ring and isinstance(ring[0], list) else 1 for ring in rings)
    if max(positions, len(rings)) > limits.vertices:
        raise WireRefused(
            field,
            "too_many_vertices",
            format_lazy(
                _("The geometry has more than {count} points. Draw it more simply."),
                count=limits.vertices,
            ),
        )


def _position(value: Any, field: str) -> Position:
    if not isinstance(value, list) or not 2 <= len(value) <= 3:
        raise WireRefused(field, "no_coordinates", _("A position must be a longitude and a latitude."))
    for number in value:
        # A JSON integer may be too long for a float; isfinite says so by an OverflowError.
        try:
            usable = isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
        except OverflowError:
            usable = False
        if not usable:
            raise WireRefused(field, "not_finite", _("A coordinate must be a finite number."))
    return float(value[0]), float(value[1])


def _positions(value: Any, field: str) -> list[Position]:
    if not isinstance(value, list) or not value:
        raise WireRefused(field, "no_coordinates", _("The coordinates are missing."))
    return [_position(item, f"{field}[{number}]") for number, item in enumerate(value)]


def _in_metres(positions: list[Position], field: str) -> list[Position]:
    """The positions in storage metres, once it is sure that they are in Finland."""
    degrees = np.array(positions, dtype=np.float64)
    x, y = degrees[:, 0], degrees[:, 1]
    outside = ~crs.in_finland(x, y)
    if outside.any():
        first = int(np.argmax(outside))
        code, detail = _why_outside(float(x[first]), float(y[first]))
        raise WireRefused(field, code, detail)
    return list(zip(*(axis.tolist() for axis in crs.to_storage(x, y)), strict=True))


def _why_outside(x: float, y: float) -> tuple[str, Promise | str]:
    if bool(crs.at_null_island(x, y)):
        return "null_island", _("The position is 0, 0: the place is missing.")
    if bool(crs.swapped_in_finland(x, y)):
        return "swapped_axes", _("Longitude and latitude are the wrong way round: longitude comes first.")
    return "outside_finland", _("The position is not in Finland.")


def _point(coordinates: Any, field: str) -> BaseGeometry:
    if not coordinates:
        raise WireRefused(field, "no_coordinates", _("The coordinates are missing."))
    x, y = _position(coordinates, field)
    box = crs.FINLAND
    if not (box.west <= x <= box.east and box.south <= y <= box.north):
        code, detail = _why_outside(x, y)
        raise WireRefused(field, code, detail)
    return shapely.set_srid(shapely.Point(crs.point_to_storage(x, y)), crs.STORAGE)


def _line(coordinates: Any, field: str) -> BaseGeometry:
    positions = _positions(coordinates, field)
    if len(set(positions)) < 2:
        raise WireRefused(field, "too_short", _("A line needs at least two different points."))
    return shapely.set_srid(shapely.LineString(_in_metres(positions, field)), crs.STORAGE)


def _polygon(coordinates: Any, field: str) -> BaseGeometry:
    if not coordinates:
        raise WireRefused(field, "no_coordinates", _("The coordinates are missing."))
    rings = [_ring(ring, f"{field}[{number}]") for number, ring in enumerate(coordinates)]
    return shapely.set_srid(shapely.Polygon(rings[0], rings[1:]), crs.STORAGE)


def _ring(value: Any, field: str) -> list[Position]:
    positions = _positions(value, field)
    if positions[0] != positions[-1]:
        raise WireRefused(field, "ring_not_closed", _("The area's outline must end where it began."))
    if len(set(positions)) < 3:
        raise WireRefused(field, "too_short", _("An area needs at least three different points."))
    return _in_metres(positions, field)


_BUILDERS: dict[str, Callable[[Any, str], BaseGeometry]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
}


def _refuse_size(geometry: BaseGeometry, field: str, limits: Limits) -> None:
    if geometry.geom_type == "LineString" and geometry.length > limits.length_m:
        raise WireRefused(
            field,
            "too_long",
            format_lazy(
                _("The line is longer than {km} kilometres."),
                km=round(limits.length_m / 1000),
            ),
        )
    if geometry.geom_type == "Polygon" and geometry.area > limits.area_m2:
        raise WireRefused(
            field,
            "too_large_area",
            format_lazy(
                _("The area is larger than {km2} square kilometres."),
                km2=round(limits.area_m2 / 1e6),
            ),
        )


def _refuse_invalid(geometry: BaseGeometry, field: str) -> None:
    if geometry.is_empty or (geometry.geom_type == "Polygon" and geometry.area == 0):
        raise WireRefused(field, "too_short", _("An area needs at least three different points."))
    if not geometry.is_valid:
        raise WireRefused(
            field,
            "invalid_geometry",
            _("The area's outline crosses or touches itself."),
        )
