"""Coordinates of projects: the wrong way round, half missing, or off the earth."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from budgeting.pabulib.numbers import number_in
from budgeting.pabulib.sections import Row
from budgeting.pabulib.shapes import Note

Point = tuple[float, float]
NEAR = 5.0  # degrees: projects of one town lie far closer together
# Boxes generous enough for the sea: latitudes, longitudes
COUNTRIES: Mapping[str, tuple[float, float, float, float]] = {
    "denmark": (54, 58, 7.5, 15.5),
    "estonia": (57, 60, 21, 29),
    "finland": (59, 71, 19, 32),
    "france": (41, 52, -6, 10),
    "germany": (47, 56, 5.5, 15.5),
    "hungary": (45.5, 49, 16, 23),
    "netherlands": (50.5, 54, 3, 7.5),
    "norway": (57, 72, 4, 32),
    "poland": (48.5, 55.5, 13.5, 24.5),
    "spain": (35.5, 44, -10, 5),
    "sweden": (55, 70, 10.5, 24.5),
    "switzerland": (45.5, 48, 5.5, 11),
}


def places(rows: Sequence[Row], country: str, notes: list[Note]) -> list[Point | None]:
    """Latitude and longitude of each row. Swapped ones are turned: by the country's box, or by where the others lie."""
    points = [_point(row, notes) for row in rows]
    centre = _centre([point for point in points if point is not None and _on_earth(point)])
    box = COUNTRIES.get(country.strip().lower())
    return [_the_right_way(row, point, box, centre, notes) for row, point in zip(rows, points, strict=True)]


def _point(row: Row, notes: list[Note]) -> Point | None:
    texts = [row.fields.get(name, "") for name in ("latitude", "longitude")]
    if not any(texts):
        return None
    numbers = [number_in(text) for text in texts]
    if numbers[0] is None or numbers[1] is None:
        notes.append(Note(row.number, "coordinates that are not two numbers: left out"))
        return None
    return float(numbers[0]), float(numbers[1])


def _centre(points: Sequence[Point]) -> Point | None:
    if len(points) < 3:
        return None
    return statistics.median(lat for lat, _ in points), statistics.median(lon for _, lon in points)


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 90 and abs(point[1]) <= 180


def _fits(point: Point, box: tuple[float, float, float, float] | None, centre: Point | None) -> bool:
    if box is not None:
        return box[0] <= point[0] <= box[1] and box[2] <= point[1] <= box[3]
    return centre is None or (abs(point[0] - centre[0]) < NEAR and abs(point[1] - centre[1]) < NEAR)


def _the_right_way(
    row: Row,
    point: Point | None,
    box: tuple[float, float, float, float] | None,
    centre: Point | None,
    notes: list[Note],
) -> Point | None:
    if point is None or (_on_earth(point) and _fits(point, box, centre)):
        return point
    turned = (point[1], point[0])
    if _on_earth(turned) and _fits(turned, box, centre):
        notes.append(Note(row.number, "latitude and longitude were swapped"))
        return turned
    if _on_earth(point):
        return point
    notes.append(Note(row.number, "coordinates off the earth: left out"))
    return None
